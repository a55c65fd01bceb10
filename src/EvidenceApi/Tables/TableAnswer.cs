using EvidenceApi.Http;
using EvidenceApi.Logging;
using EvidenceApi.Releases;

namespace EvidenceApi.Tables;

/// <summary>Answers rows as a file, streamed: in memory stands only what is on its way.</summary>
internal sealed class TableAnswers(Exports exports, TableCatalog catalog)
{
    internal static readonly Representation[] Forms = [Representation.Csv, Representation.Ndjson, Representation.Xlsx, Representation.Parquet];

    /// <summary>Whether the caller asked for a file, and for all rows in place of a page.</summary>
    internal static bool IsWhole(HttpContext http, IPaged query) => Representation.Of(http) != Representation.Json && query is { Limit: null, Cursor: null };

    internal async Task<IResult> AnswerAsync(HttpContext http, Release release, TableRows rows, string? next = null)
    {
        var (form, cancel) = (Representation.Of(http), http.RequestAborted);
        var columns = await catalog.ColumnsAsync(rows.Table, cancel);
        var export = await exports.OpenAsync(cancel);
        try
        {
            if (form == Representation.Xlsx && !await XlsxTable.FitsAsync(export, rows, cancel))
            {
                await export.DisposeAsync();
                return Problems.InvalidParameters(new Dictionary<string, IReadOnlyList<ParameterError>>
                {
                    [Representation.Parameter] = [new("too-many-rows", $"A sheet holds {XlsxTable.MostRows} rows; take csv or parquet, or a filter.", form.Name, ["csv", "ndjson", "parquet"], [])],
                });
            }
        }
        catch
        {
            await export.DisposeAsync();
            throw;
        }
        return new TableResult(form, release, rows, columns, export, next);
    }
}

/// <summary>A file on its way to the caller.</summary>
internal sealed partial class TableResult(
    Representation form, Release release, TableRows rows, IReadOnlyList<DictionaryEntry> columns, ExportConnection export, string? next) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        await using (export)
        {
            var csv = CsvOptions.Of(http.Request);
            SetHeaders(http, csv);
            if (Head.IsHead(http)) return;
            try
            {
                await WriteAsync(http, csv, http.RequestAborted);
            }
            // After the first byte there is no other way to say that the rest is missing than to break the connection off: the last chunk,
            // by which a client knows a whole answer, is never sent.
            catch (Exception fault) when (http.Response.HasStarted)
            {
                if (!http.RequestAborted.IsCancellationRequested) LogCut(http.RequestServices.GetRequiredService<ILogger<TableResult>>(), rows.Table.Name, Faults.Describe(fault));
                http.Abort();
            }
        }
    }

    private async Task WriteAsync(HttpContext http, CsvOptions csv, CancellationToken cancel)
    {
        var writer = http.Response.BodyWriter;
        switch (form.Name)
        {
            case "csv":
                await CsvTable.WriteAsync(export, rows, columns, csv, writer, cancel);
                break;
            case "ndjson":
                await NdjsonTable.WriteAsync(http, export, rows, cancel);
                break;
            default:
                await using (var body = new BodyStream(writer, cancel))
                {
                    await (form == Representation.Parquet ? ParquetTable.WriteAsync(export, rows, columns, body, cancel) : XlsxTable.WriteAsync(export, rows, columns, body, cancel));
                }
                break;
        }
        await writer.FlushAsync(cancel);
    }

    private void SetHeaders(HttpContext http, CsvOptions csv)
    {
        Answer.SetHeaders(http, release);
        http.Response.ContentType = form.Name switch
        {
            "csv" => $"{form.MediaType}; charset=utf-8; header={(csv.Header ? "present" : "absent")}",
            "ndjson" => $"{form.MediaType}; charset=utf-8",
            _ => form.MediaType,
        };
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"evidence-{rows.Table.Name.Replace('_', '-')}-{release.Id}.{form.Name}\"";
        http.Response.Headers.Append("Link", $"</v1/dictionary?table={rows.Table.Name}>; rel=\"describedby\"");
        if (next is not null) http.Response.Headers.Append("Link", Answer.NextLink(http.Request, next));
    }

    [LoggerMessage(LogLevel.Warning, "Export of {Table} broken off: {Fault}")]
    private static partial void LogCut(ILogger log, string table, string fault);
}
