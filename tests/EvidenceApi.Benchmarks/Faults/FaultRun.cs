using System.Globalization;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>What came of one fault.</summary>
/// <param name="Recovered">From the end of the fault; null where nothing had to recover.</param>
/// <param name="Lost">Tables that are not what they should be.</param>
internal sealed record FaultRow(string Fault, FaultFigures Cached, FaultFigures Uncached, TimeSpan? Recovered, int? Lost, string Remark = "");

/// <summary>Does one fault after the other to a service and its database, and prints what came of each.</summary>
/// <param name="Program">The service.</param>
/// <param name="Template">Data of a stopped server with the published content.</param>
/// <param name="Port">Free, like the five after it.</param>
internal sealed record FaultRun(string Program, string Template, string Binaries, string Work, int Port, bool IsLong)
{
    private static readonly Dictionary<string, Func<FaultRun, Task<FaultRow>>> Faults = new()
    {
        ["killed"] = DatabaseFaults.KilledAsync,
        ["held"] = DatabaseFaults.HeldAsync,
        ["slow"] = DatabaseFaults.SlowAsync,
        ["connections"] = DatabaseFaults.ConnectionsAsync,
        ["cut"] = DatabaseFaults.CutAsync,
        ["standby"] = StandbyFault.RunAsync,
        ["publish"] = PublishFault.RunAsync,
        ["disk"] = DiskFault.RunAsync,
        ["clock"] = ClockFault.RunAsync,
        ["memory"] = MemoryFault.RunAsync,
    };

    private int passed;
    private int failed;

    public void Expect(string fault, string what, bool holds)
    {
        if (holds) passed++;
        else failed++;
        if (!holds) Console.Error.WriteLine($"FAILED {fault}: {what}");
    }

    /// <summary>0 where everything held, else 1.</summary>
    public async Task<int> RunAsync(string[] names)
    {
        if (names.FirstOrDefault(name => !Faults.ContainsKey(name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no fault '{unknown}': {string.Join(", ", Faults.Keys)}.");
            return 2;
        }
        Console.WriteLine("| fault | sent, cached / others | right | 503 problems | failed | marked stale | wrong | longest, cached / others, ms | recovered, s | tables lost | |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var name in names.Length > 0 ? names : [.. Faults.Keys])
        {
            try
            {
                Print(await Faults[name](this));
            }
            // One fault that cannot be tried must not keep the others from being tried.
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                Expect(name, fault.ToString(), false);
            }
        }
        Console.WriteLine();
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The short form is for every change, the long one for a quiet hour.</summary>
    public TimeSpan Seconds(double @short, double @long) => TimeSpan.FromSeconds(IsLong ? @long : @short);

    private static void Print(FaultRow row)
    {
        var (cached, others) = (row.Cached, row.Uncached);
        FormattableString line = $"| {row.Fault} | {cached.Sent} / {others.Sent} | {cached.Right + others.Right} | {cached.Unavailable + others.Unavailable} | {cached.Failed + others.Failed} | {cached.Stale + others.Stale} | {cached.Wrong + others.Wrong} | {cached.Longest.TotalMilliseconds:0} / {others.Longest.TotalMilliseconds:0} | {row.Recovered?.TotalSeconds:0.0} | {row.Lost} | {row.Remark} |";
        Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
