using System.Globalization;
using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Tables;

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

    /// <summary>Where the order of the list is not that of years.</summary>
    public int? SortYear { get; init; }

    /// <summary>The record as a row of its table.</summary>
    public required string?[] Cells { get; init; }

    internal static readonly string[] ContentColumns =
    [
        "sort_year", "sort_text", "conditions", "modalities", "target_tissue", "design", "measure", "comparators", "direction", "standing",
        "verification", "year", "participants", "category", "position", "jurisdiction", "source", "grading_system", "levels", "is_marked", "cells", "brief", "body",
    ];

    internal object?[] Columns() =>
    [
        Kind, Id, SortYear ?? Year ?? 0, SortText, Conditions, Modalities, TargetTissue, Design, Measure, Comparators, Direction, Standing, Verification, Year,
        Participants, Category, Position, Jurisdiction, Source, GradingSystem, Levels, IsMarked, Cells, Brief, Body,
    ];
}

/// <summary>Composes the tables behind the evidence items.</summary>
internal static class RecordCompiler
{
    internal static IEnumerable<CompiledRecord> Compile(Content content, IReadOnlyList<CompiledStudy> studies, TableNames names) =>
    [
        .. studies.Zip(content.Studies, (study, row) => Study(study, row, names)), .. content.Studies.SelectMany(row => Findings(row, names)),
        .. content.Gradings.Select(row => Grading(row, names)), .. content.Recommendations.Select(Recommendation), .. content.SafetyFacts.Select(SafetyFact), .. content.Claims.Select(Claim),
        .. content.Claims.GroupBy(claim => claim.SourceDocument.Id).Select(Source),
    ];

    private static CompiledRecord Study(CompiledStudy compiled, StudyRow row, TableNames names)
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
            Cells = StudyTable.Columns.Of(new(row, names)),
        };
    }

    internal static FindingStudy FindingStudy(StudyRow study) => new(
        study.Id, study.Title, study.Year, study.Design, study.Participants, study.Standing, study.Verification, study.SameTrialAs, study.Url());

    private static IEnumerable<CompiledRecord> Findings(StudyRow study, TableNames names) => study.Findings.Select(row =>
    {
        var finding = StudyCompiler.View(study.Id, row);
        var body = Json.Bytes(new FindingRecord(finding.Id, FindingStudy(study), study.Conditions, study.Modality, study.TargetTissue, finding));
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
            Cells = FindingTable.Columns.Of(new(study, finding, names)),
        };
    });

    private static CompiledRecord Grading(GradingRow row, TableNames names)
    {
        var view = row.View(null);
        var body = Json.Bytes(view);
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
            Cells = GradingTable.Columns.Of(new(row, view, names)),
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
            Cells = RecommendationTable.Columns.Of(row),
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
            Cells = SafetyFactTable.Columns.Of(row),
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
            Cells = ClaimTable.Columns.Of(row),
        };
    }

    private static CompiledRecord Source(IGrouping<string, ClaimRow> claims)
    {
        var document = claims.First().SourceDocument;
        var view = new SourceView(document.Id, document.Document, document.Title, document.Publisher, document.Kind, claims.Count());
        var body = Json.Bytes(view);
        return new(ClaimEndpoints.Source, document.Id, null, document.Id, body, body)
        {
            Conditions = [.. claims.Select(claim => claim.Condition).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Modalities = [.. claims.Select(claim => claim.Modality).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Category = document.Kind,
            Cells = SourceTable.Columns.Of(view),
        };
    }

    private static string[]? AboutAll(string? id) => id is null ? null : [id];
}
