using Microsoft.IdentityModel.Tokens;

namespace EvidenceApi.Authentication;

/// <summary>
/// The public keys of a client, read from where the configuration says and nowhere else. Read again when a token names a key that is not
/// there, at most every ten seconds, and every hour beside the calls, so that a withdrawn key goes; for a day they hold without a read.
/// </summary>
internal sealed partial class ClientKeys(string location, ILogger log) : IDisposable
{
    private const int LargestSet = 256 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    // A redirect would lead to an address that nobody configured.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience, MaxResponseContentBufferSize = LargestSet };
    private readonly Lock gate = new();
    private volatile IReadOnlyList<JsonWebKey> keys = [];
    private Task reading = Task.CompletedTask;
    private DateTime tried = DateTime.MinValue;
    private DateTime read = DateTime.MinValue;
    private volatile bool isReadable;

    internal static bool IsFile(string location) => File.Exists(location);

    internal static bool IsSafeAddress(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true });

    /// <summary>Null where the set has no such key.</summary>
    /// <exception cref="KeysUnavailableException">The set cannot be read, so that nobody can tell.</exception>
    internal async Task<JsonWebKey?> FindAsync(string id, CancellationToken cancel)
    {
        var age = DateTime.UtcNow - read;
        if (age < Keep && Find(id) is { } known)
        {
            if (age > Fresh) _ = ReadAsync();
            return known;
        }
        await ReadAsync().WaitAsync(cancel);
        return Find(id) ?? (isReadable ? null : throw new KeysUnavailableException());
    }

    private JsonWebKey? Find(string id) => keys.FirstOrDefault(key => string.Equals(key.Kid, id, StringComparison.Ordinal));

    /// <summary>One read for all who wait; it goes on when a caller gives up.</summary>
    internal Task ReadAsync()
    {
        lock (gate)
        {
            if (!reading.IsCompleted || DateTime.UtcNow - tried < Pause) return reading;
            tried = DateTime.UtcNow;
            return reading = Task.Run(ReadNowAsync);
        }
    }

    private async Task ReadNowAsync()
    {
        try
        {
            var text = IsFile(location) ? await File.ReadAllTextAsync(location) : await http.GetStringAsync(location);
            // A key for encryption, or a symmetric one, verifies nothing here.
            keys = [.. new JsonWebKeySet(text).Keys.Where(key => key is { Kid.Length: > 0, Kty: "EC" or "RSA", Use: null or "" or "sig" })];
            read = DateTime.UtcNow;
            isReadable = true;
        }
        // Without the set nobody of this client gets in; its last one holds for its day.
        catch (Exception fault)
        {
            isReadable = false;
            LogUnreadable(location, fault.GetType().Name);
            if (DateTime.UtcNow - read >= Keep) keys = [];
        }
    }

    public void Dispose() => http.Dispose();

    [LoggerMessage(LogLevel.Warning, "The JWK Set {Location} cannot be read: {Fault}")]
    private partial void LogUnreadable(string location, string fault);
}

/// <summary>The keys of a client cannot be read at the moment.</summary>
internal sealed class KeysUnavailableException : Exception;
