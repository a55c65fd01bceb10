using Npgsql;
using Parquet;
using Parquet.Schema;

namespace EvidenceApi.Tables;

/// <summary>Parquet with typed columns, in row groups small enough to be held.</summary>
internal static class ParquetTable
{
    private const int RowsInGroup = 5_000;

    internal static async Task WriteAsync(ExportConnection export, TableRows rows, IReadOnlyList<DictionaryEntry> columns, Stream stream, CancellationToken cancel)
    {
        var buffers = columns.Select(Buffer).ToList();
        var schema = new ParquetSchema(buffers.Select(buffer => buffer.Field));
        var query = rows.Select(string.Join(", ", columns.Select(Typed)));
        await export.ReadAsync(query, rows.Parameters, async reader =>
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: cancel);
            var filled = 0;
            while (await reader.ReadAsync(cancel))
            {
                for (var index = 0; index < buffers.Count; index++) await buffers[index].AddAsync(reader, index, cancel);
                if (++filled < RowsInGroup) continue;
                await WriteGroupAsync(writer, buffers, cancel);
                filled = 0;
            }
            if (filled > 0) await WriteGroupAsync(writer, buffers, cancel);
        }, cancel);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, List<ColumnBuffer> buffers, CancellationToken cancel)
    {
        using var group = writer.CreateRowGroup();
        foreach (var buffer in buffers) await buffer.WriteAsync(group, cancel);
        group.CompleteValidate();
    }

    // A double holds every printed figure; the scale of numeric is no fixed one.
    private static string Typed(DictionaryEntry column) => column.Type == "number" ? $"\"{column.Column}\"::float8" : $"\"{column.Column}\"";

    private static ColumnBuffer Buffer(DictionaryEntry column) => column.Type switch
    {
        "integer" => new ValueBuffer<int>(new DataField(column.Column, typeof(int), isNullable: true)),
        "number" => new ValueBuffer<double>(new DataField(column.Column, typeof(double), isNullable: true)),
        "boolean" => new ValueBuffer<bool>(new DataField(column.Column, typeof(bool), isNullable: true)),
        "date" => new ValueBuffer<DateOnly>(new DataField(column.Column, typeof(DateOnly), isNullable: true)),
        _ => new TextBuffer(new DataField(column.Column, typeof(string), isNullable: true)),
    };

    /// <summary>The values of one column of a row group.</summary>
    private abstract class ColumnBuffer(DataField column)
    {
        internal DataField Field => column;

        internal abstract Task AddAsync(NpgsqlDataReader reader, int index, CancellationToken cancel);

        internal abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancel);
    }

    private sealed class ValueBuffer<T>(DataField column) : ColumnBuffer(column) where T : struct
    {
        private readonly List<T?> values = new(RowsInGroup);

        internal override async Task AddAsync(NpgsqlDataReader reader, int index, CancellationToken cancel) =>
            values.Add(await reader.IsDBNullAsync(index, cancel) ? null : await reader.GetFieldValueAsync<T>(index, cancel));

        internal override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancel)
        {
            await group.WriteAsync<T>(Field, values.ToArray().AsMemory(), cancellationToken: cancel);
            values.Clear();
        }
    }

    private sealed class TextBuffer(DataField column) : ColumnBuffer(column)
    {
        private readonly List<string?> values = new(RowsInGroup);

        internal override async Task AddAsync(NpgsqlDataReader reader, int index, CancellationToken cancel) =>
            values.Add(await reader.IsDBNullAsync(index, cancel) ? null : await reader.GetFieldValueAsync<string>(index, cancel));

        internal override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancel)
        {
            await group.WriteAsync(Field, values!);
            values.Clear();
        }
    }
}
