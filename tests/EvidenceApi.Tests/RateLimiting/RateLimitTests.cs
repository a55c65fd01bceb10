using System.Net;
using System.Text.RegularExpressions;
using EvidenceApi.Authentication;
using EvidenceApi.Tests.Authentication;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Fhir;
using EvidenceApi.Tests.Setup;
using Microsoft.Extensions.Options;

namespace EvidenceApi.Tests.RateLimiting;

/// <summary>Every caller asks so often and no more; who is over is told by which limit and when to come again.</summary>
public sealed partial class RateLimitTests(EvidenceServiceFixture service)
{
    private const string Path = "/v1/conditions/knee-osteoarthritis";

    // A window may end between two requests: then as many more pass as it allows.
    private const int Allowed = 3;
    private const int Enough = 2 * Allowed + 1;

    [Fact]
    public async Task Past_the_limit_a_caller_is_told_so_in_the_form_of_the_route_and_state_is_never_limited()
    {
        await using var running = await StartAsync($"--RateLimits:PerMinute={Allowed}");

        using var over = await UntilOverAsync(running.Client, Path);
        Assert.Equal("rate-limited", (await over.ProblemAsync(429)).Text("code"));
        Assert.InRange(over.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal($"\"minute\";q={Allowed};w=60", Assert.Single(over.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal(0, Remaining(over).Left);
        using var fhir = await UntilOverAsync(running.Client, "/fhir/r5/Evidence?_count=1");
        Assert.Equal("throttled", Assert.Single((await fhir.FhirAsync(429)).Items("issue")).Text("code"));
        using var page = await UntilOverAsync(running.Client, "/levels");
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        for (var times = 0; times < Enough; times++) await running.Client.JsonAsync("/health/live");
    }

    [Fact]
    public async Task An_answer_from_memory_counts_and_says_what_is_left_to_this_caller()
    {
        await using var running = await StartAsync("--RateLimits:PerMinute=1000");

        using var first = await ClosedService.SendAsync(running.Client, Path);
        using var second = await ClosedService.SendAsync(running.Client, Path);

        var (before, after) = (Remaining(first), Remaining(second));
        Assert.True(after.Left == before.Left - 1 || after.Seconds > before.Seconds, $"{before} {after}");
        Assert.Single(second.Headers.GetValues("RateLimit"));
    }

    [Fact]
    public async Task Holders_of_keys_have_limits_of_their_own_beside_that_of_their_address_and_a_quota()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(
            own.ConnectionString, "--Authentication:ApiKeys=true", $"--RateLimits:PerMinute={Enough + 1}", $"--RateLimits:PerDay={Allowed}")).ReadyAsync();
        var (one, other) = (await ClosedService.AddKeyAsync(own), await ClosedService.AddKeyAsync(own));

        using var over = await UntilOverAsync(running.Client, Path, ("X-Api-Key", one));
        Assert.Equal("quota-exceeded", (await over.ProblemAsync(429)).Text("code"));
        Assert.InRange(over.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 86_400);
        Assert.Contains($"\"day\";q={Allowed};w=86400", string.Join(", ", over.Headers.GetValues("RateLimit-Policy")), StringComparison.Ordinal);

        using var otherKey = await ClosedService.SendAsync(running.Client, Path, ("X-Api-Key", other));
        using var noKey = await ClosedService.SendAsync(running.Client, Path);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (otherKey.StatusCode, noKey.StatusCode));
        using var ofMinute = await UntilOverAsync(running.Client, Path, 2 * Enough + 4);
        Assert.Equal("rate-limited", (await ofMinute.ProblemAsync(429)).Text("code"));
    }

