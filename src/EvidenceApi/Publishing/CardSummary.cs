using EvidenceApi.Evidence;

namespace EvidenceApi.Publishing;

/// <summary>An evidence item in one sentence that fits a card: condition, modality, tissue, level with system and basis, and what the studies say together.</summary>
internal static class CardSummary
{
    /// <summary>CDS Hooks 2.0: a summary has fewer than 140 characters.</summary>
    private const int MostCharacters = 139;

    internal static string Of(EvidenceItem item)
    {
        var statement = $"{Level(item.EvidenceLevel)}; {Agreement(item)}.";
        var certainty = item.Certainty is { } rated ? $"{Level(item.EvidenceLevel)}, GRADE {rated.AsWritten}; {Agreement(item)}." : statement;
        string[] subjects =
        [
            $"{item.Condition.Name}: {Subject(item)}",
            $"{Short(item.Condition.Name)}: {Subject(item)}",
        ];
        var whole = subjects.SelectMany(_ => new[] { certainty, statement }, (subject, rest) => $"{subject}: {rest}").FirstOrDefault(text => text.Length <= MostCharacters);
        return whole ?? $"{Cut(subjects[1], MostCharacters - statement.Length - 2)}: {statement}";
    }

    /// <summary>A level never stands without its system, nor a derived one without saying so.</summary>
    internal static string Level(EvidenceLevel? level) => level switch
    {
        null => "no level of evidence",
        { Basis: LevelBasis.Derived } => $"level {level.Level} ({System(level.System)}, derived)",
        _ => $"level {level.Level} ({System(level.System)}, {level.Year})",
    };

    internal static string Agreement(EvidenceItem item) => item.Agreement switch
    {
        Evidence.Agreement.ClaimsOnly => "claims only, no study",
        Evidence.Agreement.UncontrolledOnly => "uncontrolled studies only",
        Evidence.Agreement.SingleStudy => $"single study ({Found(item.Direction)})",
        Evidence.Agreement.Consistent => $"studies agree ({Found(item.Direction)})",
        Evidence.Agreement.Conflicting => "studies conflict",
        _ when item.StudyCount > 0 => "no clear result",
        _ => "no counted study",
    };

    internal static string Subject(EvidenceItem item)
    {
        var tissue = Short(item.TargetTissue.Name);
        return $"{Short(item.Modality)}, {char.ToLowerInvariant(tissue[0])}{tissue[1..]}";
    }

    internal static string Short(ModalityReference modality) => modality.Abbreviation ?? Short(modality.Name);

    /// <summary>A name without its explanation in brackets.</summary>
    internal static string Short(string name) => name.IndexOf(" (", StringComparison.Ordinal) is > 0 and var bracket ? name[..bracket] : name;

    /// <summary>At most so many characters, at the end of a word.</summary>
    internal static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = text.LastIndexOf(' ', most - 1);
        return $"{text[..(end > most / 2 ? end : most - 1)].TrimEnd(' ', ',', ':')}…";
    }

    private static string Found(Direction direction) => direction switch
    {
        Direction.FavoursIntervention => "for",
        Direction.NoDifference => "no difference",
        Direction.FavoursComparator => "against",
        Direction.Mixed => "mixed",
        Direction.UncontrolledImprovement => "improved, no control group",
        Direction.UncontrolledNoImprovement => "not improved, no control group",
        _ => "unclear",
    };

    private static string System(string id) => id switch
    {
        "ocebm-2011" => "OCEBM 2011",
        "asipp-best-evidence" => "ASIPP best-evidence",
        _ => id,
    };
}
