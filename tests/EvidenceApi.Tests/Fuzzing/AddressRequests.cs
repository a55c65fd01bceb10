using CsCheck;
using EvidenceApi.Explorer;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Requests whose attack is in their address, method or headers.</summary>
internal static class AddressRequests
{
    private static readonly IReadOnlySet<int> OfPages = new HashSet<int> { 200, 302, 304, 400, 404, 405 };
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "QUERY", "X"];
    private static readonly string[] Known = ["knee-osteoarthritis", "prp", "tendon", "bennell-2021-restore", "2026.11.1", "knee-osteoarthritis.prp.intra-articular-joint", "study", "icd-10-cm|M77.11", "tennis elbow"];
    private static readonly string[] Roots = ["/", "/v1", "/docs/", "/docs/index.html", "/docs/swagger-ui.css", "/openapi/v1.json", "/openapi/", "/explorer/explorer.css", "/explorer/", "/fhir/r5/", "/health/ready", "/metrics", "/robots.txt", "/favicon.ico"];

    private static readonly string[] HeaderNames =
    [
        "Accept", "Accept", "Accept-Encoding", "Accept-Language", "Accept-Charset", "If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range", "Origin", "Referer", "User-Agent", "Cookie", "Authorization",
        "Content-Type", "Content-Encoding", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "Prefer", "traceparent", "tracestate", "baggage",
        "Request-Id", "X-Request-Id", "Via", "TE", "Cache-Control", "Pragma", "Host", "Access-Control-Request-Method", "Access-Control-Request-Headers", "Sec-Fetch-Site", "X-Api-Key", "Upgrade", "Max-Forwards", "Date", "From", "X",
    ];

    private static readonly string[] HeaderValues =
    [
        "*/*", "text/html", "application/json", "text/csv;q=0.5, application/json;q=0.1", "application/json;q=0", "application/json;q=x", "text/*", "*", ",,,", ";;;", "application/fhir+json; fhirVersion=5.0", "application/vnd.apache.parquet", "text/turtle",
        "image/png", "gzip", "br", "gzip;q=0", "identity;q=0, *;q=0", "zstd, gzip, br", "W/\"x\"", "\"", "bytes=0-10", "bytes=-1", "bytes=9-1", "bytes=0-1,2-3,4-5", "null", "https://evil.example", "Bearer x.y.z", "Bearer ", "Basic Og==", "Basic %",
        "Sun, 06 Nov 1994 08:49:37 GMT", "00-00000000000000000000000000000000-0000000000000000-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "zz-x", "handling=strict", "return=minimal", "localhost", "evil.example:99999", "[::1", "a b", "127.0.0.1, 10.0.0.1",
    ];

    private static readonly Gen<(string Name, string Value)> Header = Gen.Select(
        Gen.OneOf(HeaderNames), Values.InHeader(Gen.Frequency((3, Gen.OneOf(HeaderValues)), (1, Values.Spoiled(Gen.OneOf(HeaderValues))), (2, Values.Bad))), (name, value) => (name, value));

    /// <summary>Every parameter of every read of the contract.</summary>
    internal static Gen<FuzzRequest> Queries(IReadOnlyList<ContractRoute> routes)
    {
        var names = routes.SelectMany(route => route.Names).Distinct().ToList();
        var reads = routes.Where(route => route.Method == "GET" && !route.Path.EndsWith(".zip", StringComparison.Ordinal)).ToArray();
        return Gen.OneOf(reads).SelectMany(route => Gen.Select(Gen.Frequency((3, Gen.Const(route.Address)), (1, route.AnyAddress)), route.AnyQuery(names), Gen.Int[0, 20], (address, query, way) =>
            new FuzzRequest(way == 0 ? "HEAD" : "GET", address + query, way == 1 ? [("Accept-Encoding", "gzip")] : [], null, route.Documented)));
    }

    /// <summary>What is downloaded: tables, references, plots and packages.</summary>
    internal static Gen<FuzzRequest> Files(IReadOnlyList<ContractRoute> routes)
    {
        var forms = routes.Where(route => route.HasForms).ToArray();
        var package = routes.Single(route => route.Path.EndsWith(".zip", StringComparison.Ordinal));
        var form = Gen.OneOf(forms).SelectMany(route => Gen.Select(
            Gen.OneOf([.. route.Examples("format")]), Gen.OneOf("", "&header=absent", "&guard=off", "&guard=on", "&view=full", "&fields=id"), Gen.Frequency((2, Gen.Const("")), (3, route.AnyQuery(["x"]))), (name, option, query) =>
                new FuzzRequest("GET", $"{route.Address}?format={name}{option}{query.Replace('?', '&')}", [], null, route.Documented)));
        return Gen.Frequency((30, form), (1, package.AnyAddress.Select(address => new FuzzRequest("GET", address, [], null, package.Documented))));
    }

    internal static Gen<FuzzRequest> Headers(IReadOnlyList<ContractRoute> routes)
    {
        var targets = Gen.Frequency((3, Gen.OneOf([.. routes.Where(route => route.Method == "GET" && !route.Path.EndsWith(".zip", StringComparison.Ordinal)).Select(route => route.Address)])), (1, Gen.OneOf(Roots)), (1, Gen.OneOf("/fhir/r5/metadata", "/fhir/r5/Citation?_count=1", "/changes.atom", "/search?q=knee")));
        return Gen.Select(targets, Gen.OneOf("GET", "GET", "GET", "HEAD", "OPTIONS"), Header.Array[1, 5], (target, method, headers) => new FuzzRequest(method, target, [.. headers.DistinctBy(header => header.Name)]));
    }

    /// <summary>Every method at every address, and addresses of nothing.</summary>
    internal static Gen<FuzzRequest> Paths(IReadOnlyList<ContractRoute> routes)
    {
        var known = Gen.OneOf([.. routes.Select(route => route.Address), .. Roots, .. Addresses.Pages.Keys.Select(page => $"/{page}")]);
        var segments = Values.InAddress(Values.Near(Known)).Array[1, 4].Select(parts => string.Join('/', parts));
        var target = Gen.Frequency((2, Gen.Select(known, segments, (address, more) => $"{address.TrimEnd('/')}/{more}")), (1, known), (1, segments.Select(path => $"/{path}")), (1, Gen.Select(known, segments, Gen.Int[0, 100], (address, more, at) => address.Insert(Math.Max(1, at % address.Length), more))));
        return Gen.Select(target, Gen.Frequency((4, Gen.Const("GET")), (1, Gen.OneOf(Methods))), (path, method) => new FuzzRequest(method, path, method is "POST" or "PUT" or "PATCH" ? [("Content-Length", "0")] : []));
    }

    /// <summary>Whatever a page shows again: ids, searches, parameters that it does not know.</summary>
    internal static Gen<FuzzRequest> Pages()
    {
        var hostile = Gen.Frequency((2, Gen.OneOf(AttackValues.Markup)), (1, Values.Near(Known)));
        var id = Gen.Select(Gen.OneOf([.. Addresses.Pages.Keys]), Values.InAddress(hostile), (page, value) => $"/{page}/{value}");
        var path = Gen.Frequency((2, id), (2, Gen.OneOf([.. Addresses.Pages.Keys]).Select(page => $"/{page}")), (1, Gen.OneOf("/conditions/knee-osteoarthritis", "/evidence/lateral-epicondylitis.prp.tendon", "/studies/bennell-2021-restore", "/search")));
        var pair = Gen.Select(Gen.Frequency((6, Gen.OneOf("q", "q", "kind", "cursor", "modality", "code", "release")), (1, Values.InAddress(hostile))), Values.InAddress(hostile), (name, value) => $"{name}={value}");
        return Gen.Select(path, pair.Array[0, 3], Gen.Bool, (address, pairs, browser) =>
            new FuzzRequest("GET", address + (pairs.Length == 0 ? "" : "?" + string.Join('&', pairs)), browser ? [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")] : [], null, OfPages));
    }
}
