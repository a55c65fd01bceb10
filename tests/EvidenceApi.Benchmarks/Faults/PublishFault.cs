using System.Diagnostics;
using Npgsql;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>
/// Publishing is killed in the middle of its transaction, then the serving process: the release before goes on being served, whole, and the
/// next publish makes what one that was never killed makes.
/// </summary>
internal static class PublishFault
{
    private const string Writing = "select count(*)::int from pg_stat_activity where datname = 'evidence' and backend_xid is not null";
    private const string Waiting = "select count(*)::int from pg_stat_activity where datname = 'evidence' and wait_event_type = 'Lock' and query like '%" + Publication.LastTable + "%'";

    internal static async Task<FaultRow> RunAsync(FaultRun run)
    {
        const string name = "migrate and service killed";
        await using var stage = new FaultStage(run, "publish");
        var server = await stage.StartServerAsync();
        await server.ExecuteAsync("create database untouched template evidence", "postgres");
        await stage.ServeAsync(stage.ServerPort(0));
        foreach (var database in (string[])["evidence", "untouched"]) await Publication.EditAsync(server, database);
        var before = await server.ChecksumsAsync();
        var release = await server.AskAsync<string>(Publication.Newest);

        stage.Load.Start();
        var kills = run.IsLong ? 10 : 2;
        for (var number = 0; number < kills; number++) await KillAsync(run, server, new Random(number), atTheEnd: number % 2 == 1);
        run.Expect(name, "killed publishes leave nothing", await server.AskAsync<string>(Publication.Newest) == release && FaultStage.Differing(before, await server.ChecksumsAsync()) == 0);
        await stage.Load.StopAsync();
        await stage.Load.VerifyAsync();
        stage.ExpectReads(name, all: true);

        await stage.Service.StopAsync("KILL");
        var clock = Stopwatch.StartNew();
        await stage.Service.StartAsync();
        var recovered = clock.Elapsed;

        var (code, said) = await Publication.PublishAsync(run, server);
        run.Expect(name, $"the next publish succeeds: {said}", code == 0);
        await stage.Service.ReadyAsync(Publication.Release);
        run.Expect(name, "publishing what was never killed succeeds", (await Publication.PublishAsync(run, server, "untouched")).Code == 0);
        var (after, untouched) = (await server.ChecksumsAsync(), await server.ChecksumsAsync("untouched"));
        var lost = FaultStage.Differing(after, untouched);
        run.Expect(name, "the release is that of a publish that was never killed", lost == 0);
        run.Expect(name, "the release is another one", FaultStage.Differing(before, after) > 3);
        return new(name, stage.Load.Cached, stage.Load.Uncached, recovered, lost, $"{kills} publishes killed; recovered: the service's own start");
    }

    /// <summary>Kills a publish at a moment after it began to write, or as it writes its last table, which a lock keeps it from doing.</summary>
    private static async Task KillAsync(FaultRun run, FaultServer server, Random random, bool atTheEnd)
    {
        await using var blocker = new NpgsqlConnection(server.Owner);
        await blocker.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"lock table {Publication.LastTable} in share mode", blocker, transaction);
        await hold.ExecuteNonQueryAsync();

        using var migrate = Publication.Start(run, server);
        await UntilAsync(async () => await server.AskAsync<int>(atTheEnd ? Waiting : Writing) > 0 || migrate.HasExited);
        if (!atTheEnd) await Task.Delay(random.Next(1500));
        if (migrate.HasExited) throw new InvalidOperationException($"It ended before it could be killed: {await migrate.StandardOutput.ReadToEndAsync()}{await migrate.StandardError.ReadToEndAsync()}");
        migrate.Kill();
        await migrate.WaitForExitAsync();
        await transaction.RollbackAsync();
        // The server notices when it next has something to say to the process that is gone.
        await UntilAsync(async () => await server.AskAsync<int>(Writing) == 0);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var clock = Stopwatch.StartNew(); !await holds(); await Task.Delay(10))
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(2)) throw new TimeoutException("Nothing of the kind within two minutes.");
        }
    }
}
