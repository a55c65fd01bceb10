using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace EvidenceApi.Releases;

/// <summary>Keeps the snapshot of the current release, and hands out those of earlier ones.</summary>
internal sealed partial class ReleaseSource(NpgsqlDataSource database, ILogger<ReleaseSource> log) : BackgroundService
{
    // How long a new release may go unseen; a second is short for a reader and nothing for the database.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, Snapshot> earlier = new();
    private volatile Snapshot? current;

    /// <summary>The current release.</summary>
    /// <exception cref="NotReadyException">No release has been read from the database yet.</exception>
    internal Snapshot Current => current ?? throw new NotReadyException();

    internal bool IsReady => current is not null;

    /// <summary>The snapshot of a release by number; null where there is no such release.</summary>
    internal async Task<Snapshot?> FindAsync(int number, CancellationToken cancel)
    {
        var now = Current;
        if (number == now.Release.Number) return now;
        if (earlier.TryGetValue(number, out var kept)) return kept;
        var read = await ReadAsync(number, cancel);
        if (read is not null)
        {
            // A handful of earlier releases is read at a time: pages begun before a release. More than that is not worth the memory.
            if (earlier.Count >= 4) earlier.Clear();
            earlier[number] = read;
        }
        return read;
    }

    /// <summary>Reads the current release if it is another one than before.</summary>
    internal async Task RefreshAsync(CancellationToken cancel)
    {
        const string newest = "select number, revision from release where revision > 0 order by number desc limit 1";
        await using var connection = await database.OpenConnectionAsync(cancel);
        var found = await connection.QuerySingleOrDefaultAsync<(int Number, int Revision)?>(new CommandDefinition(newest, cancellationToken: cancel));
        if (found is not { } release || current is { } now && (now.Release.Number, now.Release.Revision) == release) return;
        if (await ReadAsync(release.Number, cancel) is { } snapshot)
        {
            earlier.Clear();
            current = snapshot;
            LogRelease(snapshot.Release.Id, snapshot.Release.Revision);
        }
    }

    private async Task<Snapshot?> ReadAsync(int number, CancellationToken cancel)
    {
        const string releaseRow = "select id, number, revision, published_on from release where number = @number and revision > 0";
        const string documents = """
            select kind, body
            from vocabulary_document
            where from_release <= @number and (until_release is null or until_release > @number)
            order by kind, id
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var release = await connection.QuerySingleOrDefaultAsync<Release>(new CommandDefinition(releaseRow, new { number }, cancellationToken: cancel));
        if (release is null) return null;
        var rows = await connection.QueryAsync<(string Kind, byte[] Body)>(new CommandDefinition(documents, new { number }, cancellationToken: cancel));
        return new(release, rows.ToLookup(row => row.Kind, row => row.Body));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        var reachable = true;
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
                if (!reachable) LogReachable();
                reachable = true;
            }
            // The database away, or a release written by a newer binary, must not end the loop: what is in memory goes on serving.
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                if (reachable) LogUnreachable(fault.Message);
                reachable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Information, "Serving release {Release}, revision {Revision}")]
    private partial void LogRelease(string release, int revision);

    [LoggerMessage(LogLevel.Warning, "No release could be read from the database: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(LogLevel.Information, "Releases can be read again")]
    private partial void LogReachable();
}

/// <summary>No release has been read from the database yet.</summary>
internal sealed class NotReadyException : Exception;
