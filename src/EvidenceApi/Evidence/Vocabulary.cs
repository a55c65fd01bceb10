namespace EvidenceApi.Evidence;

/// <summary>What a study, outcome or grading found, from the side of the intervention.</summary>
public enum Direction { FavoursIntervention, NoDifference, FavoursComparator, Mixed, UncontrolledImprovement, UncontrolledNoImprovement, Unclear }

/// <summary>Whether the counted studies of an evidence item agree.</summary>
public enum Agreement { Consistent, Conflicting, SingleStudy, UncontrolledOnly, ClaimsOnly }

/// <summary>Whether a publication still stands.</summary>
public enum Standing { Current, Corrected, Retracted, Superseded, Preprint }

/// <summary>Whether the facts that identify and classify a study were all read.</summary>
public enum Verification { Verified, Incomplete }

/// <summary>Where an evidence level comes from: a published grading, or a rule over the designs of the counted studies.</summary>
public enum LevelBasis { Published, Derived }

/// <summary>Why a study that is shown is not counted in levels, directions, agreement and totals.</summary>
public enum NotCountedReason { Incomplete, SecondReport, Retracted, Superseded, Preprint, Protocol, WithinModality }

/// <summary>How a record that belongs to a related form reached this item.</summary>
/// <param name="Modality">The less or more specific modality that the record is about; absent where it is this one.</param>
/// <param name="Condition">The broader condition that the record is about; absent where it is this one.</param>
public sealed record Via(
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Modality,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Condition);

/// <summary>A vocabulary entry by id and name.</summary>
/// <param name="Id">Stable slug.</param>
/// <param name="Name">Name as shown.</param>
public sealed record Reference(string Id, string Name);

/// <summary>A modality by id, name and abbreviation.</summary>
/// <param name="Id">Stable slug.</param>
/// <param name="Name">Name as shown.</param>
/// <param name="Abbreviation">Usual abbreviation; null where there is none.</param>
public sealed record ModalityReference(string Id, string Name, string? Abbreviation);
