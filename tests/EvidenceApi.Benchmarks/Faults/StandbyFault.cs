namespace EvidenceApi.Benchmarks.Faults;

/// <summary>One of two standbys is killed under load and comes back: nobody may notice.</summary>
internal static class StandbyFault
{
    internal static async Task<FaultRow> RunAsync(FaultRun run)
    {
        const string name = "a standby killed";
        await using var stage = new FaultStage(run, "standby");
        var primary = await stage.StartServerAsync();
        List<FaultServer> standbys = [];
        for (var number = 1; number <= 2; number++)
        {
            // Copied as the primary was: the log that it has written since is all there.
            var standby = await stage.CopyAsync($"-c primary_conninfo='host=127.0.0.1 port={stage.ServerPort(0)} user=evidence_owner'", isStandby: true);
            await standby.StartAsync();
            standbys.Add(standby);
        }
        var before = await standbys[0].ChecksumsAsync();
        await stage.ServeAsync(string.Join(',', Enumerable.Range(0, 3).Select(number => $"127.0.0.1:{stage.ServerPort(number)}")), null, []);

        stage.Load.Start();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await standbys[0].KillAsync();
        await Task.Delay(run.Seconds(4, 15));
        await standbys[0].StartAsync();
        var recovered = await stage.Load.RecoverAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(run.Seconds(1, 15));
        await stage.Load.StopAsync();
        await stage.Load.VerifyAsync();

        var lost = FaultStage.Differing(before, await standbys[0].ChecksumsAsync());
        stage.ExpectReads(name, all: true);
        run.Expect(name, "recovered within 5 s", recovered <= TimeSpan.FromSeconds(5));
        run.Expect(name, "nothing lost", lost == 0);
        return new(name, stage.Load.Cached, stage.Load.Uncached, recovered, lost);
    }
}
