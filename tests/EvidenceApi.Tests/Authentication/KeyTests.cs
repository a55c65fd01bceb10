using System.Net;
using Dapper;
using EvidenceApi.Authentication;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests.Authentication;

/// <summary>Keys: made once, kept as a hash, good until they expire or are revoked.</summary>
public sealed class KeyTests(EvidenceServiceFixture service, ClosedService closed) : IClassFixture<ClosedService>
{
    private const string Path = "/v1/conditions/knee-osteoarthritis";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_is_set_back_holds_on_to_no_revoked_key()
    {
        await using var own = await service.OwnDatabaseAsync();
        var key = await ClosedService.AddKeyAsync(own);
        var clock = new SetClock(DateTimeOffset.UtcNow + TimeSpan.FromHours(20));
        using var keys = new ApiKeys(own.ConnectionString, clock);
        Assert.NotNull(await keys.FindAsync(key, Cancel));
        await using (var connection = await own.OpenAsync()) await connection.ExecuteAsync("update api_key set revoked_at = now() where id = @id", new { id = ApiKey.Parse(key)!.Id });

        clock.Now -= TimeSpan.FromHours(20);

        Assert.Null(await keys.FindAsync(key, Cancel));
    }

    [Fact]
    public async Task A_key_that_is_not_good_is_a_401_that_does_not_say_why()
    {
        var (good, other) = (await closed.AddKeyAsync(), await closed.AddKeyAsync());
        var (revoked, expired) = (await closed.AddKeyAsync(), await closed.AddKeyAsync());
        await closed.ChangeAsync(revoked, "revoked_at = now()");
        await closed.ChangeAsync(expired, "created_at = now() - interval '2 days', expires_at = now() - interval '1 day'");
        (string Fault, (string, string)[] Headers)[] bad =
        [
            ("revoked", [("X-Api-Key", revoked)]),
            ("expired", [("X-Api-Key", expired)]),
            ("another's secret", [("X-Api-Key", $"{good[..17]}{other[17..]}")]),
            ("unknown id", [("X-Api-Key", $"evk_000000000000{good[16..]}")]),
            ("last letter changed", [("X-Api-Key", $"{good[..^2]}{(good[^2] == 'A' ? 'B' : 'A')}{good[^1]}")]),
            ("cut", [("X-Api-Key", good[..^1])]),
            ("longer", [("X-Api-Key", good + "A")]),
            ("capitals", [("X-Api-Key", good.ToUpperInvariant())]),
            ("empty", [("X-Api-Key", "")]),
            ("empty bearer", [("Authorization", "Bearer")]),
            ("SQL", [("X-Api-Key", "' or 1=1 --")]),
            ("two keys", [("X-Api-Key", good), ("Authorization", $"Bearer {other}")]),
            ("the same key twice", [("X-Api-Key", good), ("X-Api-Key", good)]),
            ("in the address", []),
            ("basic", [("Authorization", $"Basic {good}")]),
        ];

        foreach (var (fault, headers) in bad)
        {
            using var refused = await ClosedService.SendAsync(closed.Client, fault == "in the address" ? $"{Path}?api_key={good}" : Path, headers);
            Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{fault}: {refused.StatusCode}");
            var problem = await refused.ProblemAsync(401);
            Assert.DoesNotMatch("revoked|expired|unknown|secret", problem.Text("detail"));
            Assert.StartsWith("Bearer", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.Equal("no-store", refused.Headers.CacheControl?.ToString());
        }
        foreach (var header in new[] { ("X-Api-Key", good), ("Authorization", $"Bearer {good}"), ("authorization", $"bearer {good}") }) Assert.Equal(200, await closed.StatusAsync(Path, header));
    }

    [Fact]
    public async Task On_a_service_that_everybody_may_read_a_wrong_key_is_refused_and_a_password_for_somebody_else_is_not()
    {
        await service.Client.JsonAsync(Path);

        foreach (var header in new[] { ("X-Api-Key", "evk_wrong"), ("Authorization", "Bearer evk_wrong"), ("Authorization", "Bearer a.b.c") })
        {
            using var refused = await ClosedService.SendAsync(service.Client, Path, header);
            await refused.ProblemAsync(401);
        }
        using var passed = await ClosedService.SendAsync(service.Client, Path, ("Authorization", "Basic dXNlcjpwYXNz"));
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.True(passed.Headers.CacheControl?.Public);
    }

    [Fact]
    public async Task On_a_service_that_everybody_may_read_a_good_key_passes_whatever_its_scope()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, "--Authentication:ApiKeys=true")).ReadyAsync();
        var key = await ClosedService.AddKeyAsync(own, "system/Citation.rs");

        using var passed = await ClosedService.SendAsync(running.Client, Path, ("X-Api-Key", key));
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_ends_within_a_minute_and_a_known_one_outlives_its_database_for_a_day()
    {
        await using var own = await service.OwnDatabaseAsync();
        var (key, revoked) = (await ClosedService.AddKeyAsync(own), await ClosedService.AddKeyAsync(own));
        var clock = new SetClock(DateTimeOffset.UtcNow);
        using var keys = new ApiKeys(own.ConnectionString, clock);
        foreach (var text in new[] { key, revoked }) Assert.Equal(["evidence.read"], (await keys.FindAsync(text, Cancel))!.Scopes);
        await using (var connection = await own.OpenAsync()) await connection.ExecuteAsync("update api_key set revoked_at = now() where id = @id", new { id = ApiKey.Parse(revoked)!.Id });

        clock.Now += ApiKeys.Fresh;
        Assert.Null(await keys.FindAsync(revoked, Cancel));
        Assert.NotNull(await keys.FindAsync(key, Cancel));

        await own.AdmitAsync(false);
        clock.Now += TimeSpan.FromHours(23);
        Assert.NotNull(await keys.FindAsync(key, Cancel));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => keys.FindAsync(ApiKey.Create().Text, Cancel).AsTask());
        clock.Now += TimeSpan.FromHours(1);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => keys.FindAsync(key, Cancel).AsTask());
        await own.AdmitAsync(true);
        // It was good for two days at most.
        clock.Now += TimeSpan.FromDays(1);
        Assert.Null(await keys.FindAsync(key, Cancel));
    }

    [Fact]
    public async Task A_key_that_cannot_be_looked_up_is_a_503_and_readers_without_one_read_on()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, "--Authentication:ApiKeys=true")).ReadyAsync();
        await running.Client.JsonAsync(Path);
        await own.AdmitAsync(false);

        using var answer = await ClosedService.SendAsync(running.Client, Path, ("X-Api-Key", ApiKey.Create().Text));

        await answer.ProblemAsync(503);
        Assert.NotNull(answer.Headers.RetryAfter);
        await running.Client.JsonAsync(Path);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_kept_nowhere()
    {
        await using var own = await service.OwnDatabaseAsync();
        var key = await ClosedService.AddKeyAsync(own, "evidence.read system/Evidence.rs");
        Assert.Matches("^evk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", key);

        Assert.DoesNotContain(key[17..], await ServiceProcess.DumpAsync(own), StringComparison.Ordinal);
        var (listed, _, _) = await RunAsync(own, "list");
        Assert.Contains($"{ApiKey.Parse(key)!.Id}\tA clinic\tevidence.read system/Evidence.rs\t", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(key[17..], listed, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(own, "revoke", ApiKey.Parse(key)!.Id)).Exit);
        Assert.Equal(1, (await RunAsync(own, "revoke", ApiKey.Parse(key)!.Id)).Exit);
        Assert.Contains("\trevoked ", (await RunAsync(own, "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, "add")]
    [InlineData(2, "add", "--name", "x", "--scope", "evidence.read")]
    [InlineData(2, "revoke")]
    [InlineData(1, "add", "--name", " ", "--scope", "evidence.read", "--expires", "2999-01-01")]
    [InlineData(1, "add", "--name", "x", "--scope", "", "--expires", "2999-01-01")]
    [InlineData(1, "add", "--name", "x", "--scope", "evidence.write", "--expires", "2999-01-01")]
    [InlineData(1, "add", "--name", "x", "--scope", "system/*.rs?category=x", "--expires", "2999-01-01")]
    [InlineData(1, "add", "--name", "x", "--scope", "evidence.read", "--expires", "2020-01-01")]
    [InlineData(1, "add", "--name", "x", "--scope", "evidence.read", "--expires", "tomorrow")]
    public async Task A_command_that_cannot_be_meant_says_how_and_makes_no_key(int exit, params string[] words)
    {
        var (output, remarks, code) = await RunAsync(service.Database, words);

        Assert.Equal((exit, ""), (code, output));
        Assert.NotEmpty(remarks);
        await using var connection = await service.Database.OpenAsync();
        Assert.Equal(0, await connection.QuerySingleAsync<int>("select count(*)::int from api_key"));
    }

    private static async Task<(string Output, string Remarks, int Exit)> RunAsync(TestDatabase database, params string[] words)
    {
        using var output = new StringWriter();
        using var remarks = new StringWriter();
        var exit = await KeyCommand.RunAsync(database.ConnectionString, words, output, remarks, Cancel);
        return (output.ToString(), remarks.ToString(), exit);
    }
}
