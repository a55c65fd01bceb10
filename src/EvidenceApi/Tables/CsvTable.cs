using System.Buffers;
using System.IO.Pipelines;
using Npgsql;

namespace EvidenceApi.Tables;

/// <summary>How a CSV file is written.</summary>
/// <param name="Header">Whether the first line names the columns.</param>
/// <param name="Guard">Whether texts that a spreadsheet would take for a formula get an apostrophe before them.</param>
internal sealed record CsvOptions(bool Header, bool Guard)
{
    internal static CsvOptions Of(HttpRequest request) => new(request.Query["header"] != "absent", request.Query["guard"] != "off");
}

/// <summary>CSV by RFC 4180: PostgreSQL writes it, and its bytes pass through with the line ends that the RFC wants.</summary>
internal static class CsvTable
{
    private const int BufferSize = 256 * 1024;

    internal static async Task WriteAsync(
        ExportConnection export, TableRows rows, IReadOnlyList<DictionaryEntry> columns, CsvOptions options, PipeWriter writer, CancellationToken cancel)
    {
        var names = string.Join(", ", columns.Select(column => Expression(column, options.Guard)));
        var query = await export.QuoteAsync(rows.Select(names), rows.Parameters, cancel);
        var copy = (NpgsqlCopyTextReader)await export.Connection.BeginTextExportAsync($"copy ({query}) to stdout (format csv, header {options.Header})", cancel);
        try
        {
            using var leaving = cancel.UnsafeRegister(static reader => ((NpgsqlCopyTextReader)reader!).Cancel(), copy);
            // The reader is a StreamReader: below it are the server's own bytes, which need no decoding.
            await PassAsync(copy.BaseStream, writer, cancel);
        }
        catch
        {
            // Else disposing would read all the rest first.
            await copy.CancelAsync();
            throw;
        }
        finally
        {
            await copy.DisposeAsync();
        }
    }

    // PostgreSQL would write t and f for a boolean.
    private static string Expression(DictionaryEntry column, bool guard) => column.Type switch
    {
        "string" when guard => $"table_text(\"{column.Column}\") as \"{column.Column}\"",
        "boolean" => $"\"{column.Column}\"::text as \"{column.Column}\"",
        _ => $"\"{column.Column}\"",
    };

    private static async Task PassAsync(Stream source, PipeWriter writer, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var (filled, isQuoted, isFirst) = (0, false, true);
            while (true)
            {
                // Not awaited: a row is there in a microsecond, and waking another thread for it takes ten.
                cancel.ThrowIfCancellationRequested();
                var read = source.Read(buffer.AsSpan(filled));
                filled += read;
                // Rows come one by one: sending each by itself would cost more than reading it. Only the first does not wait.
                if (read > 0 && !isFirst && filled < buffer.Length / 2) continue;
                Write(buffer.AsSpan(0, filled), writer, ref isQuoted);
                (filled, isFirst) = (0, false);
                if ((await writer.FlushAsync(cancel)).IsCompleted) throw new OperationCanceledException("The caller is gone.");
                if (read == 0) return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A line feed within quotes belongs to a text; every other one ends a row.
    private static void Write(ReadOnlySpan<byte> bytes, PipeWriter writer, ref bool isQuoted)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            isQuoted ^= (bytes[..end].Count((byte)'"') & 1) == 1;
            writer.Write(bytes[..end]);
            writer.Write(isQuoted ? "\n"u8 : "\r\n"u8);
            bytes = bytes[(end + 1)..];
        }
        isQuoted ^= (bytes.Count((byte)'"') & 1) == 1;
        writer.Write(bytes);
    }
}
