using System.Globalization;
using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Tables;

namespace EvidenceApi.Publishing;

/// <summary>Composes the tables behind the evidence items.</summary>
internal static class RecordCompiler
{
    /// <summary>Records of the compiled conditions. What is inherited from broader ones is theirs.</summary>
    internal static IEnumerable<CompiledRecord> Compile(Content content, IEnumerable<CompiledStudy> studies, TableNames names) =>
    [
        .. studies.SelectMany(study => Findings(study.Row, names).Prepend(Study(study, names))),
        .. content.Gradings.Select(row => Grading(row, names)),
        .. content.Recommendations.Where(row => row.Condition is { } id && content.Compiled.Contains(id)).Select(Recommendation),
        .. content.SafetyFacts.Where(row => row.Condition is { } id && content.Compiled.Contains(id)).Select(SafetyFact),
        .. content.Claims.Select(Claim),
    ];

    /// <summary>Records of no condition, and the source documents with all their claims.</summary>
    internal static IEnumerable<CompiledRecord> Compile(SharedContent content, TableNames names) =>
    [
        .. content.Gradings.Select(row => Grading(row, names)),
        .. content.Recommendations.Where(row => row.Condition is null).Select(Recommendation),
        .. content.SafetyFacts.Where(row => row.Condition is null).Select(SafetyFact),
        .. content.Claims.Where(row => row.Condition is null).Select(Claim),
        .. content.Claims.GroupBy(claim => claim.SourceDocument.Id).Select(Source),
    ];

    private static CompiledRecord Study(CompiledStudy compiled, TableNames names)
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
            Cells = StudyTable.Columns.Of(new(compiled.Row, names)),
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
