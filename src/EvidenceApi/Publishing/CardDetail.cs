using System.Globalization;
using System.Text;
using EvidenceApi.Evidence;

namespace EvidenceApi.Publishing;

/// <summary>
/// The detail of a card in GitHub-flavoured Markdown: every item in a table, then what speaks against, guideline positions and harms. Each
/// part is bounded by itself, so that none is crowded out by another; what is left out is counted.
/// </summary>
internal static class CardDetail
{
    private const int MostRows = 20;
    private const int MostStudies = 4;
    private const int MostGradings = 2;
    private const int MostPositions = 4;
    private const int MostHarms = 6;
    private const int LongestTitle = 90;

    internal static string Of(IReadOnlyList<EvidenceItem> items)
    {
        var text = new StringBuilder();
        Table(text, items);
        Against(text, items);
        Positions(text, items);
        Harms(text, items);
        return text.Append("Information about published studies, not advice for a patient.").ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<EvidenceItem> items)
    {
        text.Append("| Modality | Target tissue | Level of evidence | Certainty (GRADE) | Studies together | For / no difference / against / mixed or unclear / uncontrolled | Participants |\n");
        text.Append("|---|---|---|---|---|---|---|\n");
        foreach (var item in items.Take(MostRows)) text.Append(Row(item));
        if (items.Count > MostRows) text.Append(CultureInfo.InvariantCulture, $"\nand {items.Count - MostRows} more in the evidence table.\n");
        var abbreviations = items.Take(MostRows).Select(item => item.Modality).Where(modality => modality.Abbreviation is not null).DistinctBy(modality => modality.Id);
        text.Append(CultureInfo.InvariantCulture, $"\n{string.Join("; ", abbreviations.Select(modality => Plain($"{modality.Abbreviation}: {modality.Name}")).Append("derived: by rule from the study designs"))}\n\n");
    }

    internal static string Row(EvidenceItem item)
    {
        var found = item.Directions;
        string[] cells =
        [
            CardSummary.Short(item.Modality), item.TargetTissue.Name, CardSummary.Level(item.EvidenceLevel), item.Certainty?.AsWritten ?? "not rated", CardSummary.Agreement(item),
            string.Create(CultureInfo.InvariantCulture, $"{found.FavoursIntervention} / {found.NoDifference} / {found.FavoursComparator} / {found.Mixed + found.Unclear} / {found.UncontrolledImprovement + found.UncontrolledNoImprovement}"),
            item.ParticipantCount.ToString(CultureInfo.InvariantCulture),
        ];
        return $"| {string.Join(" | ", cells.Select(Plain))} |\n";
    }

