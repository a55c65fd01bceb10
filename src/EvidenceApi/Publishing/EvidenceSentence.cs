using EvidenceApi.Evidence;

namespace EvidenceApi.Publishing;

/// <summary>The figures of an evidence item as a sentence. States what was found, never what to do.</summary>
internal static class EvidenceSentence
{
    internal static string Of(EvidenceItem item, IReadOnlyDictionary<string, string> systemName)
    {
        var parts = new List<string> { Studies(item) };
        if (item.StudyCount > 0) parts.Add(Findings(item.Directions));
        if (item.EvidenceLevel is { } level)
        {
            parts.Add(level.Basis == LevelBasis.Published
                ? $"Level of evidence {level.Level} by {systemName[level.System]} ({level.Year})."
                : $"Level of evidence {level.Level} by {systemName[level.System]}, derived from the designs.");
        }
        if (item.Certainty is { } certainty) parts.Add($"GRADE certainty: {certainty.AsWritten} ({certainty.Year}).");
        if (item.Agreement == Agreement.Conflicting) parts.Add("The studies conflict.");
        return string.Join(" ", parts);
    }

    private static string Studies(EvidenceItem item)
    {
        var shown = item.Studies?.Count ?? 0;
        var notCounted = shown - item.StudyCount;
        if (item.Agreement == Agreement.ClaimsOnly) return "No study on record, only what source documents claim.";
        if (shown == 0) return "Published gradings, but no study on record.";
        if (item.StudyCount == 0) return $"{Plural(shown, "study", "studies")} on record, none counted.";
        var participants = item.ParticipantCount > 0 ? $" with {Plural(item.ParticipantCount, "participant", "participants")}" : "";
        var rest = notCounted > 0 ? $" ({notCounted} more shown but not counted)" : "";
        return $"{Plural(item.StudyCount, "study", "studies")} counted{participants}{rest}.";
    }

    private static string Findings(DirectionCounts directions)
    {
        (int Count, string One, string Many)[] found =
        [
            (directions.FavoursIntervention, "favours the intervention", "favour the intervention"),
            (directions.NoDifference, "found no difference", "found no difference"),
            (directions.FavoursComparator, "favours the comparator", "favour the comparator"),
            (directions.Mixed, "is mixed", "are mixed"),
            (directions.UncontrolledImprovement, "improved without a control group", "improved without a control group"),
            (directions.UncontrolledNoImprovement, "did not improve, without a control group", "did not improve, without a control group"),
            (directions.Unclear, "is unclear", "are unclear"),
        ];
        return string.Join(", ", found.Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {(entry.Count == 1 ? entry.One : entry.Many)}")) + ".";
    }

    private static string Plural(int count, string one, string many) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
