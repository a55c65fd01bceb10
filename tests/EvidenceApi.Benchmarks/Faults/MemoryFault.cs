using System.Diagnostics;
using System.Globalization;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>Many more addresses are asked than the memory of answers holds: it stays within its bound, and the process with it.</summary>
internal static class MemoryFault
{
    private const int Megabytes = 8;
    private const int Callers = 8;
    private const double MostGrowth = 150;

    internal static async Task<FaultRow> RunAsync(FaultRun run)
    {
        var addresses = run.IsLong ? 20_000 : 3_000;
        var name = $"{addresses} addresses, {Megabytes} MB for answers";
        await using var stage = new FaultStage(run, "memory");
        await stage.StartServerAsync();
        await stage.ServeAsync(stage.ServerPort(0), $"--Cache:Megabytes={Megabytes}", "--Metrics:Prometheus=true");
        var client = stage.Service.Client;
        var before = stage.Service.Measure().Memory;
        double largest = 0;
        long asked = 0;
        await Parallel.ForAsync(0, addresses, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (number, cancel) =>
        {
            // At least twenty items each: together many times the bound.
            var clock = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync($"/v1/evidence?minParticipants={number / 50}&limit={number % 50 + 20}&view=summary", cancel);
            var bytes = (await answer.Content.ReadAsByteArrayAsync(cancel)).Length;
            lock (stage) stage.Load.Uncached.Count(answer.IsSuccessStatusCode ? Outcome.Right : Outcome.Failed, false, Stopwatch.GetElapsedTime(clock));
            Interlocked.Add(ref asked, bytes);
            if (number % 500 == 0) largest = Math.Max(largest, await HeldAsync(client));
        });
        largest = Math.Max(largest, await HeldAsync(client));
        var after = stage.Service.Measure().Memory;
        run.Expect(name, "every address answered", stage.Load.Uncached.Right == addresses);
        run.Expect(name, $"more was answered than is held: {asked >> 20} MB", asked >> 20 > 2 * Megabytes);
        run.Expect(name, $"held within the bound, and something: {largest} MB", largest is > 0 and <= Megabytes);
        run.Expect(name, $"memory grows from {before} by at most {MostGrowth} MB to {after}", after - before <= MostGrowth);
        return new(name, stage.Load.Cached, stage.Load.Uncached, null, null, string.Create(CultureInfo.InvariantCulture, $"{asked >> 20} MB answered; at most {largest:0.0} MB held; resident {before:0} → {after:0} MB"));
    }

    /// <summary>MB of answers in memory, by the service's own account.</summary>
    private static async Task<double> HeldAsync(HttpClient client)
    {
        var line = (await client.GetStringAsync("/metrics")).Split('\n').First(line => line.StartsWith("evidence_cache_size_bytes", StringComparison.Ordinal) && !line.StartsWith('#'));
        // Name, labels, value, and perhaps a time.
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) / 1024 / 1024;
    }
}
