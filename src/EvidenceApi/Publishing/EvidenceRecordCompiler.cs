using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;

namespace EvidenceApi.Publishing;

/// <summary>Composes the evidence table and the findings table of every evidence item.</summary>
internal static class EvidenceRecordCompiler
{
    internal static IEnumerable<CompiledRecord> Compile(Content content, IReadOnlyList<CompiledEvidence> evidence, TableNames names)
    {
        var study = content.Studies.ToDictionary(row => row.Id);
        var modality = content.Vocabularies.Modalities.ToDictionary(row => row.Id, row => new ModalityReference(row.Id, row.Name, row.Abbreviation));
        return evidence.SelectMany(compiled => compiled.Item.Studies!.SelectMany((summary, index) =>
        {
            var row = study[summary.Id];
            return Findings(compiled.Item.Id, index + 1, summary, row, names).Prepend(Study(compiled.Item.Id, index + 1, summary, row, modality[row.Modality!], names));
        }));
    }

    private static CompiledRecord Study(string evidence, int position, StudySummary summary, StudyRow row, ModalityReference intervention, TableNames names)
    {
        var study = new EvidenceStudy(
            row.Id, summary.NotCounted is null, summary.NotCounted, summary.Via, row.Authors, row.Year, row.Title, row.Journal, row.Doi, row.Url(), row.Registration,
            row.Design, row.Level(), row.Blinding, row.Country, row.Population, intervention, row.Preparation, row.Route, row.Guidance, row.Comparators,
            row.Participants, row.FollowUpMonths, [.. row.Findings.Select(finding => Outcome(finding, names))], row.Direction, row.Summary, row.AdverseEvents,
            row.SeriousAdverseEvents, row.Limitations, row.Funding, row.Verification, row.Standing, row.Unverified, row.SameTrialAs);
        var body = Json.Bytes(study);
        return Record(EvidenceRecordEndpoints.Study, evidence, row, $"{evidence}/{row.Id}", Place(evidence, position), body, study.Counted, row.Direction, EvidenceStudyTable.Columns.Of(new(position, study))) with
        {
            Participants = row.Participants,
        };
    }

    private static IEnumerable<CompiledRecord> Findings(string evidence, int position, StudySummary summary, StudyRow row, TableNames names) => row.Findings.Select(each =>
    {
        var finding = StudyCompiler.View(row.Id, each);
        var item = new EvidenceFinding(
            finding.Id, summary.NotCounted is null, summary.NotCounted, summary.Via, RecordCompiler.FindingStudy(row), finding);
        var place = string.Create(CultureInfo.InvariantCulture, $"{Place(evidence, position)}.{each.Position:0000}");
        return Record(EvidenceRecordEndpoints.Finding, evidence, row, $"{evidence}/{finding.Id}", place, Json.Bytes(item), item.Counted, each.Direction,
            EvidenceFindingTable.Columns.Of(new(item, new(row, finding, names)))) with
        {
            Measure = each.Measure,
        };
    });

    private static CompiledRecord Record(
        string kind, string evidence, StudyRow row, string id, string place, byte[] body, bool counted, Direction direction, string?[] cells) =>
        new(kind, id, row.Year, place, body, body)
        {
            // The place in the item orders the list, not the year.
            SortYear = 0,
            Design = row.Design,
            TargetTissue = row.TargetTissue,
            Direction = Json.Name(direction),
            Standing = Json.Name(row.Standing),
            Verification = Json.Name(row.Verification),
            Source = evidence,
            IsMarked = counted,
            Cells = cells,
        };

    private static string Place(string evidence, int position) => string.Create(CultureInfo.InvariantCulture, $"{evidence}/{position:0000}");

    private static string Outcome(FindingRow finding, TableNames names)
    {
        var time = finding.TimepointMonths is { } months ? string.Create(CultureInfo.InvariantCulture, $" at {months} {(months == 1 ? "month" : "months")}") : "";
        return $"{names.Measure(finding.Measure)}{time}{(finding.IsPrimary ? " (primary)" : "")}: {Json.Name(finding.Direction)}";
    }
}
