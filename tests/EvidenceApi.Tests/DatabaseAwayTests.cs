using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Without its database the service says so, soon, and comes back by itself.</summary>
public sealed class DatabaseAwayTests(EvidenceServiceFixture service)
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Password=secret-word;Database=none;Timeout=2";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_never_reached_its_database_lives_but_is_not_ready()
    {
        await using var running = await RunningService.StartAsync(Nowhere);

        Assert.Equal("live", (await running.Client.JsonAsync("/health/live")).Text("status"));
        foreach (var path in new[] { "/health/ready", "/v1/evidence", "/v1/conditions/knee-osteoarthritis", "/v1/studies?limit=1" })
        {
            await UnavailableAsync(running, path, "not-ready");
        }
    }

    [Fact]
    public async Task A_503_is_a_problem_whatever_the_caller_accepts()
    {
        await using var running = await RunningService.StartAsync(Nowhere);

        await UnavailableAsync(running, "/v1/evidence", "not-ready", "text/html");
    }

    [Fact]
    public async Task A_database_that_was_never_filled_is_not_ready_and_becomes_so_when_it_is()
    {
        await using var own = await service.EmptyDatabaseAsync();
        await using var running = await RunningService.StartAsync(own.ConnectionString);
        await UnavailableAsync(running, "/v1/evidence", "not-ready");

        await Migrator.MigrateAsync(own.ConnectionString, static _ => { }, Cancel);

        await running.ReadyAsync("2026.11.1");
        Assert.Equal(140, (await running.Client.JsonAsync("/v1/evidence?limit=1")).Number("page.total"));
    }

    [Fact]
    public async Task A_database_that_goes_away_is_a_503_that_says_when_to_try_again_until_it_is_back()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        Assert.Equal(16, (await running.Client.JsonAsync("/v1/evidence?condition=knee-osteoarthritis&limit=1")).Number("page.total"));

        await own.AdmitAsync(false);
        await UnavailableAsync(running, "/v1/evidence?condition=hip-osteoarthritis&limit=1", "database-unavailable");
        await UnavailableAsync(running, "/v1/evidence/hip-osteoarthritis.prp.intra-articular-joint", "database-unavailable");
        await UnavailableAsync(running, "/v1/studies?limit=1", "database-unavailable");
        await Waiting.UntilAsync(async () => (await running.Client.JsonAsync("/health/ready")).Text("status") == "degraded");
        await running.Client.ProblemAsync("/v1/evidence?modalty=prp", 400);

        await own.AdmitAsync(true);
        await running.ReadyAsync();
        Assert.Equal(335, (await running.Client.JsonAsync("/v1/studies?limit=1")).Number("page.total"));
    }

    private static async Task UnavailableAsync(RunningService running, string path, string code, string accept = "*/*")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://ehr.example");
        request.Headers.Add("Accept", accept);
        using var answer = await running.Client.SendAsync(request, patience.Token);

        var problem = await answer.ProblemAsync(503);
        Assert.Equal(code, problem.Text("code"));
        Assert.InRange(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 60);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.DoesNotContain("secret-word", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", problem.GetRawText(), StringComparison.Ordinal);
    }
}
