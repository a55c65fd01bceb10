using Npgsql;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>The one database goes away, in five ways, and comes back.</summary>
internal static class DatabaseFaults
{
    // A refusal is answered at once, what hangs when the service gives the read up.
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(8);

    internal static Task<FaultRow> KilledAsync(FaultRun run) =>
        AwayAsync(run, "killed", "PostgreSQL killed", server => server.KillAsync(), run.Seconds(3, 5), server => server.StartAsync(), Refused);

    internal static Task<FaultRow> HeldAsync(FaultRun run) =>
        AwayAsync(run, "held", "PostgreSQL hangs", server => server.HoldAsync(), run.Seconds(10, 30), server => server.ContinueAsync(), GivenUp);

    private static async Task<FaultRow> AwayAsync(
        FaultRun run, string name, string what, Func<FaultServer, Task> begin, TimeSpan length, Func<FaultServer, Task> end, TimeSpan longest)
    {
        await using var stage = new FaultStage(run, name);
        var server = await stage.StartServerAsync();
        await stage.ServeAsync(stage.ServerPort(0));
        var row = await stage.OutageAsync(what, server, () => begin(server), length, () => end(server), longest);
        run.Expect(row.Fault, "it was away", row.Uncached.Unavailable > 0 && row.Cached.Stale > 0);
        return row;
    }

    internal static async Task<FaultRow> SlowAsync(FaultRun run)
    {
        await using var stage = new FaultStage(run, "slow");
        var server = await stage.StartServerAsync();
        using var proxy = new FaultProxy(run.Port + 1, stage.ServerPort(0));
        proxy.Start();
        await stage.ServeAsync(run.Port + 1);
        return await stage.OutageAsync("every statement 2 s slower", server, () => Set(TimeSpan.FromSeconds(2)), run.Seconds(8, 30), () => Set(TimeSpan.Zero), GivenUp);

        Task Set(TimeSpan delay)
        {
            proxy.Delay = delay;
            return Task.CompletedTask;
        }
    }

    internal static async Task<FaultRow> ConnectionsAsync(FaultRun run)
    {
        await using var stage = new FaultStage(run, "connections");
        var server = await stage.StartServerAsync("-c max_connections=16 -c superuser_reserved_connections=3");
        await stage.ServeAsync(stage.ServerPort(0));
        Stack<NpgsqlConnection> taken = [];
        var row = await stage.OutageAsync("no connection left", server, TakeAsync, run.Seconds(5, 30), GiveBackAsync, Refused);
        run.Expect(row.Fault, "it was away", row.Uncached.Unavailable > 0 && row.Cached.Stale > 0);
        return row;

        // All of them, those of superusers too; those of the service are ended until it gets none any more.
        async Task TakeAsync()
        {
            while (taken.Count < 16)
            {
                var connection = new NpgsqlConnection(server.Owner);
                try
                {
                    await connection.OpenAsync();
                    taken.Push(connection);
                }
                catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
                {
                    await using var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'evidence-api%'", taken.Peek());
                    await end.ExecuteNonQueryAsync();
                }
            }
        }

        async Task GiveBackAsync()
        {
            while (taken.TryPop(out var connection)) await connection.DisposeAsync();
        }
    }

    internal static async Task<FaultRow> CutAsync(FaultRun run)
    {
        await using var stage = new FaultStage(run, "cut");
        var server = await stage.StartServerAsync();
        using var proxy = new FaultProxy(run.Port + 1, stage.ServerPort(0));
        proxy.Start();
        await stage.ServeAsync(run.Port + 1);
        var row = await stage.OutageAsync("network cut, then reset", server, () => Cut(true), run.Seconds(8, 15), () => Cut(false), GivenUp);
        run.Expect(row.Fault, "it was away", row.Uncached.Unavailable > 0 && row.Cached.Stale > 0);
        return row;

        Task Cut(bool isCut)
        {
            proxy.IsCut = isCut;
            if (!isCut) proxy.Reset();
            return Task.CompletedTask;
        }
    }
}
