using System.Text.Json;
using Dapper;
using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Http;
using EvidenceApi.Modalities;
using EvidenceApi.Studies;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>The curated content as its tables hold it, in the order of its ids: what publish compiles.</summary>
internal sealed record Content(
    IReadOnlyList<ConditionRow> Conditions, IReadOnlyList<ModalityRow> Modalities, IReadOnlyList<TargetTissueRow> TargetTissues,
    IReadOnlyList<CodeSystem> CodeSystems, IReadOnlyList<StudyDesign> StudyDesigns, IReadOnlyList<OutcomeMeasure> OutcomeMeasures,
    IReadOnlyList<Reference> Comparators, IReadOnlyList<GradingSystem> GradingSystems,
    IReadOnlyList<StudyRow> Studies, IReadOnlyList<GradingRow> Gradings, IReadOnlyList<RecommendationRow> Recommendations,
    IReadOnlyList<SafetyFactRow> SafetyFacts, IReadOnlyList<ClaimRow> Claims)
{
    internal static async Task<Content> ReadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string conditions = """
            select c.id, c.name, c.body_region, c.parent, c.is_grouping,
              array(select synonym from condition_synonym where condition = c.id order by position) as synonyms,
              (select coalesce(json_agg(k order by k.position), '[]') from condition_code k where k.condition = c.id) as codes
            from condition c
            """;
        const string modalities = """
            select m.id, m.name, m.abbreviation, m.parent, m.is_grouping,
              array(select synonym from modality_synonym where modality = m.id order by position) as synonyms,
              (select coalesce(json_agg(k order by k.position), '[]') from modality_code k where k.modality = m.id) as codes
            from modality m
            """;
        const string targetTissues = """
            select t.id, t.name,
              array(select synonym from target_tissue_synonym where target_tissue = t.id order by position) as synonyms,
              (select coalesce(json_agg(k order by k.position), '[]') from target_tissue_code k where k.target_tissue = t.id) as codes
            from target_tissue t
            """;
        const string codeSystems = "select id, name, uri, aliases, licence from code_system";
        const string studyDesigns = "select id, name, rank, kind, definition from study_design";
        const string gradingSystems = """
            select g.id, g.name, g.organization, g.kind, g.description, g.source_url,
              (select coalesce(json_agg(l order by l.rank), '[]') from evidence_level l where l.grading_system = g.id) as levels
            from grading_system g
            """;
        const string studies = """
            select s.*,
              array(select condition from study_condition where study = s.id order by position) as conditions,
              array(select coalesce(comparator, modality) from study_comparator where study = s.id order by position) as comparators,
              (select coalesce(json_agg(f order by f.position), '[]') from finding f where f.study = s.id) as findings
            from study s
            """;
        const string gradings = """
            select g.*, s.verification as source_verification
            from grading g left join study s on s.id = g.source_study
            """;
        const string claims = """
            select c.*, to_json(d) as source_document
            from claim c join source_document d on d.id = c.source
            """;

        return new(
            await ReadAsync<ConditionRow>(conditions),
            await ReadAsync<ModalityRow>(modalities),
            await ReadAsync<TargetTissueRow>(targetTissues),
            await ReadAsync<CodeSystem>(codeSystems),
            await ReadAsync<StudyDesign>(studyDesigns),
            await ReadAsync<OutcomeMeasure>("select * from outcome_measure"),
            await ReadAsync<Reference>("select id, name from comparator"),
            await ReadAsync<GradingSystem>(gradingSystems),
            await ReadAsync<StudyRow>(studies),
            await ReadAsync<GradingRow>(gradings),
            await ReadAsync<RecommendationRow>("select * from recommendation"),
            await ReadAsync<SafetyFactRow>("select * from safety_fact"),
            await ReadAsync<ClaimRow>(claims));

        // Rows come as JSON, so that arrays and children need no mapping and a column without its property is an error.
        async Task<IReadOnlyList<T>> ReadAsync<T>(string sql)
        {
            var rows = await connection.QueryAsync<string>(new CommandDefinition($"select to_json(r) from ({sql}) r order by r.id collate \"C\"", cancellationToken: cancel));
            return [.. rows.Select(row => JsonSerializer.Deserialize<T>(row, Json.Rows)!)];
        }
    }
}

