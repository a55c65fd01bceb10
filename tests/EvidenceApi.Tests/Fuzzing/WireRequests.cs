using System.Text;
using CsCheck;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>What is not quite HTTP, and what of HTTP no client library sends.</summary>
internal static class WireRequests
{
    private const string Host = "Host: localhost\r\n";
    private const string Json = "Content-Type: application/json\r\n";
    private const string Lookup = "POST /v1/evidence/lookup HTTP/1.1\r\n" + Host + Json;

    private static readonly Gen<string> Target = Gen.OneOf("/v1/conditions", "/v1/evidence?code=icd-10-cm%7CM17", "/health/live", "/", "/fhir/r5/metadata", "/cds-services");

    // Bytes that no address, header or method may have; as they are.
    private static readonly Gen<string> Raw = Gen.Frequency(
        (2, Gen.OneOf(AttackValues.All).Select(Latin)), (1, Gen.OneOf(AttackValues.Encoded)), (1, Gen.Int[0, 255].Array[1, 20].Select(bytes => string.Concat(bytes.Select(value => (char)value)))));

    /// <summary>Whole requests: every one has its answer.</summary>
    private static readonly string[] Whole =
    [
        "GET {target} HTTP/1.1\r\n\r\n",
        "GET {target} HTTP/1.0\r\n\r\n",
        "GET {target} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET {target}\r\n\r\n",
        "GET {target} HTTP/1.2\r\n" + Host + "\r\n",
        "GET {target} HTTP/2.0\r\n" + Host + "\r\n",
        "GET {target} HTTP/9\r\n" + Host + "\r\n",
        "GET {target} http/1.1\r\n" + Host + "\r\n",
        "GET  {target}  HTTP/1.1\r\n" + Host + "\r\n",
        "GET\t{target}\tHTTP/1.1\r\n" + Host + "\r\n",
        "GET {target} HTTP/1.1\n" + "Host: localhost\n\n",
        "\r\nGET {target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET http://localhost{target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET http://elsewhere.example{target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET https://user:password@localhost:1{target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET ftp://localhost{target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET //localhost{target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET * HTTP/1.1\r\n" + Host + "\r\n",
        "OPTIONS * HTTP/1.1\r\n" + Host + "\r\n",
        "CONNECT localhost:443 HTTP/1.1\r\n" + Host + "\r\n",
        "GET {target}{raw} HTTP/1.1\r\n" + Host + "\r\n",
        "GET {target}?{raw} HTTP/1.1\r\n" + Host + "\r\n",
        "GET {target}#{raw} HTTP/1.1\r\n" + Host + "\r\n",
        "{raw} {target} HTTP/1.1\r\n" + Host + "\r\n",
        "GET {target} HTTP/1.1\r\nHost: {raw}\r\n\r\n",
        "GET {target} HTTP/1.1\r\nHost:\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + Host + "\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "{raw}: x\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "X-A: {raw}\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "X-A : x\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + ": x\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "X-A\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "X-A: folded\r\n more\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "Accept: a\r\nAccept: b\r\nIf-None-Match: {raw}\r\nIf-None-Match: *\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "Expect: {raw}\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "Connection: {raw}\r\n\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "Content-Length: 5\r\n\r\nhello",
        "GET {target} HTTP/1.1\r\n" + Host + "{manyheaders}\r\n",
        "GET {target} HTTP/1.1\r\n" + Host + "X-Long: {long}\r\n\r\n",
        "GET {target}?{manyparameters} HTTP/1.1\r\n" + Host + "\r\n",
        "GET {target}?x={long} HTTP/1.1\r\n" + Host + "\r\n",
        "GET /{manysegments} HTTP/1.1\r\n" + Host + "\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        Lookup + "\r\n",
        Lookup + "Content-Length: -1\r\n\r\n",
        Lookup + "Content-Length: 0x2\r\n\r\n{}",
        Lookup + "Content-Length: 2, 2\r\n\r\n{}",
        Lookup + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        Lookup + "Content-Length: 99999999999999999999\r\n\r\n{}",
        Lookup + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: gzip\r\n\r\n{}",
        Lookup + "Transfer-Encoding: {raw}\r\n\r\n{}",
        Lookup + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: chunked\r\n\r\n2;x={raw}\r\n{}\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n",
        Lookup + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: {raw}\r\n\r\n",
        Lookup + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        Lookup + "Content-Length: 2\r\n\r\n{}GET /v1/nothing HTTP/1.1\r\n" + Host + "\r\n",
    ];

    internal static Gen<FuzzRequest> All()
    {
        var whole = Filled(Gen.OneOf(Whole)).Select(text => Sent(text, isCutShort: false));
        var cut = Gen.Select(Filled(Gen.OneOf(Whole)), Gen.Int[0, 10_000], (text, at) => Sent(text[..(at % (text.Length + 1))], isCutShort: true));
        var noise = Gen.Int[0, 255].Array[1, 300].Select(bytes => Sent(string.Concat(bytes.Select(value => (char)value)), isCutShort: true));
        var spoiled = Gen.Select(Filled(Gen.OneOf(Whole)), Gen.Int[0, 10_000], Raw, (text, at, raw) => Sent(text.Insert(at % (text.Length + 1), raw), isCutShort: true));
        return Gen.Frequency((6, whole), (1, cut), (1, noise), (2, spoiled));
    }

    private static Gen<string> Filled(Gen<string> pattern) => Gen.Select(pattern, Target, Raw, Gen.Int[1, 3000], (text, target, raw, count) => text
        .Replace("{target}", target, StringComparison.Ordinal)
        .Replace("{raw}", raw, StringComparison.Ordinal)
        .Replace("{long}", new string('x', count * 20), StringComparison.Ordinal)
        .Replace("{manyheaders}", string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: {number}\r\n")), StringComparison.Ordinal)
        .Replace("{manyparameters}", string.Join('&', Enumerable.Range(0, count).Select(number => $"p{number}=1")), StringComparison.Ordinal)
        .Replace("{manysegments}", string.Join('/', Enumerable.Repeat("a", count)), StringComparison.Ordinal));

    private static FuzzRequest Sent(string text, bool isCutShort) => new("", "", []) { Wire = Encoding.Latin1.GetBytes(text), IsCutShort = isCutShort };

    private static string Latin(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
