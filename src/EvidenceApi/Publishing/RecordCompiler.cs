using System.Globalization;
using EvidenceApi.Http;
using EvidenceApi.Records;

namespace EvidenceApi.Publishing;

/// <summary>A row of record_document: how a record is found, and how it is shown.</summary>
internal sealed record CompiledRecord(string Kind, string Id, int? Year, string SortText, byte[] Brief, byte[] Body)
{
    public string[]? Conditions { get; init; }
    public string[]? Modalities { get; init; }
    public string? TargetTissue { get; init; }
    public string? Design { get; init; }
    public string? Measure { get; init; }
    public string[] Comparators { get; init; } = [];
    public string? Direction { get; init; }
    public string? Standing { get; init; }
    public string? Verification { get; init; }
    public int? Participants { get; init; }
    public string? Category { get; init; }
    public string? Position { get; init; }
    public string? Jurisdiction { get; init; }
    public string? Source { get; init; }
    public string? GradingSystem { get; init; }
    public string[] Levels { get; init; } = [];
    public bool IsMarked { get; init; }

    internal static readonly string[] ContentColumns =
    [
        "sort_year", "sort_text", "conditions", "modalities", "target_tissue", "design", "measure", "comparators", "direction", "standing",
        "verification", "year", "participants", "category", "position", "jurisdiction", "source", "grading_system", "levels", "is_marked", "brief", "body",
    ];

    internal object?[] Columns() =>
    [
        Kind, Id, Year ?? 0, SortText, Conditions, Modalities, TargetTissue, Design, Measure, Comparators, Direction, Standing, Verification, Year,
        Participants, Category, Position, Jurisdiction, Source, GradingSystem, Levels, IsMarked, Brief, Body,
    ];
}

/// <summary>Composes the tables behind the evidence items.</summary>
internal static class RecordCompiler
{
    internal static IEnumerable<CompiledRecord> Compile(Content content, IReadOnlyList<CompiledStudy> studies) =>
    [
        .. studies.Select(Study), .. content.Studies.SelectMany(Findings), .. content.Gradings.Select(Grading),
        .. content.Recommendations.Select(Recommendation), .. content.SafetyFacts.Select(SafetyFact), .. content.Claims.Select(Claim),
        .. content.Claims.GroupBy(claim => claim.SourceDocument.Id).Select(Source),
    ];

    private static CompiledRecord Study(CompiledStudy compiled)
    {
        var study = compiled.Brief;
        return new(Studies.StudyEndpoints.Kind, study.Id, study.Year, study.Id, Json.Bytes(study), Json.Bytes(compiled.Study))
        {
            Conditions = [.. study.Conditions.Select(condition => condition.Id)],
            Modalities = AboutAll(study.Modality?.Id),
            TargetTissue = study.TargetTissue.Id,
            Design = study.Design,
            Comparators = [.. study.Comparators],
            Direction = Json.Name(study.Direction),
            Standing = Json.Name(study.Standing),
            Verification = Json.Name(study.Verification),
            Participants = study.Participants,
        };
    }

    private static IEnumerable<CompiledRecord> Findings(StudyRow study) => study.Findings.Select(row =>
    {
        var finding = StudyCompiler.View(study.Id, row);
        var body = Json.Bytes(new FindingRecord(
            finding.Id,
            new(study.Id, study.Title, study.Year, study.Design, study.Participants, study.Standing, study.Verification, study.SameTrialAs, study.Url()),
            study.Conditions, study.Modality, study.TargetTissue, finding));
        // Padded, so that the tenth outcome does not come before the second.
        return new CompiledRecord(FindingEndpoints.Kind, finding.Id, study.Year, string.Create(CultureInfo.InvariantCulture, $"{study.Id}.{row.Position:0000}"), body, body)
        {
            Conditions = [.. study.Conditions],
            Modalities = AboutAll(study.Modality),
            TargetTissue = study.TargetTissue,
            Design = study.Design,
            Measure = row.Measure,
            Comparators = [.. row.ComparatorName is null ? study.Comparators : study.Comparators.Append(row.ComparatorName).Distinct()],
            Direction = Json.Name(row.Direction),
            Standing = Json.Name(study.Standing),
            Verification = Json.Name(study.Verification),
            Source = study.Id,
            IsMarked = row.IsPrimary,
        };
    });

    private static CompiledRecord Grading(GradingRow row)
    {
        var body = Json.Bytes(row.View(null));
        return new(GradingEndpoints.Kind, row.Id, row.Year, row.Id, body, body)
        {
            // A verdict on several conditions together is about none of them by itself.
            Conditions = row.Condition is null ? [] : [row.Condition],
            Modalities = [row.Modality],
            TargetTissue = row.TargetTissue,
            Direction = Json.Name(row.Direction),
            Source = row.SourceStudy,
            GradingSystem = row.GradingSystem,
            Levels = row.Level is null ? [] : [row.Level],
        };
    }

    private static CompiledRecord Recommendation(RecommendationRow row)
    {
        var body = Json.Bytes(row.View(null));
        return new(RecommendationEndpoints.Kind, row.Id, row.Year, row.Id, body, body)
        {
            Conditions = AboutAll(row.Condition),
            Modalities = AboutAll(row.Modality),
            Category = row.Kind,
            Position = row.Position,
            Jurisdiction = row.Jurisdiction,
        };
    }

    private static CompiledRecord SafetyFact(SafetyFactRow row)
    {
        var body = Json.Bytes(row.View(null));
        return new(SafetyEndpoints.Kind, row.Id, null, row.Id, body, body)
        {
            Conditions = AboutAll(row.Condition),
            Modalities = AboutAll(row.Modality),
            Category = row.Kind,
            Source = row.SourceStudy,
        };
    }

    private static CompiledRecord Claim(ClaimRow row)
    {
        var body = Json.Bytes(row.View(null));
        return new(ClaimEndpoints.Claim, row.Id, null, string.Create(CultureInfo.InvariantCulture, $"{row.SourceDocument.Id}.{row.Position:0000}"), body, body)
        {
            Conditions = row.Condition is null ? [] : [row.Condition],
            Modalities = AboutAll(row.Modality),
            TargetTissue = row.TargetTissue,
            Direction = row.Direction is { } direction ? Json.Name(direction) : null,
            Category = row.Kind,
            Source = row.SourceDocument.Id,
            IsMarked = row.IsUncited,
        };
    }

    private static CompiledRecord Source(IGrouping<string, ClaimRow> claims)
    {
        var document = claims.First().SourceDocument;
        var body = Json.Bytes(new SourceView(document.Id, document.Document, document.Title, document.Publisher, document.Kind, claims.Count()));
        return new(ClaimEndpoints.Source, document.Id, null, document.Id, body, body)
        {
            Conditions = [.. claims.Select(claim => claim.Condition).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Modalities = [.. claims.Select(claim => claim.Modality).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Category = document.Kind,
        };
    }

    private static string[]? AboutAll(string? id) => id is null ? null : [id];
}
