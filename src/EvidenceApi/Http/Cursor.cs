using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EvidenceApi.Http;

/// <summary>
/// Where the next page begins: the release it reads, the query it belongs to and the sort key of the last item. Opaque to callers; one
/// that was cut, altered or taken from another query is refused. It guards against mistakes, not against forgery: a forged one could only
/// point elsewhere in the same public list.
/// </summary>
internal sealed record Cursor(int Release, string[] After)
{
    private sealed record Content(int R, string Q, string[] A);

    internal string Encode(HttpRequest request)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new Content(Release, QueryHash(request), After));
        return Base64Url.EncodeToString([.. Checksum(content), .. content]);
    }

    /// <summary>Null where the text is no cursor of this query.</summary>
    internal static Cursor? Decode(string text, HttpRequest request)
    {
        if (!Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= 8 || !Checksum(bytes.AsSpan(8)).SequenceEqual(bytes.AsSpan(0, 8))) return null;
        var content = JsonSerializer.Deserialize<Content>(bytes.AsSpan(8));
        return content is not null && content.Q == QueryHash(request) ? new(content.R, content.A) : null;
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> content) => SHA256.HashData(content).AsSpan(0, 8);

    // Page size and form may change on the way; everything else makes it another list.
    private static string QueryHash(HttpRequest request)
    {
        var query = Answer.CanonicalQuery(request.Query.Where(parameter => parameter.Key.ToLowerInvariant() is not ("cursor" or "limit" or Representation.Parameter or "header" or "guard")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Path}?{query}")).AsSpan(0, 8));
    }
}
