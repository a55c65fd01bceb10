using System.Diagnostics;
using System.Net;
using Dapper;
using EvidenceApi.Caching;
using EvidenceApi.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>Answers in memory: the same bytes as without, asked of the database once, never of another release, and there when the database is not.</summary>
[Collection(nameof(Alone))]
public sealed class AnswerCacheTests(EvidenceServiceFixture service)
{
    private const string Lookup = "/v1/evidence?code=icd-10-cm%7CM17.11&view=summary";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Lookup)]
    [InlineData("/v1/evidence?limit=100&view=full")]
    [InlineData("/v1/studies?limit=3")]
    [InlineData("/v1/search?q=tennis%20elbow")]
    [InlineData("/v1/conditions/knee-osteoarthritis?fields=id,name")]
    public async Task An_answer_is_the_same_with_and_without_the_cache_the_first_time_and_the_second(string path)
    {
        await using var uncached = await (await RunningService.StartAsync(service.OwnerConnectionString, "--Cache:Megabytes=0")).ReadyAsync();
        var expected = await uncached.Client.GetByteArrayAsync(path, Cancel);

        foreach (var _ in new[] { "miss", "hit", "hit" })
        {
            foreach (var encoding in new[] { "identity", "gzip", "br", "gzip, deflate, br" })
            {
                using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All };
                using var client = new HttpClient(handler) { BaseAddress = service.Client.BaseAddress };
                client.DefaultRequestHeaders.Add("Accept-Encoding", encoding);
                Assert.Equal(expected, await client.GetByteArrayAsync(path, Cancel));
            }
        }
    }

    [Fact]
    public async Task A_kept_answer_has_the_headers_of_the_first_and_answers_304()
    {
        using var first = await AskAsync(service.Client, Lookup);
        using var second = await AskAsync(service.Client, Lookup);
        using var unchanged = await AskAsync(service.Client, Lookup, first.Headers.ETag!.ToString());
        using var weaklyAmongOthers = await AskAsync(service.Client, Lookup, $"\"other\", {first.Headers.ETag}");
        using var other = await AskAsync(service.Client, Lookup, "W/\"other\"");

        foreach (var header in new[] { "ETag", "Cache-Control", "Evidence-Release", "Link", "Access-Control-Allow-Origin", "Vary" })
        {
            Assert.Equal(Values(first, header), Values(second, header));
        }
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal("*", Assert.Single(Values(second, "Access-Control-Allow-Origin")));
        foreach (var answer in new[] { unchanged, weaklyAmongOthers })
        {
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Equal(first.Headers.ETag, answer.Headers.ETag);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
        }
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Fifty_who_ask_the_same_at_once_cost_one_statement_and_one_who_leaves_spoils_nothing()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        await using var blocker = await own.OpenAsync();
        await using (var transaction = await blocker.BeginTransactionAsync(Cancel))
        {
            await blocker.ExecuteAsync("lock table evidence_document in access exclusive mode");
            using var leaving = new CancellationTokenSource();
            var first = running.Client.GetAsync(Lookup, leaving.Token);
            await WaitingAsync(own, 1);
            var others = Enumerable.Range(0, 50).Select(_ => running.Client.GetStringAsync(Lookup, Cancel)).ToList();
            await Task.Delay(300, Cancel);
            Assert.Equal(1, await WaitingAsync(own, 1));

            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            await transaction.RollbackAsync(Cancel);

            var answers = await Task.WhenAll(others);
            Assert.Single(answers.Distinct());
            Assert.Contains("\"knee-osteoarthritis.prp.intra-articular-joint\"", answers[0], StringComparison.Ordinal);
        }
        Assert.Contains("\"items\":[{", await running.Client.GetStringAsync(Lookup, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_before_is_answered_while_the_database_is_away_and_says_so()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        var before = await running.Client.GetStringAsync(Lookup, Cancel);

        await own.AdmitAsync(false);
        await Waiting.UntilAsync(async () =>
        {
            using var answer = await running.Client.GetAsync(Lookup, Cancel);
            Assert.Equal(before, await answer.Content.ReadAsStringAsync(Cancel));
            return answer.Headers.Age is not null && answer.Headers.Warning.SingleOrDefault()?.Code == 111;
        });
        var watch = Stopwatch.StartNew();
        await running.Client.ProblemAsync("/v1/evidence?code=icd-10-cm%7CM16.11", 503);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);

        await own.AdmitAsync(true);
        await running.ReadyAsync();
        await Waiting.UntilAsync(async () =>
        {
            using var answer = await running.Client.GetAsync(Lookup, Cancel);
            return answer.Headers.Age is null && answer.Headers.Warning.Count == 0;
        });
    }

    [Fact]
    public async Task A_new_release_is_answered_within_a_second_and_the_old_one_never_again()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var one = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        await using var two = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        foreach (var instance in new[] { one, two }) await instance.Client.GetStringAsync(Lookup, Cancel);

        await own.PublishAsync("2026.12.1", "update study set direction = 'favours-comparator' where id = 'bennell-2021-restore'");

        var watch = Stopwatch.StartNew();
        foreach (var instance in new[] { one, two })
        {
            await Waiting.UntilAsync(async () => (await instance.Client.JsonAsync(Lookup)).Text("release") == "2026.12.1");
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
            for (var again = 0; again < 5; again++) Assert.Equal("2026.12.1", (await instance.Client.JsonAsync(Lookup)).Text("release"));
            Assert.Equal("2026.11.1", (await instance.Client.JsonAsync($"{Lookup}&release=2026.11.1")).Text("release"));
        }
    }

    [Fact]
    public async Task The_memory_is_bounded_by_bytes()
    {
        await using var running = await (await RunningService.StartAsync(service.OwnerConnectionString, "--Cache:Megabytes=1")).ReadyAsync();
        var cache = running.Services.GetRequiredService<AnswerCache>();

        long most = 0;
        for (var limit = 1; limit <= 100; limit++)
        {
            await running.Client.GetStringAsync($"/v1/evidence?view=full&limit={limit}&modality=prp", Cancel);
            most = Math.Max(most, cache.Bytes);
        }

        Assert.InRange(most, 200_000, 1024 * 1024);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string? entityTag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://app.example");
        request.Headers.Add("Accept-Encoding", "br");
        if (entityTag is not null) request.Headers.Add("If-None-Match", entityTag);
        return await client.SendAsync(request, Cancel);
    }

    private static IEnumerable<string> Values(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? values : [];

    /// <summary>Statements of the service that wait for a lock, once there are at least as many.</summary>
    private static async Task<int> WaitingAsync(TestDatabase database, int least)
    {
        const string sql = """
            select count(*)::int from pg_stat_activity
            where datname = current_database() and application_name = 'evidence-api' and wait_event_type = 'Lock'
            """;
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        var waiting = 0;
        await Waiting.UntilAsync(async () => (waiting = await connection.QuerySingleAsync<int>(sql)) >= least);
        return waiting;
    }
}
