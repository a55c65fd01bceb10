using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Health;

namespace EvidenceApi.Releases;

/// <summary>Keeps the snapshot of the current release, and hands out those of earlier ones.</summary>
internal sealed partial class ReleaseSource(EvidenceDatabase database, ReleaseListener listener, ILogger<ReleaseSource> log) : BackgroundService
{
    // How long a new release may go unseen where nobody calls it out; a second is short for a reader and nothing for the database.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<int, Snapshot> earlier = new();
    private volatile Snapshot? current;
    private Task? first;
    private long unreachableSince;
    private long answeredAt;

    /// <summary>The current release.</summary>
    /// <exception cref="NotReadyException">No release has been read from the database yet.</exception>
    internal Snapshot Current => current ?? throw new NotReadyException();

    /// <summary>All releases, newest first.</summary>
    internal IReadOnlyList<string> Ids { get; private set; } = [];

    internal bool IsReady => current is not null;

    /// <summary>The same, and since when.</summary>
    internal HealthSignal Loaded { get; } = new("release");

    /// <summary>Whether the database says which release is the newest.</summary>
    internal HealthSignal Database { get; } = new("database");

    /// <summary>Number of the current release; 0 while there is none.</summary>
    internal int Number => current?.Release.Number ?? 0;

    /// <summary>How long no release could be read; null while it can.</summary>
    internal TimeSpan? UnreachableFor => Interlocked.Read(ref unreachableSince) is var since and > 0 ? Stopwatch.GetElapsedTime(since) : null;

    /// <summary>How long ago the database said which release is the newest; null where it never did.</summary>
    internal TimeSpan? SinceAnswer => Interlocked.Read(ref answeredAt) is var at and > 0 ? Stopwatch.GetElapsedTime(at) : null;

    /// <summary>Raised after another release has become the current one.</summary>
    internal event Action? Changed;

    /// <summary>The snapshot of a release by number; null where there is no such release.</summary>
    internal Task<Snapshot?> FindAsync(int number, CancellationToken cancel) =>
        FindAsync(snapshot => snapshot.Release.Number == number, "number = @value", number, cancel);

    /// <summary>The snapshot of a release by id; null where there is no such release.</summary>
    internal Task<Snapshot?> FindAsync(string id, CancellationToken cancel) =>
        FindAsync(snapshot => snapshot.Release.Id == id, "id = @value", id, cancel);

    private async Task<Snapshot?> FindAsync(Func<Snapshot, bool> wanted, string condition, object value, CancellationToken cancel)
    {
        if (Current is var now && wanted(now)) return now;
        if (earlier.Values.FirstOrDefault(wanted) is { } kept) return kept;
        var read = await ReadAsync(condition, value, cancel);
        if (read is not null)
        {
            // A handful of earlier releases is read at a time. More than that is not worth the memory.
            if (earlier.Count >= 4) earlier.Clear();
            earlier[read.Release.Number] = read;
        }
        return read;
    }

    /// <summary>Reads the current release if it is another one than before.</summary>
    internal async Task RefreshAsync(CancellationToken cancel)
    {
        var found = await PublishedAsync(cancel);
        // A standby that lags behind may show the release before: never go back.
        if (found.Count == 0 || found[0].Number <= Number) return;
        if (await ReadAsync("number = @value", found[0].Number, cancel) is { } snapshot)
        {
            Ids = [.. found.Select(release => release.Id)];
            current = snapshot;
            Loaded.Set(true);
            LogRelease(snapshot.Release.Id);
            Changed?.Invoke();
        }
    }

    private async Task<List<(int Number, string Id)>> PublishedAsync(CancellationToken cancel)
    {
        const string sql = "select number, id from release where is_published order by number desc";
        // A server that takes connections and answers nothing is away too.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        await using var connection = await database.OpenAsync(patience.Token);
        return (await connection.QueryAsync<(int, string)>(new CommandDefinition(sql, cancellationToken: patience.Token))).AsList();
    }

    private async Task<Snapshot?> ReadAsync(string condition, object value, CancellationToken cancel)
    {
        var releaseRow = $"select id, number, published_on from release where is_published and {condition}";
        // The vocabularies come whole: a lookup's few seconds may be too short for those of a large base.
        const string patience = "set local statement_timeout = '1min'";
        const string documents = """
            select kind, body
            from vocabulary_document
            where from_release <= @Number and (until_release is null or until_release > @Number)
            order by kind, id
            """;
        await using var connection = await database.OpenAsync(Number, cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var release = await connection.QuerySingleOrDefaultAsync<Release>(new CommandDefinition(releaseRow, new { value }, cancellationToken: cancel));
        if (release is null) return null;
        await connection.ExecuteAsync(new CommandDefinition(patience, cancellationToken: cancel));
        var rows = await connection.QueryAsync<(string Kind, byte[] Body)>(new CommandDefinition(documents, new { release.Number }, cancellationToken: cancel));
        return new(release, rows.ToLookup(row => row.Kind, row => row.Body));
    }

    /// <summary>Begins to read while the rest of the service is still being made: a start then takes as long as the slower of the two.</summary>
    internal void Begin() => first = Task.Run(() => TryRefreshAsync(CancellationToken.None));

    /// <summary>Tries once before the web server listens, so that the first request already finds a release.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await (first ?? TryRefreshAsync(cancellationToken)).WaitAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await listener.WaitAsync(Poll, stoppingToken);
            await TryRefreshAsync(stoppingToken);
        }
    }

    private async Task TryRefreshAsync(CancellationToken cancel)
    {
        try
        {
            await RefreshAsync(cancel);
            Database.Set(true);
            Interlocked.Exchange(ref answeredAt, Stopwatch.GetTimestamp());
            if (Interlocked.Exchange(ref unreachableSince, 0) > 0) LogReachable();
        }
        // The database away, or a release written by a newer binary, must not end the service: what is in memory goes on serving.
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            Database.Set(false);
            if (Interlocked.CompareExchange(ref unreachableSince, Stopwatch.GetTimestamp(), 0) == 0) LogUnreachable(fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Serving release {Release}")]
    private partial void LogRelease(string release);

    [LoggerMessage(LogLevel.Warning, "No release could be read from the database: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(LogLevel.Information, "Releases can be read again")]
    private partial void LogReachable();
}

/// <summary>No release has been read from the database yet.</summary>
internal sealed class NotReadyException : Exception;
