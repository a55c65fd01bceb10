using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.Records;

/// <summary>A finding with the study that it comes from.</summary>
/// <param name="Study">The study.</param>
/// <param name="Conditions">Conditions of the study.</param>
/// <param name="Modality">What was injected; null for a study of technique.</param>
/// <param name="TargetTissue">Tissue injected.</param>
/// <param name="Finding">The finding itself.</param>
public sealed record FindingRecord(
    string Id, FindingStudy Study, IReadOnlyList<string> Conditions, string? Modality, string TargetTissue, Finding Finding);

/// <summary>What a reader of findings wants to know of their study.</summary>
/// <param name="Participants">As read; null where not read.</param>
/// <param name="SameTrialAs">First report of the same trial; null where this is it.</param>
/// <param name="Url">DOI, else PubMed, else the page on which it was read.</param>
public sealed record FindingStudy(
    string Id, string Title, int Year, string Design, int? Participants, Standing Standing, Verification Verification, string? SameTrialAs, string Url);
