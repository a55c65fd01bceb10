using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.Publishing;

/// <summary>A study of an evidence item, and why it does not count there; null where it counts.</summary>
internal sealed record ItemStudy(StudyRow Study, DesignKind Kind, NotCountedReason? NotCounted)
{
    internal int OcebmLevel { get; } = int.Parse(Study.OcebmLevel, System.Globalization.CultureInfo.InvariantCulture);
    internal bool Counts => NotCounted is null;
}

/// <summary>
/// Which studies of an evidence item count, and what they say together. The rules are published at /v1/grading-systems.
/// </summary>
internal static class CountedStudies
{
    /// <param name="family">The item's modality and its more specific forms.</param>
    internal static IReadOnlyList<ItemStudy> Of(IReadOnlyList<StudyRow> studies, IReadOnlySet<string> family, Func<string, DesignKind> kindOf)
    {
        var judged = studies.Select(study => new ItemStudy(study, kindOf(study.Design), Exclusion(study, family, kindOf))).ToList();
        var counted = judged
            .Where(item => item.Counts)
            .GroupBy(item => item.Study.SameTrialAs ?? item.Study.Id)
            .Select(trial => Representative(trial, studies))
            .OfType<string>()
            .ToHashSet();

        return
        [
            .. judged
                .Select(item => item.Counts && !counted.Contains(item.Study.Id) ? item with { NotCounted = NotCountedReason.SecondReport } : item)
                .OrderBy(item => item.OcebmLevel)
                .ThenByDescending(item => item.Study.Participants ?? 0)
                .ThenByDescending(item => item.Study.Year)
                .ThenBy(item => item.Study.Id, StringComparer.Ordinal),
        ];
    }

    private static NotCountedReason? Exclusion(StudyRow study, IReadOnlySet<string> family, Func<string, DesignKind> kindOf) => study switch
    {
        { Standing: Standing.Retracted } => NotCountedReason.Retracted,
        { Standing: Standing.Superseded } => NotCountedReason.Superseded,
        { Standing: Standing.Preprint } => NotCountedReason.Preprint,
        { Verification: Verification.Incomplete } => NotCountedReason.Incomplete,
        _ when kindOf(study.Design) == DesignKind.Protocol => NotCountedReason.Protocol,
        _ when study.Comparators.Count > 0 && study.Comparators.All(family.Contains) => NotCountedReason.WithinModality,
        _ => null,
    };

    // One report per trial: the first, else the earliest that may count, so that a trial whose first report is incomplete is not lost.
    // A trial whose first report is retracted does not count through a later one.
    private static string? Representative(IGrouping<string, ItemStudy> trial, IReadOnlyList<StudyRow> studies) =>
        studies.Any(study => study.Id == trial.Key && study.Standing == Standing.Retracted)
            ? null
            : trial.OrderBy(item => item.Study.Id != trial.Key).ThenBy(item => item.Study.Year).ThenBy(item => item.Study.Id, StringComparer.Ordinal).First().Study.Id;

    /// <summary>Direction of the controlled studies together, else of the uncontrolled ones.</summary>
    internal static Direction Together(IEnumerable<Direction> counted)
    {
        var known = counted.Where(direction => direction != Direction.Unclear).ToLookup(IsControlled);
        var found = (known[true].Any() ? known[true] : known[false]).Distinct().ToList();
        return found.Count switch { 0 => Direction.Unclear, 1 => found[0], _ => Direction.Mixed };
    }

    /// <summary>Null where no counted study has a direction.</summary>
    internal static Agreement? AgreementOf(IReadOnlyList<Direction> counted)
    {
        var known = counted.Where(direction => direction != Direction.Unclear).ToList();
        var controlled = known.Where(IsControlled).ToList();
        if (known.Count == 0) return counted.Count == 1 ? Agreement.SingleStudy : null;
        if (controlled.Count == 0) return Agreement.UncontrolledOnly;
        if (controlled.Count == 1) return Agreement.SingleStudy;

        var improvementFailed = controlled[0] == Direction.FavoursIntervention && known.Contains(Direction.UncontrolledNoImprovement);
        return controlled.Distinct().ToList() is [not Direction.Mixed] && !improvementFailed ? Agreement.Consistent : Agreement.Conflicting;
    }

    private static bool IsControlled(Direction direction) => direction is not (Direction.UncontrolledImprovement or Direction.UncontrolledNoImprovement);

    /// <summary>
    /// Up to five studies that stand for all: for every direction its strongest, then the strongest of the rest. Studies that compare
    /// forms of the modality come after direct comparisons of the same direction: they say less about the modality itself.
    /// </summary>
    internal static IReadOnlyList<ItemStudy> Representatives(IReadOnlyList<ItemStudy> studies, IReadOnlySet<string> family)
    {
        const int shown = 5;
        var ranked = studies
            .OrderBy(item => !item.Counts)
            .ThenBy(item => item.Study.Comparators.Any(family.Contains))
            .ThenBy(item => item.OcebmLevel)
            .ThenByDescending(item => item.Study.Participants ?? 0)
            .ToList();
        var oneOfEach = ranked.Where(item => item.Study.Verification == Verification.Verified)
            .DistinctBy(item => item.Study.Direction)
            .OrderBy(item => item.Study.Direction == Direction.Unclear)
            .ToList();
        // Should more than five real directions ever occur, all are shown; "unclear" alone gives way.
        var chosen = oneOfEach.Where((item, index) => index < shown || item.Study.Direction != Direction.Unclear).ToList();
        chosen.AddRange(ranked.Except(chosen).Take(shown - chosen.Count));
        return [.. studies.Where(chosen.Contains)];
    }
}
