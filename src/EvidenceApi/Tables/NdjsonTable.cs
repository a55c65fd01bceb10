using System.Buffers;
using System.IO.Pipelines;
using EvidenceApi.Http;

namespace EvidenceApi.Tables;

/// <summary>The items of the JSON answer, one on a line.</summary>
internal static class NdjsonTable
{
    private const int FlushAt = 64 * 1024;

    internal static async Task WriteAsync(HttpContext http, ExportConnection export, TableRows rows, CancellationToken cancel)
    {
        var writer = http.Response.BodyWriter;
        if (rows.Documents.AtHand is { } documents)
        {
            foreach (var document in documents) await WriteAsync(http, writer, document, cancel);
        }
        else
        {
            await export.ReadAsync(rows.Documents.Sql!, rows.Parameters, async reader =>
            {
                while (await reader.ReadAsync(cancel))
                {
                    var document = await reader.GetFieldValueAsync<byte[]>(0, cancel);
                    if (rows.Documents.Complete is { } complete) document = complete(await reader.GetFieldValueAsync<string>(1, cancel), document);
                    await WriteAsync(http, writer, document, cancel);
                }
            }, cancel);
        }
        await writer.FlushAsync(cancel);
    }

    private static async ValueTask WriteAsync(HttpContext http, PipeWriter writer, byte[] document, CancellationToken cancel)
    {
        writer.Write(Answer.Chosen(http, document));
        writer.Write("\n"u8);
        if (writer.UnflushedBytes >= FlushAt && (await writer.FlushAsync(cancel)).IsCompleted) throw new OperationCanceledException("The caller is gone.");
    }
}
