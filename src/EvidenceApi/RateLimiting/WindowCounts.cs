using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace EvidenceApi.RateLimiting;

/// <summary>
/// Counts by caller in windows of the clock. All windows end at once, and their counts with them, so that nothing has to be swept. Past so
/// many callers new ones share counts: a crowd of addresses costs no memory without end.
/// </summary>
internal sealed class WindowCounts(TimeSpan length, TimeProvider clock, int most = WindowCounts.Most)
{
    private const int Most = 100_000;
    private const int SharedCounts = 4096;

    private sealed class Window(long number)
    {
        internal readonly long Number = number;
        internal readonly ConcurrentDictionary<string, StrongBox<int>> Callers = new(StringComparer.Ordinal);
        internal readonly int[] Shared = new int[SharedCounts];
        internal int Known;
    }

    private readonly Lock gate = new();
    private volatile Window current = new(-1);

    internal TimeSpan Length => length;

    /// <summary>How many requests of the caller there were in this window, with this one, and how long the window still lasts.</summary>
    internal (int Count, TimeSpan Left) Add(string caller)
    {
        var (number, passed) = Math.DivRem(clock.GetUtcNow().Ticks, length.Ticks);
        var window = At(number);
        return (Interlocked.Increment(ref CountOf(window, caller)), TimeSpan.FromTicks(length.Ticks - passed));
    }

    private Window At(long number)
    {
        if (current.Number == number) return current;
        lock (gate)
        {
            if (current.Number != number) current = new(number);
            return current;
        }
    }

    private ref int CountOf(Window window, string caller)
    {
        if (window.Callers.TryGetValue(caller, out var known)) return ref known.Value;
        if (Interlocked.Increment(ref window.Known) > most) return ref window.Shared[(uint)caller.GetHashCode(StringComparison.Ordinal) % SharedCounts];
        return ref window.Callers.GetOrAdd(caller, static _ => new()).Value;
    }
}
