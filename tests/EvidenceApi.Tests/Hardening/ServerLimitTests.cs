using System.Net;
using System.Net.Sockets;
using System.Text;
using EvidenceApi.Tests.Authentication;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Hardening;

/// <summary>Requests that are too large or too slow end before they cost anything, and the ones beside them go on.</summary>
public sealed class ServerLimitTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        Assert.Equal(HttpStatusCode.RequestUriTooLong, await StatusAsync($"/v1/evidence?q={new string('a', 9000)}"));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await StatusAsync("/v1/evidence", ("X-Long", new string('a', 33_000))));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await StatusAsync("/v1/evidence", [.. Enumerable.Range(0, 120).Select(number => ($"X-{number}", "a"))]));
        using var body = new StringContent($"{{\"codes\":[\"{new string('a', 3 * 1024 * 1024)}\"]}}", Encoding.UTF8, "application/json");
        using var answer = await service.Client.PostAsync("/v1/evidence/lookup", body, Cancel);
        await answer.ProblemAsync(413);
    }

    [Fact]
    public async Task Who_does_not_finish_his_headers_is_hung_up_on()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port, Cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await slow.GetStream().WriteAsync("GET /v1/evidence HTTP/1.1\r\nHost: a\r\nX-Slow: "u8.ToArray(), patience.Token);

        // All that is sent until the connection ends.
        using var reader = new StreamReader(slow.GetStream());
        var answer = await reader.ReadToEndAsync(patience.Token);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        await service.Client.JsonAsync("/health/live");
    }

    [Fact]
    public async Task Where_https_is_required_http_leads_there_and_a_browser_is_told_to_stay()
    {
        await using var running = await (await RunningService.StartAsync(
            service.OwnerConnectionString, "--Https:Required=true", "--PublicUrl=https://evidence.example.org:8443", "--Forwarded:KnownProxies=127.0.0.1")).ReadyAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = running.Client.BaseAddress };

        using var plain = await ClosedService.SendAsync(client, "/v1/evidence?limit=1", ("Host", "evidence.example.org"));
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "https://evidence.example.org:8443/v1/evidence?limit=1"), (plain.StatusCode, plain.Headers.Location?.ToString()));
        foreach (var _ in new[] { "miss", "hit" })
        {
            using var secure = await ClosedService.SendAsync(client, "/v1/evidence?limit=1", ("Host", "evidence.example.org"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1"));
            Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
            Assert.Equal("max-age=31536000", Assert.Single(secure.Headers.GetValues("Strict-Transport-Security")));
        }
        using var state = await ClosedService.SendAsync(client, "/health/live");
        Assert.Equal(HttpStatusCode.OK, state.StatusCode);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, params (string, string)[] headers)
    {
        using var answer = await ClosedService.SendAsync(service.Client, path, headers);
        return answer.StatusCode;
    }
}
