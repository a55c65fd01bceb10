using System.Diagnostics;
using Npgsql;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>
/// The disk of the data is full while a release is published; the log has one of its own. Where no file system can be mounted, a limit of
/// temporary files stands for it.
/// </summary>
internal static class DiskFault
{
    private const int Left = 256 * 1024;

    internal static async Task<FaultRow> RunAsync(FaultRun run)
    {
        var disk = Path.Combine(run.Work, "disk");
        var isMounted = Environment.IsPrivilegedProcess && (Directory.CreateDirectory(disk).Exists, await Command.TryAsync([], "mount", "-t", "tmpfs", "-o", "size=512m,mode=755", "tmpfs", disk)) is (true, { Code: 0 });
        try
        {
            return await TryAsync(run, isMounted ? disk : null);
        }
        finally
        {
            if (isMounted) await Command.RunAsync("umount", "-l", disk);
        }
    }

    private static async Task<FaultRow> TryAsync(FaultRun run, string? disk)
    {
        var name = disk is null ? "temporary files limited (for a full disk)" : "disk full while publishing";
        // PostgreSQL says a full disk in more than one way, of a file that could be extended in part as well; the code is the same.
        var reason = $"{(disk is null ? PostgresErrorCodes.ConfigurationLimitExceeded : PostgresErrorCodes.DiskFull)}: ";
        await using var stage = new FaultStage(run, "disk");
        var server = await stage.CopyAsync(folder: disk);
        if (disk is not null) await MoveLogAsync(Path.Combine(disk, "disk-0"), Path.Combine(run.Work, "disk-log"));
        await server.StartAsync();
        await FaultStage.AllowAsync(server);
        await stage.ServeAsync(stage.ServerPort(0));
        await Publication.EditAsync(server);
        var before = await server.ChecksumsAsync();

        var ballast = Path.Combine(disk ?? run.Work, "ballast");
        if (disk is null) await server.ExecuteAsync("alter role evidence_owner set temp_file_limit = '64kB'; alter role evidence_owner set work_mem = '64kB'");
        else await Command.RunAsync("fallocate", "-l", $"{new DriveInfo(disk).AvailableFreeSpace - Left}", ballast);
        stage.Load.Start();
        var (code, said) = await Publication.PublishAsync(run, server);
        run.Expect(name, $"the publish fails and says why: {said}", code != 0 && said.Contains(reason, StringComparison.Ordinal));
        await Task.Delay(run.Seconds(1, 10));

        if (disk is null) await server.ExecuteAsync("alter role evidence_owner reset all");
        else File.Delete(ballast);
        var recovered = await stage.Load.RecoverAsync(TimeSpan.FromSeconds(30));
        await stage.Load.StopAsync();
        await stage.Load.VerifyAsync();
        stage.ExpectReads(name, all: true);
        var lost = FaultStage.Differing(before, await server.ChecksumsAsync());
        run.Expect(name, "nothing lost", lost == 0);
        run.Expect(name, "with space it succeeds", (await Publication.PublishAsync(run, server)).Code == 0);
        var clock = Stopwatch.StartNew();
        await stage.Service.ReadyAsync(Publication.Release);
        run.Expect(name, "the new release is served within 5 s", clock.Elapsed <= TimeSpan.FromSeconds(5));
        return new(name, stage.Load.Cached, stage.Load.Uncached, recovered, lost, $"said: {said.Split('\n').FirstOrDefault(line => line.Contains(reason, StringComparison.Ordinal), "nothing").Trim()}");
    }

    private static async Task MoveLogAsync(string data, string log)
    {
        await Command.RunAsync("mv", Path.Combine(data, "pg_wal"), log);
        await Command.RunAsync("ln", "-s", log, Path.Combine(data, "pg_wal"));
    }
}
