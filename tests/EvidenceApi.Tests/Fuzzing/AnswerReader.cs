using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Reads one answer of HTTP/1.1 from a connection.</summary>
internal sealed class AnswerReader(Socket socket, CancellationToken cancel)
{
    // Of a file the beginning tells enough; documents are read whole.
    private const int HeadOfFile = 256 * 1024;
    private static readonly string[] Files = ["application/zip", "text/csv", "application/x-ndjson", "application/fhir+ndjson", "application/vnd.apache.parquet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];

    private readonly byte[] buffer = new byte[64 * 1024];
    private int start, end;

    internal async Task<FuzzAnswer> AnswerAsync(bool isHead, Stopwatch clock)
    {
        if (!await FillAsync()) return new(0, [], [], true, clock.Elapsed);
        var first = clock.Elapsed;
        // HTTP/2 was spoken to a server of HTTP/1.1: it says so in a frame.
        if (buffer[start] == 0) return new(400, [("Content-Type", "application/http2")], [], false, first);
        while (true)
        {
            var line = await LineAsync();
            var status = line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture) : throw new InvalidDataException($"No status line: {line}");
            var headers = new List<(string Name, string Value)>();
            while (await LineAsync() is { Length: > 0 } header)
            {
                var colon = header.IndexOf(':', StringComparison.Ordinal);
                headers.Add((header[..colon], header[(colon + 1)..].Trim()));
            }
            if (status is >= 100 and < 200) continue;
            var (body, isWhole) = isHead || status is 204 or 304 ? ([], true) : await BodyAsync(new(status, headers, [], true, first));
            return new(status, headers, body, isWhole, first);
        }
    }

    private async Task<(byte[] Body, bool IsWhole)> BodyAsync(FuzzAnswer head)
    {
        var most = Array.IndexOf(Files, head.MediaType) >= 0 ? HeadOfFile : int.MaxValue;
        using var body = new MemoryStream();
        if (head.Header("Content-Length") is { Length: > 0 } given)
        {
            var length = int.Parse(given, CultureInfo.InvariantCulture);
            await TakeAsync(body, Math.Min(most, length));
            return (body.ToArray(), length <= most);
        }
        if (head.Header("Transfer-Encoding") != "chunked")
        {
            while (await FillAsync()) await TakeAsync(body, end - start);
            return (body.ToArray(), true);
        }
        while (body.Length < most)
        {
            var size = int.Parse(await LineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0) await TakeAsync(body, size);
            await LineAsync();
            if (size == 0) return (body.ToArray(), true);
        }
        return (body.ToArray(), false);
    }

    private async Task TakeAsync(MemoryStream body, int count)
    {
        while (count > 0)
        {
            if (start == end && !await FillAsync()) throw new InvalidDataException($"The body ends {count} bytes too early.");
            var taken = Math.Min(count, end - start);
            body.Write(buffer, start, taken);
            (start, count) = (start + taken, count - taken);
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        while (start < end || await FillAsync())
        {
            var letter = (char)buffer[start++];
            if (letter == '\n') return line.ToString().TrimEnd('\r');
            line.Append(letter);
        }
        throw new InvalidDataException($"The answer ends within a line: {line}");
    }

    private async Task<bool> FillAsync()
    {
        if (start < end) return true;
        start = 0;
        end = await socket.ReceiveAsync(buffer, cancel);
        return end > 0;
    }
}
