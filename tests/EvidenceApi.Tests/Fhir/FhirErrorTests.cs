using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>Every error below /fhir/r5 is an OperationOutcome, and no input makes a fault of the service.</summary>
public sealed class FhirErrorTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "Evidence/no-such-item", 404, "not-found")]
    [InlineData("GET", "Evidence/not%20an%20id", 404, "not-found")]
    [InlineData("GET", "EvidenceVariable/population.none", 404, "not-found")]
    [InlineData("GET", "Evidence/no-such-item/_history/1", 404, "not-found")]
    [InlineData("GET", "CodeSystem/condition/_history/x", 404, "not-found")]
    [InlineData("GET", "Patient", 404, "not-supported")]
    [InlineData("GET", "Patient/1", 404, "not-supported")]
    [InlineData("GET", "evidence", 404, "not-supported")]
    [InlineData("GET", "Evidence/_search", 404, "not-found")]
    [InlineData("GET", "Evidence/$everything", 404, "not-found")]
    [InlineData("GET", "", 404, "not-found")]
    [InlineData("GET", "a/b/c/d", 404, "not-found")]
    [InlineData("GET", "$bulk-publish/2026.11.1/Patient.ndjson", 404, "not-found")]
    [InlineData("GET", "$bulk-publish/1999.1.1/Evidence.ndjson", 404, "not-found")]
    [InlineData("POST", "Evidence", 405, "not-supported")]
    [InlineData("PUT", "Evidence/x", 405, "not-supported")]
    [InlineData("DELETE", "Evidence/x", 405, "not-supported")]
    [InlineData("PATCH", "Evidence/x", 405, "not-supported")]
    [InlineData("POST", "metadata", 405, "not-supported")]
    [InlineData("GET", "Evidence?_count=-1", 400, "value")]
    [InlineData("GET", "Evidence?_count=1&_count=2", 400, "value")]
    [InlineData("GET", "Evidence?_total=some", 400, "value")]
    [InlineData("GET", "Evidence?_summary=yes", 400, "value")]
    [InlineData("GET", "Evidence?_lastUpdated=yesterday", 400, "value")]
    [InlineData("GET", "Evidence?date=xx2026", 400, "value")]
    [InlineData("GET", "Evidence?condition:below=x", 400, "value")]
    [InlineData("GET", "Evidence?context-type-value=x", 400, "value")]
    [InlineData("GET", "Evidence?_id=a%00b", 400, "value")]
    [InlineData("GET", "Evidence?_cursor=x", 400, "value")]
    [InlineData("GET", "Evidence?release=1999.1.1", 400, "value")]
    [InlineData("GET", "Evidence?release=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 400, "value")]
    [InlineData("GET", "Evidence/x?release=1999.1.1", 400, "value")]
    [InlineData("GET", "metadata?release=1999.1.1", 400, "value")]
    [InlineData("GET", "CodeSystem/condition?_summary=count", 400, "value")]
    [InlineData("GET", "Evidence?_format=xml", 406, "not-supported")]
    [InlineData("GET", "ConceptMap/$translate", 400, "required")]
    [InlineData("GET", "ConceptMap/$translate?sourceCode=M17", 400, "required")]
    public async Task An_error_is_an_operation_outcome(string method, string path, int status, string code)
    {
        using var answer = await service.Client.SendFhirAsync(new HttpMethod(method), path);
        var issue = Assert.Single((await answer.FhirAsync(status)).Items("issue"));

        Assert.Equal("error", issue.Text("severity"));
        Assert.Equal(code, issue.Text("code"));
        Assert.NotEmpty(issue.Text("details.text"));
    }

    [Theory]
    [InlineData("Evidence/_search", "text/plain", 10, 415)]
    [InlineData("Evidence/_search", "application/json", 10, 415)]
    [InlineData("Evidence/_search", null, 10, 415)]
    [InlineData("Evidence/_search", "application/x-www-form-urlencoded", 70_000, 413)]
    [InlineData("Patient/_search", "application/x-www-form-urlencoded", 10, 404)]
    [InlineData("ConceptMap/$translate", "text/plain", 10, 415)]
    [InlineData("ConceptMap/$translate", "application/fhir+xml", 10, 415)]
    [InlineData("ConceptMap/$translate", "application/fhir+json", 70_000, 413)]
    public async Task A_body_of_another_kind_or_size_is_refused(string path, string? type, int size, int status)
    {
        using var body = new StringContent($"_id={new string('x', size)}", Encoding.UTF8, type is null ? null! : new MediaTypeHeaderValue(type));
        if (type is null) body.Headers.ContentType = null;
        using var answer = await service.Client.SendFhirAsync(HttpMethod.Post, path, body);
        await answer.FhirAsync(status);
    }

    [Fact]
    public async Task Outside_fhir_an_error_is_still_a_problem()
    {
        await service.GetProblemAsync("/fhir/r4/metadata", 404);
        await service.GetProblemAsync("/v1/nope", 404);
    }

    [Fact]
    public async Task An_absent_database_is_a_503_that_says_when_to_try_again()
    {
        await using var never = await RunningService.StartAsync("Host=127.0.0.1;Port=1;Username=nobody;Password=secret-word;Database=none;Timeout=2");
        foreach (var path in new[] { "metadata", "Evidence", "Evidence/x", "CodeSystem", "$bulk-publish", "ConceptMap/$translate?system=x&sourceCode=y" })
        {
            using var answer = await never.Client.SendFhirAsync(HttpMethod.Get, path);
            var outcome = await answer.FhirAsync(503);
            Assert.Equal("transient", Assert.Single(outcome.Items("issue")).Text("code"));
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.DoesNotContain("secret-word", outcome.GetRawText(), StringComparison.Ordinal);
        }

        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        await running.Client.FhirAsync("Evidence?_count=1");
        await own.AdmitAsync(false);
        await running.Client.FhirAsync("Evidence?_count=2", 503);
        await own.AdmitAsync(true);
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered_or_refused()
    {
        string[] nasty =
        [
            "", "%20", "%00", "a%00b", "%0D%0AX:%201", "%7F", "%", "%zz", "%C3%28", "%ED%A0%80", "%F0%9F%92%89", "%E2%80%AE", "%EF%BF%BE", "'", "\"", "\\", "%5C", "%5C,", "%5C%5C%7C", "%5C$",
            "'%20or%20'1'='1", "$$", "{0}", "%3CSCRIPT%3E", "null", "-1", "2147483648", "99999999999999999999", "1e309", "../../etc/passwd", "..%2F", "//", "|", "||", "a|b|c", "|M17", "icd-10-cm|",
            "http://hl7.org/fhir/sid/icd-10-cm%7C", "http://hl7.org/fhir/sid/icd-10-cm%7C%F0%9F%92%89", "focus$", "$x", "focus$|", "focus$a$b", ",", ",,", "a,b", "prp,", "9999", "9999-12-31", "0001", "0001-01-01T00:00:00%2B14:00",
            "ge9999-12-31T23:59:59Z", "2026-13-01", "2026-02-30", "gt", "ne", "xml", "text/html;q=", "application/fhir%2Bjson;fhirVersion=", "AAAAAAAAAAAAAAAAAAAA", "knee-osteoarthritis", "2026.11.1", "%25", "_", "true", "count",
        ];
        string[] names =
        [
            "_id", "_lastUpdated", "release", "identifier", "url", "version", "name", "title", "status", "date", "context", "context-type", "context-type-value", "condition", "modality", "target-tissue", "kind", "code",
            "_count", "_total", "_summary", "_elements", "_format", "_cursor", "_sort", "_include", "title:exact", "title:contains", "name:contains", "condition:in", ":", "%00", "_has:x:y:z", "sourceCode", "system", "targetSystem",
        ];
        string[] paths = ["Evidence", "EvidenceVariable", "Citation", "ArtifactAssessment", "CodeSystem", "ValueSet", "ConceptMap", "SearchParameter", "StructureDefinition", "metadata", "$bulk-publish", "Evidence/x", "ConceptMap/$translate"];
        var random = new Random(20261123);
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var host = service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var targets = paths.SelectMany(path => names.SelectMany(name => Enumerable.Range(0, 3).Select(_ => $"{path}?{name}={Pick(nasty)}&{Pick(names)}={Pick(nasty)}")))
            .Concat(nasty.SelectMany(text => new[] { text, $"Evidence/{text}", $"{text}/x", $"CodeSystem/condition/_history/{text}", $"$bulk-publish/{text}/Evidence.ndjson", $"ConceptMap/{text}/$translate" })).ToList();
        var statuses = new List<int>();

        foreach (var target in targets)
        {
            using var answer = await service.Client.GetAsync(new Uri($"{host}/fhir/r5/{target}", asWritten), Cancel);
            statuses.Add((int)answer.StatusCode);
            Assert.True((int)answer.StatusCode is 200 or 400 or 404 or 406, $"{target}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
        }

        Assert.True(statuses.Count(status => status == 200) > 300 && statuses.Count(status => status >= 400) > 300, $"{statuses.Count(status => status == 200)} of {statuses.Count}");

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    [Fact]
    public async Task A_page_of_another_origin_may_read()
    {
        foreach (var (path, status) in new[] { ("metadata", HttpStatusCode.OK), ("Evidence?_count=1", HttpStatusCode.OK), ("Evidence/none", HttpStatusCode.NotFound) })
        {
            using var answer = await service.Client.SendFhirAsync(HttpMethod.Get, path, null, ("Origin", "https://ehr.example"));
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        }
    }
}
