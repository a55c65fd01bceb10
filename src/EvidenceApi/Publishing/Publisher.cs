using Dapper;
using EvidenceApi.EvidenceMap;
using EvidenceApi.Http;
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
            "designs", "latest_year", "outline", "summary", "standard", "body",
        ]);

    internal static async Task<PublishResult> PublishAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // Repeatable read: every table is read as of one moment, whoever else writes.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('evidence.publish'))");

        var compiled = Compilation.Of(await Content.ReadAsync(connection, cancel));
        var changed =
            await Vocabulary.StageAsync(connection, compiled.Vocabulary, cancel) +
            await Records.StageAsync(connection, compiled.Records.Select(record => record.Columns()), cancel) +
            await Evidence.StageAsync(connection, compiled.Evidence.Select(Columns), cancel);
        var release = await ReleaseForAsync(connection, changed, cancel);
        if (changed > 0)
        {
            await EvidenceChanges.RecordAsync(connection, release.Number, Evidence.Incoming, cancel);
            await Vocabulary.StoreAsync(connection, release.Number, cancel);
            await Records.StoreAsync(connection, release.Number, cancel);
            await Evidence.StoreAsync(connection, release.Number, cancel);
        }
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
        const string follow = """
            with base as (select regexp_replace(@id, '-\d+$', '') as id)
            insert into release (id, published_on, reviewed_on, notes, is_published)
            select
              base.id || '-' || (select count(*) + 1 from release where id = base.id or id ~ ('^' || replace(base.id, '.', '\.') || '-\d+$')),
              greatest(current_date, r.published_on), r.reviewed_on,
              'Content or its composition changed after ' || @id || ' had been published.', true
            from base, release r
            where r.id = @id
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
            compiled.Designs.ToArray(), compiled.LatestYear, Json.Bytes(EvidenceOutline.Of(item)), Json.Bytes(summary), Json.Bytes(standard), Json.Bytes(item),
        ];
    }
}
