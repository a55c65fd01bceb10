using System.Text.Json.Nodes;
using EvidenceApi.Releases;

namespace EvidenceApi.Publishing;

/// <summary>A change of an evidence item as a sentence: what moved, and which studies moved it.</summary>
internal static class ChangeSentence
{
    internal static string Of(ChangeKind kind, IReadOnlyList<FieldChange> fields, IReadOnlyList<ListChange> lists)
    {
        var moved = fields.Select(Moved).OfType<string>().ToList();
        var causes = lists.SelectMany(Causes).ToList();
        var lead = kind switch { ChangeKind.Added => "New item", ChangeKind.Removed => "No longer an item", _ when moved.Count > 0 => string.Join(", ", moved), _ => "Records changed" };
        return causes.Count > 0 ? $"{lead}: {string.Join("; ", causes)}." : $"{lead}.";
    }

    private static string? Moved(FieldChange change) => change.Field switch
    {
        // The studies that hold a level, or its source, may change without it.
        "evidenceLevel" when Level(change.From) == Level(change.To) => null,
        "evidenceLevel" => $"level {Level(change.From)} → {Level(change.To)}",
        "certainty" => $"certainty {change.From?["asWritten"]?.ToString() ?? "none"} → {change.To?["asWritten"]?.ToString() ?? "none"}",
        "direction" or "agreement" => $"{change.Field} {change.From?.ToString() ?? "none"} → {change.To?.ToString() ?? "none"}",
        "studyCount" => $"counted studies {change.From} → {change.To}",
        _ => null,
    };

    private static string Level(JsonNode? level) => level is null ? "none" : $"{level["level"]} ({level["system"]})";

    private static IEnumerable<string> Causes(ListChange change)
    {
        if (change.Added.Count > 0) yield return $"{change.List} added: {string.Join(", ", change.Added)}";
        if (change.Removed.Count > 0) yield return $"{change.List} removed: {string.Join(", ", change.Removed)}";
        foreach (var record in change.Changed)
        {
            var standing = record.Fields.FirstOrDefault(field => field.Field == "standing");
            yield return standing is null
                ? $"{record.Id} corrected ({string.Join(", ", record.Fields.Select(field => field.Field))})"
                : $"{record.Id} {standing.From} → {standing.To}";
        }
    }
}
