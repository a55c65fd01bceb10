using System.Buffers;
using System.Text;

namespace EvidenceApi.Http;

/// <summary>JSON in pieces that stay where they lie until they are copied into what the server sends: an answer is never put together in memory of its own.</summary>
internal sealed class JoinedAnswer(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = pieces.Sum(piece => (long)piece.Length);
        var writer = http.Response.BodyWriter;
        foreach (var piece in pieces) writer.Write(piece.Span);
        await writer.FlushAsync(http.RequestAborted);
    }
}

/// <summary>A finished document in a list.</summary>
/// <param name="Last">A member that the request adds at its end, with the bracket that closes the document; empty where there is none.</param>
internal readonly record struct ListItem(ReadOnlyMemory<byte> Document, ReadOnlyMemory<byte> Last = default)
{
    /// <summary>Items that get the same member can share it.</summary>
    internal static byte[] Member<T>(string name, T value) => [.. Encoding.UTF8.GetBytes($",\"{name}\":"), .. Json.Bytes(value), (byte)'}'];

    internal void AddTo(ICollection<ReadOnlyMemory<byte>> pieces)
    {
        pieces.Add(Last.IsEmpty ? Document : Document[..^1]);
        if (!Last.IsEmpty) pieces.Add(Last);
    }

    internal byte[] ToArray() => Last.IsEmpty ? Document.ToArray() : [.. Document.Span[..^1], .. Last.Span];
}
