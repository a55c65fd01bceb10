using System.IO.Compression;
using System.Text;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>What came back.</summary>
/// <param name="Status">0 where the connection was closed without an answer.</param>
/// <param name="Body">As it came; of a large file only its beginning.</param>
/// <param name="IsWhole">Whether the body was read to its end.</param>
/// <param name="FirstByte">Time until the answer began.</param>
internal sealed record FuzzAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool IsWhole, TimeSpan FirstByte)
{
    public string MediaType => Header("Content-Type").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The body without the encoding of the transport.</summary>
    public byte[] Content { get; } = Decoded(Body, Headers.FirstOrDefault(header => header.Name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)).Value);

    public string Text => Encoding.UTF8.GetString(Content);

    public string Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    private static byte[] Decoded(byte[] body, string? encoding)
    {
        using var sent = new MemoryStream(body);
        using Stream? plain = encoding switch { "gzip" => new GZipStream(sent, CompressionMode.Decompress), "br" => new BrotliStream(sent, CompressionMode.Decompress), _ => null };
        if (plain is null) return body;
        using var content = new MemoryStream();
        plain.CopyTo(content);
        return content.ToArray();
    }
}
