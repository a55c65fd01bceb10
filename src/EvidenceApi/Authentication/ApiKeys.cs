using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapper;
using EvidenceApi.Database;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace EvidenceApi.Authentication;

/// <summary>
/// Looks keys up, on connections of its own: as few as feedback's, so that a flood of made-up keys keeps no lookup of evidence waiting. A good
/// key is known for a minute without asking again, and while the database is away for a day.
/// </summary>
internal sealed class ApiKeys(string connectionString, TimeProvider clock) : IDisposable
{
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);
    private const int Most = 10_000;

    private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(ConnectionStrings.ForKeys(connectionString));
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = Most });
    private readonly ConcurrentDictionary<string, Lazy<Task<Known?>>> asking = new(StringComparer.Ordinal);

    private sealed record Row(string Scopes, DateTime ExpiresAt);

    private sealed record Known(byte[] SecretHash, Caller Caller, DateTimeOffset ExpiresAt, DateTimeOffset AskedAt, DateTimeOffset AskAgainAt);

    /// <summary>Null where the text is no good key.</summary>
    /// <exception cref="NpgsqlException">The key is not known and the database does not answer, so that nobody can tell.</exception>
    internal async ValueTask<Caller?> FindAsync(string text, CancellationToken cancel)
    {
        if (ApiKey.Parse(text) is not { } key) return null;
        var now = clock.GetUtcNow();
        if (known.TryGetValue(key.Id, out Known? entry))
        {
            // A key has one secret: another one need not be asked for, and cannot push the good one out.
            if (!CryptographicOperations.FixedTimeEquals(entry!.SecretHash, key.SecretHash)) return null;
            // Asked in the future: the clock was set back, and would hold on to a key that has been revoked meanwhile.
            if (entry.AskedAt <= now && now < entry.AskAgainAt) return Valid(entry, now);
        }
        try
        {
            // Many requests with the same key wait for one answer.
            var name = $"{key.Id}{Convert.ToHexStringLower(key.SecretHash)}";
            entry = await asking.GetOrAdd(name, _ => new(() => AskAsync(key, name))).Value.WaitAsync(cancel);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException && entry is not null && now - entry.AskedAt < Keep)
        {
            Remember(key.Id, entry with { AskAgainAt = now + Pause });
        }
        return Valid(entry, now);
    }

    private static Caller? Valid(Known? entry, DateTimeOffset now) => entry is not null && entry.ExpiresAt > now ? entry.Caller : null;

    private async Task<Known?> AskAsync(ApiKey key, string name)
    {
        const string sql = "select array_to_string(scopes, ' ') as scopes, expires_at from api_key_of(@Id, @SecretHash)";
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            if (await connection.QuerySingleOrDefaultAsync<Row>(sql, key) is { } row)
            {
                var now = clock.GetUtcNow();
                return Remember(key.Id, new(key.SecretHash, new($"key:{key.Id}", row.Scopes.Split(' ')), row.ExpiresAt, now, now + Fresh));
            }
            known.Remove(key.Id);
            return null;
        }
        finally
        {
            asking.TryRemove(name, out _);
        }
    }

    private Known Remember(string id, Known entry) => known.Set(id, entry, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Keep });

    public void Dispose()
    {
        known.Dispose();
        database.Dispose();
    }
}
