using System.Globalization;
using System.Text;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>One HTTP request, byte by byte.</summary>
/// <param name="Target">What stands between method and version, as ISO-8859-1: each character is a byte.</param>
/// <param name="Documented">Statuses that the contract gives for the route; null where it has no such route.</param>
internal sealed record FuzzRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body = null, IReadOnlySet<int>? Documented = null)
{
    private const int MostShown = 4000;

    /// <summary>All that is sent, where it is no request that the other members could say.</summary>
    public byte[]? Wire { get; init; }

    /// <summary>Whether the sender says that nothing more comes: a request cut short is answered or dropped, not waited for.</summary>
    public bool IsCutShort { get; init; }

    public bool IsHead => Method == "HEAD";

    public FuzzRequest With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public byte[] Bytes(string host)
    {
        if (Wire is not null) return Wire;
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        if (!Headers.Any(header => header.Name == "Host")) head.Append(CultureInfo.InvariantCulture, $"Host: {host}\r\n");
        foreach (var (name, value) in Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (Body is not null && !Headers.Any(header => header.Name is "Content-Length" or "Transfer-Encoding")) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body ?? []];
    }

    /// <summary>As an argument of printf, so that a shell can send it again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var letter in Bytes("localhost").Take(MostShown))
        {
            text.Append(letter switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\\' => "\\\\",
                (byte)'%' => "%%",
                (byte)'\'' => "\\x27",
                >= 0x20 and < 0x7F => ((char)letter).ToString(),
                _ => $"\\x{letter:x2}",
            });
        }
        return $"printf '{text}'{(Bytes("localhost").Length > MostShown ? $" (and more: {Bytes("localhost").Length} bytes)" : "")}";
    }
}
