using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace EvidenceApi.Tables;

/// <summary>An Excel workbook with one sheet and typed cells.</summary>
internal static class XlsxTable
{
    /// <summary>Rows that a sheet holds beside the header.</summary>
    internal const int MostRows = 1_048_575;

    internal static async Task<bool> FitsAsync(ExportConnection export, TableRows rows, CancellationToken cancel)
    {
        var count = 0L;
        await export.ReadAsync($"select count(*) from (select from {rows.Table.View} where {rows.Where} limit {MostRows + 1}) counted", rows.Parameters, async reader =>
        {
            await reader.ReadAsync(cancel);
            count = reader.GetInt64(0);
        }, cancel);
        return count <= MostRows;
    }

    internal static Task WriteAsync(ExportConnection export, TableRows rows, IReadOnlyList<DictionaryEntry> columns, Stream stream, CancellationToken cancel)
    {
        var query = rows.Select(string.Join(", ", columns.Select(column => $"\"{column.Column}\"")));
        var settings = new OpenXmlConfiguration { AutoFilter = false, FreezeRowCount = 1, TableStyles = TableStyles.None };
        return export.ReadAsync(query, rows.Parameters, async reader =>
            await stream.SaveAsAsync(reader, sheetName: rows.Table.Name, excelType: ExcelType.XLSX, configuration: settings, cancellationToken: cancel), cancel);
    }
}
