using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>Reads that share their way to the database: each gets its own rows, and none pays for another's fault.</summary>
[Collection(nameof(Alone))]
public sealed class GatheredReadsTests(EvidenceServiceFixture service)
{
    private const int AtOnce = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_gets_its_own_rows_and_many_share_a_connection()
    {
        await using var source = NpgsqlDataSource.Create(service.OwnerConnectionString);
        var opened = 0;
        using var reads = new GatheredReads(async _ =>
        {
            Interlocked.Increment(ref opened);
            return await source.OpenConnectionAsync(Cancel);
        });

        var rows = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => reads.ReadAsync(Numbers(number), Cancel)));

        Assert.All(rows, (found, number) => Assert.Equal(Enumerable.Range(number, number % 3), found));
        Assert.InRange(opened, 1, AtOnce / 2);
    }

    [Fact]
    public async Task A_statement_that_fails_fails_alone()
    {
        await using var database = new EvidenceDatabase(service.OwnerConnectionString);
        var broken = Numbers(0) with { Sql = "select 1 / @From" };

        var asked = Enumerable.Range(0, AtOnce).Select(number => database.QueryTogetherAsync(number % 20 == 7 ? broken : Numbers(number), Cancel)).ToList();

        for (var number = 0; number < AtOnce; number++)
        {
            if (number % 20 == 7) Assert.Equal(PostgresErrorCodes.DivisionByZero, (await Assert.ThrowsAsync<PostgresException>(() => asked[number])).SqlState);
            else Assert.Equal(Enumerable.Range(number, number % 3), await asked[number]);
        }
    }

    [Fact]
    public async Task Who_gives_up_is_let_go_at_once_and_the_others_get_their_rows()
    {
        await using var database = new EvidenceDatabase(service.OwnerConnectionString);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var slow = Numbers(1) with { Sql = "select @From from pg_sleep(1)" };

        var left = database.QueryTogetherAsync(slow, leaving.Token);
        var others = Enumerable.Range(0, AtOnce).Select(number => database.QueryTogetherAsync(Numbers(number), Cancel)).ToList();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.WaitAsync(TimeSpan.FromMilliseconds(500), Cancel));
        for (var number = 0; number < AtOnce; number++) Assert.Equal(Enumerable.Range(number, number % 3), await others[number]);
    }

    [Fact]
    public async Task Connections_that_the_server_ends_are_not_felt()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var database = new EvidenceDatabase(own.ConnectionString);
        await database.QueryTogetherAsync(Numbers(1), Cancel);

        await using (var connection = await own.OpenAsync())
        {
            const string end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'evidence-api' and datname = current_database()";
            await using var command = new NpgsqlCommand(end, connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }
        var rows = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => database.QueryTogetherAsync(Numbers(number), Cancel)));

        Assert.All(rows, (found, number) => Assert.Equal(Enumerable.Range(number, number % 3), found));
    }

    [Fact]
    public async Task Lookups_at_once_answer_as_each_by_itself()
    {
        await using var running = await (await RunningService.StartAsync(service.OwnerConnectionString, "--Cache:Megabytes=0")).ReadyAsync();
        var conditions = (await running.Client.JsonAsync("/v1/conditions?limit=100")).Items("items").Select(condition => condition.Text("id")).ToList();
        string[] addresses = [.. conditions.SelectMany(id => new[] { $"/v1/evidence?condition={id}", $"/v1/evidence?condition={id}&view=summary&limit=1", $"/v1/conditions/{id}/evidence?modality=prp" })];
        Dictionary<string, string> alone = [];
        foreach (var address in addresses) alone[address] = await running.Client.GetStringAsync(address, Cancel);

        var together = await Task.WhenAll(addresses.Select(address => running.Client.GetStringAsync(address, Cancel)));

        Assert.All(addresses.Zip(together), answer => Assert.Equal(alone[answer.First], answer.Second));
    }

    // So many numbers from one on: a read whose rows are none of another's.
    private static Statement<int> Numbers(int from) => new(
        1, "select generate_series(@From, @From + @From % 3 - 1)", parameters => parameters.AddGiven("From", (int?)from), row => row.GetInt32(0));
}
