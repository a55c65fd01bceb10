using Dapper;
using EvidenceApi.Http;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>What a publish did.</summary>
/// <param name="Changed">Documents that differ from the state before.</param>
internal sealed record PublishResult(string Release, int Evidence, int Studies, int Changed);

/// <summary>
/// Compiles the curated content into the documents that are served, in one transaction: a reader sees the release before or the release
/// after, never a mix.
/// </summary>
internal static class Publisher
{
    private static readonly DocumentTable Vocabulary = new("vocabulary_document", ["kind", "id"], ["body"]);
    private static readonly DocumentTable Studies = new(
        "study_document", ["id"],
        ["conditions", "modalities", "target_tissue", "design", "direction", "standing", "verification", "year", "participants", "brief", "body"]);
    private static readonly DocumentTable Evidence = new(
        "evidence_document", ["id"],
        [
            "condition", "modality", "target_tissue", "strength", "participant_count", "direction", "agreement", "levels", "grading_systems",
            "designs", "latest_year", "summary", "standard", "body",
        ]);

    internal static async Task<PublishResult> PublishAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string newestRelease = "select id, number from release order by number desc limit 1";
        const string markRevision = "update release set revision = revision + 1 where number = @number";

        // Repeatable read: every table is read as of one moment, whoever else writes.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('evidence.publish'))");
        var (release, number) = await connection.QuerySingleAsync<(string, int)>(newestRelease);

        var content = await Content.ReadAsync(connection, cancel);
        var conditions = new Tree(content.Conditions.Select(row => (row.Id, row.Parent)));
        var modalities = new Tree(content.Modalities.Select(row => (row.Id, row.Parent)));
        var evidence = new EvidenceCompiler(content, conditions, modalities).Compile();
        var studies = StudyCompiler.Compile(content, conditions, modalities, evidence).ToList();
        var vocabulary = new VocabularyCompiler(content, conditions, modalities, evidence);

        var changed =
            await Vocabulary.StoreAsync(connection, number, VocabularyRows(content, vocabulary), cancel) +
            await Studies.StoreAsync(connection, number, studies.Select(StudyColumns), cancel) +
            await Evidence.StoreAsync(connection, number, evidence.Select(EvidenceColumns), cancel);
        if (changed > 0) await connection.ExecuteAsync(markRevision, new { number });
        await transaction.CommitAsync(cancel);
        return new(release, evidence.Count, studies.Count, changed);
    }

    private static IEnumerable<object?[]> VocabularyRows(Content content, VocabularyCompiler vocabulary) =>
    [
        .. vocabulary.Conditions().Select(entry => new object?[] { "condition", entry.Id, Json.Bytes(entry) }),
        .. vocabulary.Modalities().Select(entry => new object?[] { "modality", entry.Id, Json.Bytes(entry) }),
        .. vocabulary.TargetTissues().Select(entry => new object?[] { "target-tissue", entry.Id, Json.Bytes(entry) }),
        .. content.GradingSystems.Select(entry => new object?[] { "grading-system", entry.Id, Json.Bytes(entry) }),
        .. content.CodeSystems.Select(entry => new object?[] { "code-system", entry.Id, Json.Bytes(entry) }),
        .. content.StudyDesigns.Select(entry => new object?[] { "study-design", entry.Id, Json.Bytes(entry) }),
    ];

    private static object?[] StudyColumns(CompiledStudy compiled)
    {
        var study = compiled.Brief;
        return
        [
            study.Id, compiled.Conditions.ToArray(), compiled.Modalities.ToArray(), study.TargetTissue.Id, study.Design, Json.Name(study.Direction),
            Json.Name(study.Standing), Json.Name(study.Verification), study.Year, study.Participants ?? 0, Json.Bytes(study), Json.Bytes(compiled.Study),
        ];
    }

    private static object?[] EvidenceColumns(CompiledEvidence compiled)
    {
        var item = compiled.Item;
        var summary = item with { Gradings = null, Studies = null, Recommendations = null, Safety = null, Claims = null };
        // Regulators' positions are long and the same for every condition of a modality: they stand in view=full and in the modality's profile.
        var standard = summary with { Studies = compiled.Representatives, Recommendations = [.. item.Recommendations!.Where(row => row.Kind != "regulator")] };
        return
        [
            item.Id, item.Condition.Id, item.Modality.Id, item.TargetTissue.Id, compiled.Strength, item.ParticipantCount, Json.Name(item.Direction),
            item.Agreement is { } agreement ? Json.Name(agreement) : null, compiled.Levels.ToArray(), compiled.GradingSystems.ToArray(),
            compiled.Designs.ToArray(), compiled.LatestYear, Json.Bytes(summary), Json.Bytes(standard), Json.Bytes(item),
        ];
    }
}
