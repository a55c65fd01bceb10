using System.Text.Json.Serialization;
using EvidenceApi.Records;
using EvidenceApi.Studies;

namespace EvidenceApi.Evidence;

/// <summary>A row of an evidence table: a study of an evidence item as systematic reviewers lay it out.</summary>
/// <param name="Id">Study id.</param>
/// <param name="Counted">Whether it counts in this item.</param>
/// <param name="NotCounted">Why it does not; null where it does.</param>
/// <param name="Via">Set where the study is about a more specific form.</param>
/// <param name="Doi">DOI without resolver.</param>
/// <param name="Url">DOI, else PubMed, else the page on which it was read.</param>
/// <param name="Registration">Registration number of the trial or review.</param>
/// <param name="OcebmLevel">OCEBM 2011 level for treatment benefit, 1 the strongest.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Intervention">What was injected.</param>
/// <param name="Preparation">Preparation, dose and number of injections; null where not read.</param>
/// <param name="Comparators">Ids of comparators and modalities; empty where uncontrolled.</param>
/// <param name="Participants">As read; null where not read. In a review: pooled participants.</param>
/// <param name="FollowUpMonths">Longest follow-up in months.</param>
/// <param name="Outcomes">Outcomes with time point and direction, primary ones marked.</param>
/// <param name="AdverseEvents">Harms as reported; null is not the same as none.</param>
/// <param name="Limitations">What weakens it; null where none was noted.</param>
/// <param name="Funding">As stated; null where not read.</param>
/// <param name="Unverified">Fields that were not read.</param>
/// <param name="SameTrialAs">First report of the same trial; null where this is it.</param>
public sealed record EvidenceStudy(
    string Id, bool Counted, NotCountedReason? NotCounted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via,
    IReadOnlyList<string> Authors, int Year, string Title, string? Journal, string? Doi, string Url, string? Registration, string Design,
    int OcebmLevel, string? Blinding, string? Country, string Population, ModalityReference Intervention, string? Preparation, string Route,
    string Guidance, IReadOnlyList<string> Comparators, int? Participants, decimal? FollowUpMonths, IReadOnlyList<string> Outcomes,
    Direction Direction, string Summary, string? AdverseEvents, int? SeriousAdverseEvents, string? Limitations, string? Funding,
    Verification Verification, Standing Standing, IReadOnlyList<string> Unverified, string? SameTrialAs);

/// <summary>A finding of a study of an evidence item.</summary>
/// <param name="Id">Finding id: study.position.</param>
/// <param name="Counted">Whether the study counts in this item.</param>
/// <param name="NotCounted">Why it does not; null where it does.</param>
/// <param name="Via">Set where the study is about a more specific form.</param>
/// <param name="Study">The study.</param>
/// <param name="Finding">The finding itself.</param>
public sealed record EvidenceFinding(
    string Id, bool Counted, NotCountedReason? NotCounted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via, FindingStudy Study, Finding Finding);
