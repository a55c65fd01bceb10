using Dapper;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>A primary, two streaming standbys, two instances of the service: reads are spread, and no answer mixes releases.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ReplicaTests
{
    private const string Item = "/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint?view=summary";
    private const string Change = "update study set standing = 'retracted', standing_notice_url = 'https://example.org/notice', standing_checked_on = '2026-12-01' where id = 'bennell-2021-restore'";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_are_spread_over_standbys_and_a_lagging_one_never_answers_for_a_release_it_has_not()
    {
        await using var servers = await ReplicatedServers.StartAsync(standbys: 2);
        await using var one = await (await RunningService.StartAsync(servers.All, "--Cache:Megabytes=0")).ReadyAsync("2026.11.1");
        await using var two = await (await RunningService.StartAsync(servers.All)).ReadyAsync("2026.11.1");
        var before = await AskAsync(one, 60);
        Assert.Single(before.Distinct());
        for (var standby = 1; standby <= 2; standby++) Assert.True(await SessionsAsync(servers.Standby(standby)) > 0, $"standby {standby} reads nothing");

        // What is written goes to the primary.
        const string feedback = """{"feedback":[{"card":"4e0a3a1e-3a83-4c4e-ae43-1c1f1fb0d1ab","outcome":"accepted","outcomeTimestamp":"2026-12-01T08:00:00Z"}]}""";
        using var sent = await one.Client.PostAsync("/cds-services/evidence-patient-view/feedback", new StringContent(feedback, System.Text.Encoding.UTF8, "application/json"), Cancel);
        Assert.True(sent.IsSuccessStatusCode);

        await ExecuteAsync(servers.Standby(2), "select pg_wal_replay_pause()");
        await ExecuteAsync(servers.Primary, "insert into evidence.release (id, published_on, reviewed_on, notes) values ('2026.12.1', '2026-12-01', '2026-12-01', 'A release of the tests.')");
        await ExecuteAsync(servers.Primary, $"set search_path = evidence; {Change}");
        await servers.PublishAsync();
        await one.ReadyAsync("2026.12.1");
        await two.ReadyAsync("2026.12.1");

        var during = await AskAsync(one, 120);
        Assert.Single(during.Distinct());
        Assert.Contains("\"release\":\"2026.12.1\"", during[0], StringComparison.Ordinal);
        Assert.Contains("\"retracted\":1", during[0], StringComparison.Ordinal);
        Assert.Equal(during[0], Assert.Single((await AskAsync(two, 60)).Distinct()));
        Assert.Single((await AskAsync(one, 30, "&release=2026.11.1")).Distinct());

        await ExecuteAsync(servers.Standby(2), "select pg_wal_replay_resume()");
        Assert.Equal(during[0], Assert.Single((await AskAsync(one, 60)).Distinct()));
    }

    [Fact]
    public async Task Losing_a_standby_or_the_primary_ends_no_reads()
    {
        await using var servers = await ReplicatedServers.StartAsync(standbys: 2);
        await using var running = await (await RunningService.StartAsync(servers.All, "--Cache:Megabytes=0")).ReadyAsync("2026.11.1");
        var expected = Assert.Single((await AskAsync(running, 60)).Distinct());

        foreach (var lost in new[] { "standby1", "primary" })
        {
            await servers.KillAsync(lost);
            // What was being read on that server at that moment is told to try again; from then on nothing is.
            await Waiting.UntilAsync(async () => (await running.Client.GetAsync(Item, Cancel)).IsSuccessStatusCode && (await running.Client.GetAsync(Item, Cancel)).IsSuccessStatusCode, 15);
            Assert.Equal(expected, Assert.Single((await AskAsync(running, 60)).Distinct()));
        }
    }

    private static async Task<string[]> AskAsync(RunningService running, int times, string more = "") =>
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => running.Client.GetStringAsync(Item + more, Cancel)));

    private static async Task<int> SessionsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        return await connection.QuerySingleAsync<int>("select count(*)::int from pg_stat_activity where application_name = 'evidence-api'");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.ExecuteAsync(sql);
    }
}
