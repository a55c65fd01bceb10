using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace EvidenceApi.CdsHooks;

/// <summary>
/// Tokens that were used already, until they expire. Every instance of the service keeps its own: behind a load balancer a token passes
/// once at each. Bounded; when it is full, the tokens next to expire are forgotten first.
/// </summary>
internal sealed class UsedTokens
{
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<UInt128, long> expiries = new();
    private readonly Lock gate = new();
    private long cleaned;

    /// <summary>False where the token was used before.</summary>
    internal bool Use(string client, string id, DateTime expires)
    {
        var now = DateTime.UtcNow.Ticks;
        if (expiries.Count >= Most || now - Interlocked.Read(ref cleaned) > TimeSpan.TicksPerMinute) Clean(now);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{client}\n{id}"));
        return expiries.TryAdd(BitConverter.ToUInt128(hash), expires.Ticks);
    }

    private void Clean(long now)
    {
        lock (gate)
        {
            Interlocked.Exchange(ref cleaned, now);
            foreach (var entry in expiries.Where(entry => entry.Value < now)) expiries.TryRemove(entry);
            if (expiries.Count < Most) return;
            foreach (var entry in expiries.OrderBy(entry => entry.Value).Take(Most / 10)) expiries.TryRemove(entry);
        }
    }
}
