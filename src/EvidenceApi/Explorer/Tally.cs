using EvidenceApi.Evidence;

namespace EvidenceApi.Explorer;

/// <summary>Counted studies by direction, in the order in which they are shown.</summary>
internal readonly struct Tally(DirectionCounts counts)
{
    internal IReadOnlyList<TallyEntry> Entries =>
    [
        new(Direction.FavoursIntervention, "favoursIntervention", counts.FavoursIntervention, true),
        new(Direction.NoDifference, "noDifference", counts.NoDifference, true),
        new(Direction.FavoursComparator, "favoursComparator", counts.FavoursComparator, true),
        new(Direction.Mixed, "mixed", counts.Mixed, false),
        new(Direction.UncontrolledImprovement, "uncontrolledImprovement", counts.UncontrolledImprovement, false),
        new(Direction.UncontrolledNoImprovement, "uncontrolledNoImprovement", counts.UncontrolledNoImprovement, false),
        new(Direction.Unclear, "unclear", counts.Unclear, false),
    ];

    internal int Total => Entries.Sum(entry => entry.Count);
}

/// <param name="Member">Its name in the JSON answer.</param>
/// <param name="IsAlwaysNamed">Whether none of it is worth saying.</param>
internal sealed record TallyEntry(Direction Direction, string Member, int Count, bool IsAlwaysNamed);