    [Fact]
    public async Task Who_guesses_keys_has_no_more_tries_than_who_reads()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, "--Authentication:ApiKeys=true", $"--RateLimits:PerMinute={Allowed}")).ReadyAsync();

        var statuses = new List<HttpStatusCode>();
        while (statuses.Count < Enough && !statuses.Contains(HttpStatusCode.TooManyRequests))
        {
            using var answer = await ClosedService.SendAsync(running.Client, Path, ("X-Api-Key", ApiKey.Create().Text));
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public async Task Hooks_are_counted_apart()
    {
        await using var running = await StartAsync($"--RateLimits:HooksPerMinute={Allowed}");
        var call = HookCall.PatientWith(("http://hl7.org/fhir/sid/icd-10-cm", "M17.11")).ToJsonString();
        var over = await running.Client.PostAsync(HookCall.PatientView, call);
        for (var times = 1; times < Enough && over.StatusCode != HttpStatusCode.TooManyRequests; times++)
        {
            over.Dispose();
            over = await running.Client.PostAsync(HookCall.PatientView, call);
        }

        Assert.Equal("rate-limited", (await over.ProblemAsync(429)).Text("code"));
        Assert.Equal($"\"hooks\";q={Allowed};w=60", Assert.Single(over.Headers.GetValues("RateLimit-Policy")));
        over.Dispose();
        using var read = await ClosedService.SendAsync(running.Client, Path);
        Assert.False(read.Headers.Contains("RateLimit"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.0.0.1, 127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    public async Task Only_a_known_proxy_is_believed_whose_request_it_brings(string proxies, bool isBelieved)
    {
        await using var running = await StartAsync($"--RateLimits:PerMinute={Allowed}", $"--Forwarded:KnownProxies={proxies}");
        // What stands before the last address was written by the client.
        using var over = await UntilOverAsync(running.Client, Path, ("X-Forwarded-For", "192.0.2.77, 198.51.100.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, over.StatusCode);

        foreach (var (sent, isSame) in new[] { ("198.51.100.1", true), ("192.0.2.78, 198.51.100.1", true), ("198.51.100.2", !isBelieved) })
        {
            using var answer = isSame ? await UntilOverAsync(running.Client, Path, ("X-Forwarded-For", sent)) : await ClosedService.SendAsync(running.Client, Path, ("X-Forwarded-For", sent));
            Assert.Equal(isSame ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Without_settings_nothing_is_counted()
    {
        using var answer = await ClosedService.SendAsync(service.Client, Path);

        Assert.False(answer.Headers.Contains("RateLimit") || answer.Headers.Contains("RateLimit-Policy"));
    }

    [Theory]
    [InlineData("0, which is none, or more", "--RateLimits:PerMinute=-1")]
    [InlineData("no setting RateLimits:PerSecond.", "--RateLimits:PerSecond=5")]
    [InlineData("'proxy.local' is no address or network", "--Forwarded:KnownProxies=10.0.0.1,proxy.local")]
    public async Task Settings_that_cannot_be_meant_stop_the_service_at_the_start(string says, string setting)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningService.StartAsync(service.OwnerConnectionString, setting));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private async Task<RunningService> StartAsync(params string[] settings) => await (await RunningService.StartAsync(service.OwnerConnectionString, settings)).ReadyAsync();

    private static Task<HttpResponseMessage> UntilOverAsync(HttpClient client, string path, params (string, string)[] headers) => UntilOverAsync(client, path, Enough, headers);

    /// <summary>Asks until the answer is a 429; the last answer.</summary>
    private static async Task<HttpResponseMessage> UntilOverAsync(HttpClient client, string path, int times, params (string, string)[] headers)
    {
        while (true)
        {
            var answer = await ClosedService.SendAsync(client, path, headers);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests || --times == 0) return answer;
            answer.Dispose();
        }
    }

    private static (int Left, int Seconds) Remaining(HttpResponseMessage answer)
    {
        var field = Field().Match(answer.Headers.GetValues("RateLimit").First());
        return (Number(1), Number(2));

        int Number(int group) => int.Parse(field.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^\"minute\";r=([0-9]+);t=([0-9]+)$")]
    private static partial Regex Field();
}