    private static void Against(StringBuilder text, IReadOnlyList<EvidenceItem> items)
    {
        var studies = items
            .SelectMany(item => item.Studies!, (item, study) => (Item: item, Study: study))
            .Where(entry => entry.Study is { Standing: Standing.Current or Standing.Corrected } && SpeaksAgainst(entry.Study.Direction))
            // One that counts in any item is a counted one.
            .OrderBy(entry => entry.Study.NotCounted is not null)
            .DistinctBy(entry => entry.Study.Id)
            .ToLookup(entry => entry.Study.NotCounted is null);
        var counted = studies[true]
            .OrderBy(entry => entry.Study.Direction == Direction.Mixed).ThenBy(entry => entry.Study.OcebmLevel)
            .ThenByDescending(entry => entry.Study.Participants ?? 0).ThenBy(entry => entry.Study.Id, StringComparer.Ordinal).ToList();
        var gradings = items
            .SelectMany(item => item.Gradings!, (item, grading) => (Item: item, Grading: grading))
            .Where(entry => SpeaksAgainst(entry.Grading.Direction))
            .DistinctBy(entry => entry.Grading.Id).ToList();

        text.Append("**What speaks against**\n\n");
        foreach (var (item, study) in counted.Take(MostStudies))
        {
            var participants = study.Participants is { } number ? string.Create(CultureInfo.InvariantCulture, $", {number} participants") : "";
            text.Append(CultureInfo.InvariantCulture, $"- {Words(study.Direction)}: [{Plain(CardSummary.Cut(study.Title, LongestTitle))}](<{study.Url}>), {study.Year}{participants} ({Plain(CardSummary.Subject(item))})\n");
        }
        More(text, counted.Count - MostStudies, "counted study that found no difference, a mixed result or worse", "counted studies that found no difference, mixed results or worse");
        foreach (var (item, grading) in gradings.Take(MostGradings))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Words(grading.Direction)}: grading {Plain(CardSummary.Cut(grading.LevelAsWritten, LongestTitle))} by {grading.System}{(grading.Year is { } year ? string.Create(CultureInfo.InvariantCulture, $", {year}") : "")} ({Plain(CardSummary.Subject(item))})\n");
        }
        More(text, gradings.Count - MostGradings, "such grading", "such gradings");
        if (counted.Count + gradings.Count == 0) text.Append("- None is recorded: no counted study and no grading found no difference or worse. That does not show an effect.\n");
        if (items.All(item => item.Directions is { FavoursIntervention: 0, NoDifference: 0, FavoursComparator: 0, Mixed: 0 })) text.Append("- No counted study with a control group gives a clear result.\n");
        More(text, studies[false].Count(), "study of that kind on record that is not counted (incomplete record, second report or preprint)", "studies of that kind on record that are not counted (incomplete records, second reports or preprints)");
        text.Append('\n');
    }

    private static void Positions(StringBuilder text, IReadOnlyList<EvidenceItem> items)
    {
        var all = items.SelectMany(item => item.Recommendations!).DistinctBy(row => row.Id).ToLookup(row => row.Kind == "regulator");
        text.Append("**Guideline positions**\n\n");
        if (!all[false].Any()) text.Append("- None is on record.\n");
        foreach (var position in all[false].GroupBy(row => row.Position).OrderBy(group => group.Key switch { "against" => 0, "for" => 1, _ => 2 }).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            var rows = position.OrderBy(row => row.Condition is null).ThenByDescending(row => row.Year ?? 0).ThenBy(row => row.Id, StringComparer.Ordinal).ToList();
            var named = rows.Take(MostPositions).Select(row => $"{Plain(CardSummary.Cut(row.Organization, LongestTitle))}{(row.Year is { } year ? string.Create(CultureInfo.InvariantCulture, $" {year}") : ", year not read")}{About(items, row.Modality)}");
            text.Append(CultureInfo.InvariantCulture, $"- {position.Key} ({rows.Count}): {string.Join("; ", named)}{(rows.Count > MostPositions ? string.Create(CultureInfo.InvariantCulture, $"; and {rows.Count - MostPositions} more") : "")}\n");
        }
        if (all[true].Any()) text.Append(CultureInfo.InvariantCulture, $"- Regulators, on legal status: {string.Join(", ", all[true].CountBy(row => row.Position).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value}")))}\n");
        text.Append('\n');
    }

    private static void Harms(StringBuilder text, IReadOnlyList<EvidenceItem> items)
    {
        var all = items.SelectMany(item => item.Safety!).DistinctBy(row => row.Id).ToLookup(row => row.Kind is "adverse-effect" or "rate");
        var harms = all[true].OrderBy(row => row.Condition is null).ThenBy(row => row.Rate is null).ThenBy(row => row.Rate?.StartsWith("0/", StringComparison.Ordinal)).ThenBy(row => row.Id, StringComparer.Ordinal).ToList();
        text.Append("**Harms**\n\n");
        if (harms.Count == 0) text.Append("- None is recorded, which does not mean that there is none.\n");
        foreach (var row in harms.Take(MostHarms)) text.Append(CultureInfo.InvariantCulture, $"- {Plain(row.Name)}: {(row.Rate is { } rate ? Plain(rate) : "no rate read")}{About(items, row.Modality)}\n");
        More(text, harms.Count - MostHarms, "harm or rate", "harms or rates");
        var warnings = all[false].CountBy(row => row.Kind).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}{(entry.Value == 1 ? "" : "s")}")).ToList();
        if (warnings.Count > 0) text.Append(CultureInfo.InvariantCulture, $"- Also on record: {string.Join(" and ", warnings)}\n");
        text.Append('\n');
    }

    private static bool SpeaksAgainst(Direction direction) =>
        direction is Direction.NoDifference or Direction.FavoursComparator or Direction.UncontrolledNoImprovement or Direction.Mixed;

    private static string Words(Direction direction) => direction switch
    {
        Direction.NoDifference => "No difference",
        Direction.FavoursComparator => "Favours the comparator",
        Direction.UncontrolledNoImprovement => "No improvement, no control group",
        _ => "Mixed",
    };

    private static string About(IReadOnlyList<EvidenceItem> items, string? modality) =>
        modality is null ? "" : $" ({Plain(items.FirstOrDefault(item => item.Modality.Id == modality) is { } item ? CardSummary.Short(item.Modality) : modality)})";

    private static void More(StringBuilder text, int count, string one, string many)
    {
        if (count > 0) text.Append(CultureInfo.InvariantCulture, $"- and {count} more {(count == 1 ? one : many)}\n");
    }

    /// <summary>Text of a source that Markdown takes as it is.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is '\\' or '|' or '*' or '_' or '`' or '<' or '>' or '[' or ']' or '~' or '#') plain.Append('\\');
            plain.Append(character is '\n' or '\r' ? ' ' : character);
        }
        return plain.ToString();
    }
}
