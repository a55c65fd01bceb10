namespace EvidenceApi.Evidence;

/// <summary>What stands over every table and plot of an evidence item, so that none is read without it.</summary>
/// <param name="Id">condition.modality.target-tissue.</param>
/// <param name="EvidenceLevel">Level of evidence; null where there is neither a published level nor a counted study.</param>
/// <param name="Certainty">Most recent GRADE rating of the item as a whole that a source gave; null where none did.</param>
/// <param name="Direction">Direction of the counted studies taken together.</param>
/// <param name="Agreement">Whether the counted studies agree; null where no counted study has a direction.</param>
/// <param name="Directions">How many counted studies found what.</param>
/// <param name="StudyCount">Counted studies.</param>
/// <param name="ParticipantCount">Participants of the counted primary studies, or of the largest counted review where that is more.</param>
/// <param name="NotCounted">Studies that are shown but not counted, by reason.</param>
/// <param name="Summary">The figures of the item as a sentence.</param>
public sealed record EvidenceHeadline(
    string Id, Reference Condition, ModalityReference Modality, Reference TargetTissue, EvidenceLevel? EvidenceLevel, Certainty? Certainty,
    Direction Direction, Agreement? Agreement, DirectionCounts Directions, int StudyCount, int ParticipantCount, NotCountedCounts NotCounted, string Summary)
{
    internal static EvidenceHeadline Of(EvidenceItem item) => new(
        item.Id, item.Condition, item.Modality, item.TargetTissue, item.EvidenceLevel, item.Certainty, item.Direction, item.Agreement,
        item.Directions, item.StudyCount, item.ParticipantCount, item.NotCounted, item.Summary);
}
