using System.Diagnostics;
using Dapper;
using EvidenceApi.Releases;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>What a publish did.</summary>
/// <param name="Changed">Documents that differ from the release before.</param>
/// <param name="Compiled">Conditions whose documents were compiled.</param>
internal sealed record PublishResult(string Release, int Evidence, int Studies, int Changed, int Compiled);

/// <summary>
/// Compiles the curated content into the documents that are served, in one transaction: a reader sees the release before or the release
/// after, never a mix. Only what the changes since the last publish can reach is compiled, a batch of conditions at a time.
/// </summary>
internal static class Publisher
{
    private sealed record State(Guid Composer, int EvidenceCount, int StudyCount);

    // Another build may compose the same content otherwise.
    private static readonly Guid Composer = typeof(Publisher).Module.ModuleVersionId;

    /// <summary>How long the last publish of this process took; null where there was none.</summary>
    internal static TimeSpan? LastDuration { get; private set; }

    internal static async Task<PublishResult> PublishAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // Before the transaction: its snapshot must not be older than what a publish that is waited for has written.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(hashtext('evidence.publish'))", commandTimeout: 0, cancellationToken: cancel));
        try
        {
            var clock = Stopwatch.StartNew();
            var result = await PublishLockedAsync(connection, cancel);
            LastDuration = clock.Elapsed;
            return result;
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(hashtext('evidence.publish'))");
        }
    }

    private static async Task<PublishResult> PublishLockedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string state = "select composer, evidence_count, study_count from publish_state";
        // Of this login alone: a second session sees the same content while this one writes.
        const string export = "select pg_export_snapshot()";
        const string remember = """
            insert into publish_state (composer, evidence_count, study_count) values (@Composer, @EvidenceCount, @StudyCount)
            on conflict (is_only) do update set (composer, evidence_count, study_count) = row(excluded.composer, excluded.evidence_count, excluded.study_count)
            """;
        const string forget = "delete from pending_change";
        // Repeatable read: every table is read as of one moment, whoever else writes.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var last = await connection.QuerySingleOrDefaultAsync<State>(new CommandDefinition(state, cancellationToken: cancel));
        var snapshot = await connection.QuerySingleAsync<string>(new CommandDefinition(export, cancellationToken: cancel));
        await using var reading = connection.CloneWith(connection.ConnectionString);
        await reading.OpenAsync(cancel);
        await using var reader = await reading.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await reading.ExecuteAsync($"set transaction snapshot '{snapshot}'");

        var scope = await PublishScope.ReadAsync(reading, isFull: last?.Composer != Composer, cancel);
        var release = new ReleaseInWork(connection, cancel);
        var work = new PublishWork(connection, reading, scope, release, cancel);
        if (!scope.IsEmpty)
        {
            var (items, studies) = await work.RunAsync();
            last = new(Composer, items, studies);
            await connection.ExecuteAsync(new CommandDefinition(remember, last, cancellationToken: cancel));
        }
        var current = await release.CurrentAsync();
        await connection.ExecuteAsync(new CommandDefinition($"{forget}; notify {ReleaseListener.Channel}", commandTimeout: 0, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return new(current.Id, last!.EvidenceCount, last.StudyCount, work.Changed, work.Compiled);
    }
}
