using System.Diagnostics;
using Dapper;
using EvidenceApi.EvidenceMap;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>What a publish did.</summary>
/// <param name="Changed">Documents that differ from the release before.</param>
internal sealed record PublishResult(string Release, int Evidence, int Studies, int Changed);

/// <summary>
/// Compiles the curated content into the documents that are served, in one transaction: a reader sees the release before or the release
/// after, never a mix.
/// </summary>
internal static class Publisher
{
    private static readonly DocumentTable Vocabulary = new("vocabulary_document", ["kind", "id"], ["body"]);
    private static readonly DocumentTable Records = new("record_document", ["kind", "id"], CompiledRecord.ContentColumns);
    private static readonly DocumentTable Evidence = new(
        "evidence_document", ["id"],
        [
            "condition", "modality", "target_tissue", "strength", "participant_count", "direction", "agreement", "levels", "grading_systems",
            "designs", "latest_year", "cells", "outline", "summary", "standard", "body",
        ]);

    private static readonly DocumentTable Search = new("search_document", ["kind", "id"], CompiledSearch.ContentColumns);
    private static readonly DocumentTable SearchWords = new("search_word", ["word"], ["document_count"]);

    /// <summary>Id under which a change is published after release @id: 2026.11.1-2, then -3.</summary>
    internal const string FollowingId = """
        (select b.base || '-' || count(*) + 1
         from (select regexp_replace(@id, '-\d+$', '') as base) b join release on id = b.base or id ~ ('^' || replace(b.base, '.', '\.') || '-\d+$')
         group by b.base)
        """;

    /// <summary>How long the last publish of this process took; null where there was none.</summary>
    internal static TimeSpan? LastDuration { get; private set; }

    internal static async Task<PublishResult> PublishAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // Before the transaction: its snapshot must not be older than what a publish that is waited for has written.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(hashtext('evidence.publish'))", cancellationToken: cancel));
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
        // Repeatable read: every table is read as of one moment, whoever else writes.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var compiled = Compilation.Of(await Content.ReadAsync(connection, cancel));
        var changed =
            await Vocabulary.StageAsync(connection, compiled.Vocabulary, cancel) +
            await Records.StageAsync(connection, compiled.Records.Select(record => record.Columns()), cancel) +
            await Evidence.StageAsync(connection, compiled.Evidence.Select(Columns), cancel) +
            await Search.StageAsync(connection, compiled.Search.Select(row => row.Columns()), cancel) +
            await SearchWords.StageAsync(connection, await SearchCompiler.WordsAsync(connection, Search.Incoming, cancel), cancel);
        var release = await ReleaseForAsync(connection, changed, cancel);
        if (changed > 0)
        {
            await EvidenceChanges.RecordAsync(connection, release.Number, Evidence.Incoming, cancel);
            await Vocabulary.StoreAsync(connection, release.Number, cancel);
            await Records.StoreAsync(connection, release.Number, cancel);
            await Evidence.StoreAsync(connection, release.Number, cancel);
            await Search.StoreAsync(connection, release.Number, cancel);
            await SearchWords.StoreAsync(connection, release.Number, cancel);
        }
        await connection.ExecuteAsync(new CommandDefinition($"notify {ReleaseListener.Channel}", cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return new(release.Id, compiled.Evidence.Count, compiled.Records.Count(record => record.Kind == Studies.StudyEndpoints.Kind), changed);
    }

    /// <summary>
    /// The newest release, published now if it was not. One that is published already keeps its documents for ever, so a change gets a
    /// release of its own.
    /// </summary>
    private static async Task<(string Id, int Number)> ReleaseForAsync(NpgsqlConnection connection, int changed, CancellationToken cancel)
    {
        const string newest = "select id, number, is_published from release order by number desc limit 1";
        const string publish = "update release set is_published = true where number = @number";
        const string follow = $"""
            insert into release (id, published_on, reviewed_on, notes, is_published)
            select
              {FollowingId}, greatest(current_date, published_on), reviewed_on,
              'Content or its composition changed after ' || @id || ' had been published.', true
            from release
            where id = @id
            returning id, number
            """;
        var (id, number, isPublished) = await connection.QuerySingleAsync<(string, int, bool)>(new CommandDefinition(newest, cancellationToken: cancel));
        if (isPublished) return changed == 0 ? (id, number) : await connection.QuerySingleAsync<(string, int)>(new CommandDefinition(follow, new { id }, cancellationToken: cancel));
        await connection.ExecuteAsync(new CommandDefinition(publish, new { number }, cancellationToken: cancel));
        return (id, number);
    }

    private static object?[] Columns(CompiledEvidence compiled)
    {
        var item = compiled.Item;
        var summary = item with { Gradings = null, Studies = null, Recommendations = null, Safety = null, Claims = null };
        // Regulators' positions are long and the same for every condition of a modality: they stand in view=full and in the modality's profile.
        var standard = summary with { Studies = compiled.Representatives, Recommendations = [.. item.Recommendations!.Where(row => row.Kind != "regulator")] };
        return
        [
            item.Id, item.Condition.Id, item.Modality.Id, item.TargetTissue.Id, compiled.Strength, item.ParticipantCount, Json.Name(item.Direction),
            item.Agreement is { } agreement ? Json.Name(agreement) : null, compiled.Levels.ToArray(), compiled.GradingSystems.ToArray(),
            compiled.Designs.ToArray(), compiled.LatestYear, EvidenceTable.Columns.Of(item), Json.Bytes(EvidenceOutline.Of(item)), Json.Bytes(summary), Json.Bytes(standard), Json.Bytes(item),
        ];
    }
}
