using System.Net;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Caching, browsers of other origins, and errors that a program can read.</summary>
public sealed class HttpTests(EvidenceServiceFixture service)
{
    private const string Lookup = "/v1/evidence?condition=knee-osteoarthritis&limit=3";
    private static readonly HashSet<string> StaleAnswers = ["stale-while-revalidate", "stale-if-error"];
    private static readonly string[] Exposed = ["ETag", "Link", "Evidence-Release"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_read_names_its_release_and_may_be_kept_for_a_while()
    {
        foreach (var route in await Route.ReadsAsync(service.Client))
        {
            using var answer = await SendAsync(HttpMethod.Get, route.Address);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("2026.11.1", Assert.Single(answer.Headers.GetValues("Evidence-Release")));
            Assert.Equal("utf-8", answer.Content.Headers.ContentType?.CharSet);
            Assert.NotNull(answer.Headers.ETag);
            var cache = answer.Headers.CacheControl!;
            Assert.True(cache is { Public: true, MaxAge.TotalSeconds: > 0 }, $"{route.Path}: {cache}");
            Assert.Superset(StaleAnswers, cache.Extensions.Select(extension => extension.Name).ToHashSet());
        }
    }

    [Fact]
    public async Task An_unchanged_answer_is_a_304_that_still_names_its_release()
    {
        foreach (var route in await Route.ReadsAsync(service.Client))
        {
            using var first = await SendAsync(HttpMethod.Get, route.Address);
            var tag = first.Headers.ETag!.ToString();
            foreach (var sent in new[] { tag, $"\"other\", {tag}", tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag })
            {
                using var second = await SendAsync(HttpMethod.Get, route.Address, ("If-None-Match", sent));

                Assert.True(second.StatusCode == HttpStatusCode.NotModified, $"{route.Address} {sent}: {second.StatusCode}");
                Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancel));
                Assert.Equal("2026.11.1", Assert.Single(second.Headers.GetValues("Evidence-Release")));
                Assert.Equal(first.Headers.ETag, second.Headers.ETag);
                Assert.Equal(first.Headers.CacheControl, second.Headers.CacheControl);
            }
        }
    }

    [Theory]
    [InlineData(Lookup, "/v1/evidence?condition=knee-osteoarthritis&limit=4")]
    [InlineData(Lookup, "/v1/evidence?condition=hip-osteoarthritis&limit=3")]
    [InlineData(Lookup, "/v1/conditions/knee-osteoarthritis/evidence?limit=3")]
    [InlineData("/v1/evidence?code=icd-10-cm%7CM17&code=icd-10-cm%7CM54", "/v1/evidence?code=icd-10-cm%7CM17%26code=icd-10-cm%7CM54x")]
    public async Task Another_query_has_another_etag(string one, string other)
    {
        using var first = await SendAsync(HttpMethod.Get, one);
        using var second = await SendAsync(HttpMethod.Get, other, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task The_order_of_parameters_does_not_change_the_etag()
    {
        using var first = await SendAsync(HttpMethod.Get, Lookup);
        using var second = await SendAsync(HttpMethod.Get, "/v1/evidence?limit=3&condition=knee-osteoarthritis");

        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Theory]
    [InlineData("/v1/evidence?modalty=prp", 400)]
    [InlineData("/v1/evidence?limit=0", 400)]
    [InlineData("/v1/evidence?cursor=garbage", 400)]
    [InlineData("/v1/evidence/nope", 404)]
    [InlineData("/v1/conditions/nope", 404)]
    [InlineData("/v1/studies/nope", 404)]
    [InlineData("/v1/nope", 404)]
    public async Task An_error_is_never_a_304_and_never_kept(string path, int status)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, ("If-None-Match", "*"));

        await answer.ProblemAsync(status);
        Assert.Null(answer.Headers.ETag);
        Assert.False(answer.Headers.CacheControl?.Public ?? false);
    }

    [Theory]
    [InlineData("GET", "/v1/evidence")]
    [InlineData("GET", "/v1/conditions/knee-osteoarthritis")]
    [InlineData("POST", "/v1/evidence/lookup")]
    public async Task A_browser_of_another_origin_may_ask(string method, string path)
    {
        using var preflight = await SendAsync(HttpMethod.Options, path,
            ("Origin", "https://ehr.example"),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "if-none-match,content-type"));

        Assert.True(preflight.IsSuccessStatusCode, $"{preflight.StatusCode}");
        Assert.Equal("*", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Origin")));
        var methods = string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Methods"));
        var headers = string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Headers"));
        Assert.Contains(method, methods, StringComparison.Ordinal);
        Assert.Contains("if-none-match", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("content-type", headers, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(Lookup, 200)]
    [InlineData("/v1/evidence?modalty=prp", 400)]
    [InlineData("/v1/evidence/nope", 404)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task A_browser_of_another_origin_may_read_the_answer_and_its_headers(string path, int status)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, ("Origin", "https://ehr.example"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        var exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.All(Exposed, header => Assert.Contains(header, exposed, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/nope", 404, "not-found")]
    [InlineData("GET", "/v1", 404, "not-found")]
    [InlineData("GET", "/v1/nope", 404, "not-found")]
    [InlineData("GET", "/v1/evidence/a/b/c", 404, "not-found")]
    [InlineData("GET", "/v2/evidence", 404, "not-found")]
    [InlineData("DELETE", "/v1/evidence", 405, "method-not-allowed")]
    [InlineData("PUT", "/v1/studies/bennell-2021-restore", 405, "method-not-allowed")]
    [InlineData("PATCH", "/v1/conditions", 405, "method-not-allowed")]
    [InlineData("POST", "/v1/evidence", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/evidence?limit=0", 400, "invalid-parameters")]
    [InlineData("GET", "/v1/evidence/nope", 404, "not-found")]
    public async Task Every_error_is_a_problem_with_a_code(string method, string path, int status, string code)
    {
        using var answer = await SendAsync(new HttpMethod(method), path);

        var problem = await answer.ProblemAsync(status);
        Assert.Equal(code, problem.Text("code"));
        if (status == 405) Assert.Contains("GET", answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("*/*;q=0.1")]
    public async Task An_error_is_a_problem_whatever_the_caller_accepts(string accept)
    {
        using var refused = await SendAsync(HttpMethod.Get, "/v1/evidence?limit=0", ("Accept", accept));
        await refused.ProblemAsync(400);
        using var lost = await SendAsync(HttpMethod.Get, "/v1/nope", ("Accept", accept));
        await lost.ProblemAsync(404);
    }

    [Fact]
    public async Task Text_travels_as_utf8_and_readable()
    {
        var body = await service.Client.GetStringAsync("/v1/modalities/prp", Cancel);

        Assert.Contains("Agencia Española de Medicamentos", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u00", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_does_not_tell_what_it_is_made_of()
    {
        using var answer = await SendAsync(HttpMethod.Get, Lookup);

        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await service.Client.SendAsync(request, Cancel);
    }
}
