using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Health;

/// <summary>Whether the service can be sent requests: with everything, with what is left, or not.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ReadinessTests(EvidenceServiceFixture service)
{
    private const string Lookup = "/v1/evidence?condition=knee-osteoarthritis&limit=1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_says_by_what_and_since_when()
    {
        var state = await service.GetAsync("/health/ready");

        Assert.Equal(("ready", "2026.11.1"), (state.Text("status"), state.Text("release")));
        Assert.Equal(["release", "database", "listener"], state.Items("checks").Select(check => check.Text("name")));
        Assert.All(state.Items("checks"), check => Assert.Equal("ok", check.Text("status")));
        Assert.All(state.Items("checks"), check => Assert.InRange(check.At("since").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow));
        Assert.Equal(["status", "release"], (await service.GetAsync("/health/live")).EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task The_database_away_is_degraded_for_what_is_in_memory_is_answered()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        var before = await running.Client.GetStringAsync(Lookup, Cancel);
        var since = DateTimeOffset.UtcNow;

        await own.AdmitAsync(false);
        await Waiting.UntilAsync(async () => Failing(await running.Client.JsonAsync("/health/ready")) is ["database", "listener"]);

        var state = await running.Client.JsonAsync("/health/ready");
        Assert.Equal(("degraded", "2026.11.1"), (state.Text("status"), state.Text("release")));
        Assert.All(state.Items("checks").Where(check => check.Text("status") == "failing"), check => Assert.True(check.At("since").GetDateTimeOffset() >= since));
        Assert.Equal(before, await running.Client.GetStringAsync(Lookup, Cancel));
        foreach (var inside in new[] { "127.0.0.1", "/socket", "evidence_owner", "Exception", "PostgreSQL" }) Assert.DoesNotContain(inside, state.GetRawText(), StringComparison.OrdinalIgnoreCase);

        await own.AdmitAsync(true);
        await running.ReadyAsync();
    }

    [Fact]
    public async Task Without_a_release_it_is_down_and_says_what_is_missing()
    {
        await using var own = await service.EmptyDatabaseAsync();
        await using var running = await RunningService.StartAsync(own.ConnectionString);

        var problem = await running.Client.ProblemAsync("/health/ready", 503);

        Assert.Equal("not-ready", problem.Text("code"));
        Assert.Contains("release", Failing(problem));
    }

    [Fact]
    public async Task A_lost_standby_and_a_lost_primary_are_degraded()
    {
        await using var servers = await ReplicatedServers.StartAsync(standbys: 2);
        await using var running = await (await RunningService.StartAsync(servers.All)).ReadyAsync();

        await servers.KillAsync("standby1");
        await Waiting.UntilAsync(async () => Failing(await running.Client.JsonAsync("/health/ready")) is ["replicas"], 30);

        await servers.KillAsync("primary");
        await Waiting.UntilAsync(async () => Failing(await running.Client.JsonAsync("/health/ready")) is ["listener", "replicas"], 30);
        await running.Client.GetStringAsync("/v1/evidence?condition=hip-osteoarthritis&limit=1", Cancel);
    }

    private static string[] Failing(JsonElement state) => [.. state.Items("checks").Where(check => check.Text("status") == "failing").Select(check => check.Text("name"))];
}
