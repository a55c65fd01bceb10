using EvidenceApi.Evidence;
using EvidenceApi.ForestPlots;
using EvidenceApi.Http;
using EvidenceApi.Studies;

namespace EvidenceApi.SummaryOfFindings;

/// <summary>Summary of findings of an evidence item, a row per outcome and comparator.</summary>
/// <param name="Evidence">The item with its level and agreement.</param>
/// <param name="Rows">Comparisons first, those with most counted studies first; changes against baseline after them.</param>
/// <param name="CounterEvidence">Counted studies that do not favour the intervention.</param>
/// <param name="Gradings">GRADE ratings of the item; a row repeats one only where its words name the row's outcome and comparison.</param>
/// <param name="Footnotes">How to read the table, and what is absent from it.</param>
/// <param name="Reason">Why there is no row; null where there is one.</param>
public sealed record FindingsSummary(
    EvidenceHeadline Evidence, IReadOnlyList<SummaryRow> Rows, IReadOnlyList<CounterStudy> CounterEvidence, IReadOnlyList<SummaryCertainty> Gradings,
    IReadOnlyList<string> Footnotes, EmptyReason? Reason) : Released;

/// <summary>What is known of one outcome against one comparator.</summary>
/// <param name="Measure">Outcome measure.</param>
/// <param name="Outcome">The outcome in words: the measure, or the finding's own words where the measure gathers different endpoints.</param>
/// <param name="HigherIsBetter">Of the measure; null where it depends.</param>
/// <param name="TimepointsMonths">Months after treatment at which it was measured, ascending.</param>
/// <param name="Studies">Counted studies other than reviews, one per trial.</param>
/// <param name="Participants">Their participants; null where none is known. Of the whole studies, not of the arms.</param>
/// <param name="Reviews">Counted reviews.</param>
/// <param name="ReviewParticipants">Participants of the largest of them; never added to those of the studies, which it may include.</param>
/// <param name="NotCounted">Studies shown but not counted, retracted and incomplete ones among them.</param>
/// <param name="Effects">Pooled effects of counted reviews where there are any, with every finding that does not favour the intervention; else what each study found.</param>
/// <param name="Pooled">Mean estimated here from three or more trials; null where that is refused.</param>
/// <param name="Certainty">GRADE rating whose words name this outcome and comparison; null: not graded by a source.</param>
/// <param name="Directions">Findings of the counted studies by direction.</param>
/// <param name="Comment">What a reader has to know.</param>
/// <param name="Findings">Ids of all findings behind the row, also of studies that do not count.</param>
public sealed record SummaryRow(
    Reference Measure, string Outcome, ComparisonWith Comparator, bool? HigherIsBetter, IReadOnlyList<decimal> TimepointsMonths, int Studies, int? Participants,
    int Reviews, int? ReviewParticipants, int NotCounted, IReadOnlyList<SummaryEffect> Effects, PooledEffect? Pooled, SummaryCertainty? Certainty,
    DirectionCounts Directions, string Comment, IReadOnlyList<string> Findings);

/// <summary>Where the effect of a row comes from.</summary>
public enum EffectSource { Review, Study }

/// <summary>An effect as its source states it.</summary>
/// <param name="Finding">Finding id.</param>
/// <param name="Text">The effect in words and figures, as printed.</param>
/// <param name="EffectMeasure">What estimate is; null where there is none.</param>
/// <param name="CiLow">Lower bound as printed.</param>
/// <param name="CiHigh">Upper bound as printed.</param>
/// <param name="NotCounted">Why the study does not count; null where it counts.</param>
public sealed record SummaryEffect(
    string Finding, string Study, string Label, EffectSource Source, decimal? TimepointMonths, string Text, string? EffectMeasure, decimal? Estimate, decimal? CiLow, decimal? CiHigh,
    Direction Direction, NotCountedReason? NotCounted);

/// <summary>A GRADE rating as its source gave it.</summary>
/// <param name="Rating">high, moderate, low or very-low; null where the words name several.</param>
/// <param name="Direction">What the source is that certain of.</param>
/// <param name="Source">Study id of the review; null where it is not a record here.</param>
public sealed record SummaryCertainty(
    string Grading, string? Rating, string AsWritten, Direction Direction, int? Year, string? Source, string SourceUrl, string Statement);

/// <summary>A counted study that found no difference, something worse, or both.</summary>
public sealed record CounterStudy(string Study, string Label, Direction Direction, string Summary, string Url);