internal sealed record ConditionRow(
    string Id, string Name, string BodyRegion, string? Parent, bool IsGrouping, IReadOnlyList<string> Synonyms, IReadOnlyList<ConditionCode> Codes);

internal sealed record ModalityRow(
    string Id, string Name, string? Abbreviation, string? Parent, bool IsGrouping, IReadOnlyList<string> Synonyms, IReadOnlyList<Code> Codes);

internal sealed record TargetTissueRow(string Id, string Name, IReadOnlyList<string> Synonyms, IReadOnlyList<Code> Codes);

internal sealed record StudyRow(
    string Id, string Title, IReadOnlyList<string> Authors, int Year, string? Journal, string? Volume, string? Issue, string? Pages,
    string? Pmid, string? Pmcid, string? Doi, string? Registration, string Design, string? Blinding, string? Country,
    IReadOnlyList<string> Conditions, string Population, string? Modality, string? Preparation, IReadOnlyList<string> Comparators,
    string TargetTissue, string Route, string Guidance, int? Participants, int? IncludedStudies, decimal? FollowUpMonths,
    Direction Direction, string? AdverseEvents, int? SeriousAdverseEvents, string Summary, string? Limitations, string? Funding,
    string OcebmLevel, Standing Standing, DateOnly? StandingCheckedOn, string? StandingNoticeUrl, string? StandingNote,
    Verification Verification, string VerifiedUrl, string VerifiedBasis, string? VerifiedReadOn, string? VerifiedNote, string? ResultReadOn,
    IReadOnlyList<string> Unverified, IReadOnlyList<string> Inferred, IReadOnlyList<string> IncompleteReason, string? CurationNote,
    string? SameTrialAs, DateOnly ReviewedOn, IReadOnlyList<FindingRow> Findings);

internal sealed record FindingRow(
    int Position, string Measure, string Name, decimal? TimepointMonths, string? InterventionText, string? ComparatorName,
    string? ComparatorText, string? EffectMeasure, decimal? Estimate, decimal? CiLow, decimal? CiHigh, decimal? CiLevel, string? PText,
    bool? HigherIsBetter, bool IsPrimary, Direction Direction);

internal sealed record GradingRow(
    string Id, string? Condition, string Modality, string TargetTissue, string Route, string GradingSystem, string LevelAsWritten,
    string? LevelSystem, string? Level, Direction Direction, string Statement, string? Population, string? SourceStudy, string SourceUrl,
    int? Year, int? BasisStudies, int? BasisParticipants, string? Basis, string? GradingNote, string? ReadOn, DateOnly ReviewedOn,
    Verification? SourceVerification);

internal sealed record RecommendationRow(
    string Id, string Organization, string? OrganizationType, int? Year, string Kind, string? Condition, string? Modality, string Position,
    string? Strength, string Statement, string Title, string? Doi, string SourceUrl, string Jurisdiction, string? SourceNote,
    string? ReportedBy, string? ReadOn, string? GradingNote, IReadOnlyList<string> Unverified, DateOnly ReviewedOn);

internal sealed record SafetyFactRow(
    string Id, string? Modality, string? Condition, string Kind, string Name, string Statement, string? Rate, string? SourceStudy,
    string SourceUrl, string? SourceNote, string? ReportedBy, string? ReadOn, string? Note, DateOnly ReviewedOn);

internal sealed record ClaimRow(
    string Id, int Position, string? Modality, string? Condition, string? TargetTissue, string Kind, string Statement, bool IsUncited,
    Direction? Direction, JsonElement Details, DateOnly ReviewedOn, SourceDocument SourceDocument);
