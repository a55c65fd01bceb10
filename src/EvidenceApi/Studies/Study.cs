using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Studies;

/// <summary>A study as a list shows it.</summary>
/// <param name="Modality">What was injected; null for a study of technique that concerns every modality.</param>
/// <param name="Participants">As read; null where not read. In a review: pooled participants.</param>
/// <param name="OcebmLevel">OCEBM 2011 level for treatment benefit, 1 the strongest.</param>
/// <param name="Verification">incomplete: a fact that identifies or classifies it was not read; kept out of levels and counts.</param>
/// <param name="Standing">Whether the publication still stands.</param>
/// <param name="SameTrialAs">First report of the same trial; null where this is it.</param>
/// <param name="Url">DOI, else PubMed, else the page on which it was read.</param>
public sealed record StudyBrief(
    string Id, string Title, IReadOnlyList<string> Authors, int Year, string? Journal, string Design, IReadOnlyList<Reference> Conditions,
    ModalityReference? Modality, Reference TargetTissue, IReadOnlyList<string> Comparators, int? Participants, Direction Direction,
    int OcebmLevel, string Summary, Verification Verification, Standing Standing, string? SameTrialAs, string Url);

/// <summary>A study whole, with its findings. Null: not read.</summary>
/// <param name="Doi">DOI without resolver.</param>
/// <param name="Registration">Registration number of the trial or review.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="IncludedStudies">Studies included in a review.</param>
/// <param name="FollowUpMonths">Longest follow-up in months.</param>
/// <param name="AdverseEvents">Harms as reported; null is not the same as none.</param>
/// <param name="StandingCheckedOn">Day on which somebody looked for a notice; null where nobody did.</param>
/// <param name="Verified">What was read, and where.</param>
/// <param name="Unverified">Fields that were not read.</param>
/// <param name="Inferred">Fields that a curator inferred from the text.</param>
/// <param name="OtherReports">Other reports of the same trial.</param>
/// <param name="Evidence">Evidence items in which it stands.</param>
public sealed record Study(
    string Id, string Title, IReadOnlyList<string> Authors, int Year, string? Journal, string? Volume, string? Issue, string? Pages,
    string? Pmid, string? Pmcid, string? Doi, string? Registration, string Url, string Design, string? Blinding, string? Country,
    IReadOnlyList<Reference> Conditions, string Population, ModalityReference? Modality, string? Preparation,
    IReadOnlyList<string> Comparators, Reference TargetTissue, string Route, string Guidance, int? Participants, int? IncludedStudies,
    decimal? FollowUpMonths, Direction Direction, int OcebmLevel, string Summary, string? Limitations, string? AdverseEvents,
    int? SeriousAdverseEvents, string? Funding, Standing Standing, DateOnly? StandingCheckedOn, string? StandingNoticeUrl,
    string? StandingNote, Verification Verification, VerifiedOn Verified, IReadOnlyList<string> Unverified,
    IReadOnlyList<string> Inferred, IReadOnlyList<string> IncompleteReason, string? CurationNote, string? SameTrialAs,
    IReadOnlyList<string> OtherReports, DateOnly LastReviewed, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Evidence) : Released;

/// <summary>What was read of a study, and where.</summary>
/// <param name="Basis">abstract, citation or full-text.</param>
/// <param name="ReadOn">Site, where that is not the address itself.</param>
/// <param name="ResultReadOn">Site on which the result was read, where it is another one.</param>
public sealed record VerifiedOn(string Url, string Basis, string? ReadOn, string? ResultReadOn, string? Note);

/// <summary>One outcome of a study: a measure at a time point, with the arms as printed.</summary>
/// <param name="Id">study.position.</param>
/// <param name="Measure">Outcome measure.</param>
/// <param name="TimepointMonths">Months after treatment.</param>
/// <param name="Intervention">Result of the intervention arm as printed.</param>
/// <param name="InterventionValue">The same as numbers, where that is unambiguous; else null.</param>
/// <param name="Comparator">Result of the comparator arm, or the baseline, as printed.</param>
/// <param name="ComparatorValue">The same as numbers, where that is unambiguous; else null.</param>
/// <param name="EffectMeasure">What estimate is: MD, SMD, mean-change, OR, RR, proportion or SUCRA.</param>
/// <param name="CiLevel">Confidence level in per cent.</param>
/// <param name="P">p value as printed.</param>
/// <param name="PValue">The same as relation and number, where that is unambiguous; else null.</param>
public sealed record Finding(
    string Id, string Measure, string Name, decimal? TimepointMonths, string? Intervention, PrintedValue? InterventionValue,
    string? ComparatorName, string? Comparator, PrintedValue? ComparatorValue, string? EffectMeasure, decimal? Estimate, decimal? CiLow,
    decimal? CiHigh, decimal? CiLevel, string? P, PValue? PValue, bool? HigherIsBetter, bool Primary, Direction Direction);

/// <summary>What kind of study a design is.</summary>
public enum DesignKind { Review, Controlled, Uncontrolled, Opinion, Protocol }

/// <summary>A study design.</summary>
/// <param name="Rank">Order of listing, 1 first.</param>
public sealed record StudyDesign(string Id, string Name, int Rank, DesignKind Kind, string Definition);
