using System.Net;
using EvidenceApi.Tests.Authentication;
using EvidenceApi.Tests.Setup;
using Microsoft.Playwright;

namespace EvidenceApi.Tests.Hardening;

/// <summary>Every answer, good or not, fresh or from memory, forbids a browser what it never needs; and pages work without it.</summary>
[Collection(nameof(Alone))]
public sealed class SecurityHeaderTests(EvidenceServiceFixture service, Browser browser)
{
    private const string Item = "/v1/evidence/lateral-epicondylitis.prp.tendon";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Item, 200)]
    [InlineData($"{Item}/forest-plot?format=svg", 200)]
    [InlineData("/v1/findings?condition=knee-osteoarthritis&format=csv", 200)]
    [InlineData("/v1/evidence/none.none.none", 404)]
    [InlineData("/v1/evidence?modalty=prp", 400)]
    [InlineData("/V1/evidence?limit=1", 200)]
    [InlineData("/fhir/r5/Evidence?_count=1", 200)]
    [InlineData("/fhir/r5/Patient", 404)]
    [InlineData("/cds-services", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/", 200, "same-origin")]
    [InlineData("/levels", 200, "same-origin")]
    [InlineData("/conditions/none", 404, "same-origin")]
    [InlineData("/no-such-address", 404, "same-origin")]
    [InlineData("/docs/index.html", 200, "same-origin")]
    [InlineData("/docs", 301, "same-origin")]
    public async Task Every_answer_has_them_the_first_time_and_from_memory(string path, int status, string readers = "cross-origin")
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Client.BaseAddress };
        foreach (var _ in new[] { "miss", "hit" })
        {
            using var answer = await client.GetAsync(path, Cancel);

            Assert.Equal(status, (int)answer.StatusCode);
            AssertHardened(answer, readers);
        }
    }

    [Fact]
    public async Task So_have_refusals_unchanged_answers_and_those_of_a_service_without_its_database()
    {
        using var refused = await ClosedService.SendAsync(service.Client, Item, ("X-Api-Key", "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        AssertHardened(refused, "cross-origin");
        using var first = await ClosedService.SendAsync(service.Client, Item);
        using var unchanged = await ClosedService.SendAsync(service.Client, Item, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        AssertHardened(unchanged, "cross-origin");

        await using var away = await RunningService.StartAsync("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        foreach (var (path, readers) in new[] { (Item, "cross-origin"), ("/levels", "same-origin") })
        {
            using var unavailable = await ClosedService.SendAsync(away.Client, path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
            AssertHardened(unavailable, readers);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/evidence/lateral-epicondylitis.prp.tendon")]
    [InlineData("/conditions/knee-osteoarthritis")]
    [InlineData("/modalities/prp")]
    [InlineData("/search?q=knee")]
    [InlineData("/no-such-address")]
    [InlineData("/docs/index.html")]
    public async Task A_page_breaks_none_of_the_rules_and_they_hold(string path)
    {
        var page = await browser.OpenAsync(service.Client);
        List<string> broken = [];
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) broken.Add(message.Text);
        };
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        if (path == "/docs/index.html") await page.Locator(".opblock").First.WaitForAsync();
        Assert.Empty(broken);

        await page.EvaluateAsync("const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script)");

        Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined"));
        Assert.Single(broken);
        await page.Context.CloseAsync();
    }

    private static void AssertHardened(HttpResponseMessage answer, string readers)
    {
        Assert.Equal("nosniff", Value("X-Content-Type-Options"));
        Assert.Equal("DENY", Value("X-Frame-Options"));
        Assert.Equal("strict-origin-when-cross-origin", Value("Referrer-Policy"));
        Assert.Contains("geolocation=()", Value("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal(readers, Value("Cross-Origin-Resource-Policy"));
        var policy = Value("Content-Security-Policy");
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("script-src[^;]*unsafe", policy);
        Assert.Equal(
            answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/docs", StringComparison.Ordinal) || answer.Content.Headers.ContentType?.MediaType == "image/svg+xml",
            policy.Contains("unsafe-inline", StringComparison.Ordinal));
        Assert.False(answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By") || answer.Headers.Contains("Strict-Transport-Security"));

        string Value(string name) => Assert.Single(answer.Headers.GetValues(name));
    }
}
