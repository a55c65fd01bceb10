using System.Text.Json.Serialization;
using EvidenceApi.Http;

namespace EvidenceApi.Evidence;

/// <summary>
/// What is known about one modality, injected into one target tissue, for one condition. Level of evidence and certainty are two
/// facts and never converted into each other. Information, not advice.
/// </summary>
/// <param name="Id">condition.modality.target-tissue.</param>
/// <param name="Routes">Routes of injection used in the studies and gradings.</param>
/// <param name="EvidenceLevel">Level of evidence; null where there is neither a published level nor a counted study.</param>
/// <param name="Certainty">Most recent GRADE rating that a source gave; null where none did.</param>
/// <param name="Direction">Direction of the counted controlled studies taken together, else of the uncontrolled ones.</param>
/// <param name="Agreement">Whether the counted studies agree; null where no counted study has a direction.</param>
/// <param name="Directions">How many counted studies found what; sums to studyCount.</param>
/// <param name="StudyCount">Counted studies: verified, standing, with a result, one per trial.</param>
/// <param name="ParticipantCount">Participants of the counted primary studies, or of the largest counted review where that is more; the two overlap and are never added.</param>
/// <param name="NotCounted">Studies that are shown but not counted, by reason.</param>
/// <param name="Designs">Counted studies by design.</param>
/// <param name="Summary">The figures of this item as a sentence.</param>
/// <param name="Gradings">Every published grading, also those that contradict. Only in view=full.</param>
/// <param name="Studies">view=standard: up to five, strongest first, every direction represented. view=full: all.</param>
/// <param name="Recommendations">Positions of guideline bodies, regulators and payers. Not in view=summary.</param>
/// <param name="Safety">Harms, rates, precautions, contraindications. Only in view=full.</param>
/// <param name="Claims">What non-research documents say about it; never counted. Only in view=full.</param>
/// <param name="LastReviewed">Day on which the record of this item that was looked at longest ago was last read against its source.</param>
public sealed record EvidenceItem(
    string Id,
    Reference Condition,
    ModalityReference Modality,
    Reference TargetTissue,
    IReadOnlyList<string> Routes,
    EvidenceLevel? EvidenceLevel,
    Certainty? Certainty,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<GradingView>? Gradings,
    Direction Direction,
    Agreement? Agreement,
    DirectionCounts Directions,
    int StudyCount,
    int ParticipantCount,
    NotCountedCounts NotCounted,
    IReadOnlyDictionary<string, int> Designs,
    string Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StudySummary>? Studies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RecommendationView>? Recommendations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SafetyFactView>? Safety,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ClaimView>? Claims,
    DateOnly LastReviewed) : Released
{
    /// <summary>How the request reached this item; only in the answer to a code or condition.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Match? Match { get; init; }
}

/// <summary>Level of evidence with the system that gave it.</summary>
/// <param name="System">Grading system of kind level.</param>
/// <param name="Level">Level as the system writes it.</param>
/// <param name="Basis">published: a grading says so. derived: by the rule from the counted studies.</param>
/// <param name="Rule">The rule by which this level became the headline.</param>
/// <param name="Year">Year of the grading; null where derived.</param>
/// <param name="Source">Study id of the review or guideline; null where derived or where the source is not a record here.</param>
/// <param name="SourceUrl">Page on which the grading was read; null where derived.</param>
/// <param name="Definition">The system's definition of the level; null until a curator has read it.</param>
/// <param name="Note">What a curator inferred, or which secondary source reported it; null where nothing.</param>
/// <param name="Grading">Id of the grading; null where derived.</param>
/// <param name="Studies">Studies that hold the derived level; empty where published.</param>
public sealed record EvidenceLevel(
    string System, string Level, LevelBasis Basis, string Rule, int? Year, string? Source, string? SourceUrl,
    string? Definition, string? Note, string? Grading, IReadOnlyList<string> Studies);

/// <summary>Certainty of the effect by GRADE, as a source rated it.</summary>
/// <param name="System">Always grade.</param>
/// <param name="Rating">high, moderate, low or very-low; null where the source's words name several.</param>
/// <param name="AsWritten">The rating in the words of the source.</param>
/// <param name="Year">Year of the rating.</param>
/// <param name="Source">Study id of the review; null where it is not a record here.</param>
/// <param name="SourceUrl">Page on which it was read.</param>
/// <param name="Note">What a curator inferred; null where nothing.</param>
/// <param name="Grading">Id of the grading.</param>
public sealed record Certainty(
    string System, string? Rating, string AsWritten, int? Year, string? Source, string SourceUrl, string? Note, string Grading);

/// <summary>Counted studies by direction.</summary>
public sealed record DirectionCounts(
    int FavoursIntervention, int NoDifference, int FavoursComparator, int Mixed,
    int UncontrolledImprovement, int UncontrolledNoImprovement, int Unclear);

/// <summary>Studies that are shown but not counted, by reason.</summary>
/// <param name="Incomplete">An identifier, year, journal, design or direction was not read.</param>
/// <param name="SecondReport">Another report of a trial that is counted already.</param>
/// <param name="Protocol">A plan without results.</param>
/// <param name="WithinModality">Compares forms or doses of this modality with each other, which says nothing for or against it.</param>
public sealed record NotCountedCounts(
    int Incomplete, int SecondReport, int Retracted, int Superseded, int Preprint, int Protocol, int WithinModality);
