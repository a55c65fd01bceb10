using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Whatever is sent: an answer or a problem, soon, and never a fault of the service. The same requests in every run.</summary>
public sealed class FuzzTests(EvidenceServiceFixture service)
{
    private const int Requests = 2000;

    // The client must not tidy up what the service is to survive.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static readonly string[] Nasty =
    [
        "", " ", "%20", "%00", "a%00b", "%0D%0AX-Injected:%201", "%09", "%7F", "%", "%%", "%zz", "%C3%28", "%ED%A0%80", "%F0%9F%92%89",
        "%E2%80%AE", "%CC%81%CC%81%CC%81", "%D9%A1%D9%A2", "%EF%BC%91", "%C4%B0", "%EF%BF%BE", "'", "''", "\"", "\\", "`", "--", ";",
        "'%20or%20'1'='1", "1;drop%20table%20evidence.study", "%27%29%3B--", "$$", "${jndi:ldap://x}", "{0}", "{{7*7}}", "@Release",
        "%3CSCRIPT%3E", "null", "NaN", "Infinity", "true", "[]", "{}", "[object%20Object]", "undefined", "-1", "0", "1", "-0", "00",
        "1e309", "0x7f", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "1.5", "%2B1", "1,2", "../../etc/passwd",
        "..%2F..%2F", "//", "%2F", "a/b", "?", "&", "=", "|", "||", "icd-10-cm|", "|M17", "icd-10-cm|M17|M18", "icd-10-cm%7CM51.360",
        "icd-10-cm%7C%F0%9F%92%89", "icd-10-cm%7C.", "snomed-ct%7C%25", "mesh%7C", "http://hl7.org/fhir/sid/icd-10-cm%7Cm17",
        "knee-osteoarthritis", "prp", "tendon", "exact", "broad", "full", "summary", "III", "grade",
        "knee-osteoarthritis.prp.intra-articular-joint", "bennell-2021-restore", "no-difference", "2026.11.1", "id,evidenceLevel.level",
        "id,,id", "a.b.c.d", "KNEE-OSTEOARTHRITIS", "tennis%20elb", "eyJSIjoxfQ", "AAAAAAAAAAAAAAAAAAAA", "*", "2026-11-22", "9999-99-99",
    ];

    [Fact]
    public async Task Two_thousand_random_requests_never_meet_a_fault_of_the_service()
    {
        var random = new Random(20261122);
        var routes = await Route.ReadsAsync(service.Client);
        var targets = Enumerable.Range(0, Requests).Select(_ => Target(random, routes)).ToList();
        var host = service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var statuses = new ConcurrentBag<int>();
        var faults = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(
            targets,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (target, cancel) =>
            {
                using var answer = await service.Client.GetAsync(new Uri($"{host}{target}", AsWritten), cancel);
                var body = await answer.Content.ReadAsStringAsync(cancel);
                statuses.Add((int)answer.StatusCode);
                if (!IsExpected(answer, body)) faults.Add($"{(int)answer.StatusCode} {target} {body}");
            });

        Assert.True(faults.IsEmpty, string.Join("\n", faults.Take(20).Select(fault => fault[..Math.Min(500, fault.Length)])));
        Assert.Equal(Requests, statuses.Count);
        Assert.True(statuses.Count(status => status == 200) > 100, "too few requests were answered to tell anything");
        Assert.True(statuses.Count(status => status == 400) > 500, "too few requests were refused to tell anything");
    }

    [Theory]
    [InlineData(7_000, HttpStatusCode.BadRequest)]
    [InlineData(20_000, HttpStatusCode.RequestUriTooLong)]
    public async Task A_request_of_great_length_is_refused(int length, HttpStatusCode status)
    {
        var path = $"/v1/evidence?condition={new string('x', length)}";
        using var answer = await service.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_word_of_great_length_is_searched_or_refused_at_once()
    {
        var words = string.Join("%20", Enumerable.Repeat("osteoarthritis", 13));
        Assert.Empty((await service.GetAsync($"/v1/conditions?q={words}x")).Items("items"));
        await service.GetProblemAsync($"/v1/conditions?q={new string('k', 201)}", 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("""{"codes":null}""")]
    [InlineData("""{"codes":[null]}""")]
    [InlineData("""{"codes":["\ud800"]}""")]
    [InlineData("""{"codes":[["icd-10-cm|M17"]]}""")]
    [InlineData("""{"codes":["icd-10-cm|M17"],"view":1e400}""")]
    [InlineData("""{"codes":["icd-10-cm|M17"],"modality":"\u0000"}""")]
    public async Task A_batch_that_is_none_is_refused(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await service.Client.PostAsync("/v1/evidence/lookup", content, TestContext.Current.CancellationToken);

        Assert.Equal("invalid-parameters", (await answer.ProblemAsync(400)).Text("code"));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/evidence/lookup");
        // Asks first: the service may refuse before it is sent.
        request.Headers.ExpectContinue = true;
        request.Content = new StringContent($$"""{"codes":["{{new string('x', 31_000_000)}}"]}""", Encoding.UTF8, "application/json");
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(413);
    }

    // A problem, or — for what is no HTTP at all — the bare 400 of the web server.
    private static bool IsExpected(HttpResponseMessage answer, string body) => (int)answer.StatusCode switch
    {
        200 => answer.Content.Headers.ContentType?.MediaType == "application/json" && body.StartsWith('{'),
        400 when body.Length == 0 => answer.RequestMessage!.RequestUri!.AbsolutePath.Contains('%', StringComparison.Ordinal),
        400 or 404 => answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && body.Contains("\"code\":", StringComparison.Ordinal)
            && !body.Contains("Npgsql", StringComparison.Ordinal) && !body.Contains("Exception", StringComparison.Ordinal),
        _ => false,
    };

    private static string Target(Random random, IReadOnlyList<Route> routes)
    {
        var route = routes[random.Next(routes.Count)];
        var path = random.Next(4) == 0 && route.Path.Contains("{id}", StringComparison.Ordinal)
            ? route.Path.Replace("{id}", Value(random).Replace("?", "%3F", StringComparison.Ordinal), StringComparison.Ordinal)
            : route.Address;
        var names = route.QueryParameters.ToList();
        var query = new StringBuilder();
        for (var count = random.Next(4); count > 0; count--)
        {
            var name = random.Next(12) == 0 ? Value(random) : names[random.Next(names.Count)];
            var suffix = random.Next(15) == 0 ? "[]" : "";
            query.Append(query.Length == 0 && !path.Contains('?', StringComparison.Ordinal) ? '?' : '&').Append(name).Append(suffix);
            if (random.Next(20) > 0) query.Append('=').Append(Value(random));
        }
        return (path + query).Replace(' ', '+');
    }

    private static string Value(Random random) => random.Next(10) switch
    {
        0 => new string("x9A'."[random.Next(5)], random.Next(1, 1500)),
        1 => Uri.EscapeDataString(string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Letter(random)))),
        2 => random.Next().ToString(CultureInfo.InvariantCulture),
        _ => Nasty[random.Next(Nasty.Length)],
    };

    private static string Letter(Random random) =>
        char.ConvertFromUtf32(random.Next(2) == 0 ? random.Next(1, 0xD800) : random.Next(0xE000, 0x110000));
}
