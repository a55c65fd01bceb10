using System.Text;
using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Fhir;

/// <summary>What a person reads of an evidence item: always with what speaks against, and with harms and positions.</summary>
internal static class EvidenceText
{
    internal static IReadOnlyList<(Direction Direction, int Count, string Words)> Directions(DirectionCounts counts) =>
    [
        (Direction.FavoursIntervention, counts.FavoursIntervention, "favour the intervention"),
        (Direction.NoDifference, counts.NoDifference, "found no difference"),
        (Direction.FavoursComparator, counts.FavoursComparator, "favour the comparator"),
        (Direction.Mixed, counts.Mixed, "are mixed"),
        (Direction.UncontrolledImprovement, counts.UncontrolledImprovement, "improved without a control group"),
        (Direction.UncontrolledNoImprovement, counts.UncontrolledNoImprovement, "did not improve, without a control group"),
        (Direction.Unclear, counts.Unclear, "are unclear"),
    ];

    internal static IEnumerable<string?> Notes(EvidenceItem item)
    {
        yield return $"Counted studies: {DirectionsOf(item)}.";
        if (NotCountedOf(item.NotCounted) is { Length: > 0 } rest) yield return $"Shown but not counted: {rest}.";
        yield return $"Against: {Against(item)}";
        if (item.Recommendations is { Count: > 0 } positions)
        {
            yield return $"Positions of guideline bodies, regulators and payers, facts about those bodies: {string.Join(" ", positions.Select(row => $"{row.Organization}{(row.Year is { } year ? $" ({year})" : "")}, {row.Position}: {row.Statement}"))}";
        }
        if (item.Safety is { Count: > 0 } safety) yield return $"Harms and precautions on record: {string.Join(" ", safety.Select(row => row.Statement))}";
        if (item.Claims is { Count: > 0 } claims)
        {
            yield return $"Claims of source documents that are no research, not counted: {string.Join(" ", claims.Select(row => $"{row.Source.Publisher}: {row.Statement}"))}";
        }
    }

    internal static string Narrative(EvidenceItem item, string title)
    {
        var text = new StringBuilder();
        Paragraph($"<b>{FhirWriter.Html(title)}</b>");
        Paragraph(FhirWriter.Html(item.Summary));
        text.Append("<ul>");
        Point(item.EvidenceLevel is { } level ? $"Level of evidence {level.Level} ({level.System}, {Json.Name(level.Basis)}{(level.Year is { } year ? $" {year}" : "")})" : "Level of evidence: none");
        Point(item.Certainty is { } certainty ? $"GRADE certainty: {certainty.AsWritten}" : "GRADE certainty: no source rated it");
        Point($"Direction: {Words(Json.Name(item.Direction))}; agreement: {(item.Agreement is { } agreement ? Words(Json.Name(agreement)) : "none")}");
        Point($"Counted studies: {DirectionsOf(item)}");
        if (NotCountedOf(item.NotCounted) is { Length: > 0 } rest) Point($"Shown but not counted: {rest}");
        text.Append("</ul>");
        Paragraph(FhirWriter.Html($"Against: {Against(item)}"));
        Paragraph(FhirWriter.Html($"Last reviewed {item.LastReviewed:yyyy-MM-dd}. Information for clinicians, not advice."));
        return text.ToString();

        void Paragraph(string html) => text.Append("<p>").Append(html).Append("</p>");
        void Point(string words) => text.Append("<li>").Append(FhirWriter.Html(words)).Append("</li>");
    }

    private static string DirectionsOf(EvidenceItem item) =>
        item.StudyCount == 0 ? "none" : string.Join(", ", Directions(item.Directions).Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.Words}"));

    private static string NotCountedOf(NotCountedCounts counts)
    {
        (int Count, string Words)[] reasons =
        [
            (counts.Incomplete, "incomplete"), (counts.SecondReport, "second report of a trial"), (counts.Retracted, "retracted"), (counts.Superseded, "superseded"),
            (counts.Preprint, "preprint"), (counts.Protocol, "protocol"), (counts.WithinModality, "comparison within the modality"),
        ];
        return string.Join(", ", reasons.Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.Words}"));
    }

    private static string Against(EvidenceItem item)
    {
        var against = (item.Studies ?? []).Where(study => study is
        {
            NotCounted: null,
            Direction: Direction.NoDifference or Direction.FavoursComparator or Direction.Mixed or Direction.UncontrolledNoImprovement,
        }).ToList();
        if (against.Count == 0) return item.StudyCount == 0 ? "no study is counted, neither for nor against." : "no counted study found no difference, favours the comparator or is mixed.";
        return string.Join(" ", against.Select(study => $"{study.Title} ({study.Year}), {Words(Json.Name(study.Direction))}: {study.Summary}"));
    }

    private static string Words(string code) => code.Replace('-', ' ');
}
