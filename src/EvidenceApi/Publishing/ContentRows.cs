using System.Text.Json;
using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.Modalities;

namespace EvidenceApi.Publishing;

internal sealed record ConditionRow(
    string Id, string Name, string BodyRegion, string? Parent, bool IsGrouping, IReadOnlyList<string> Synonyms, IReadOnlyList<ConditionCode> Codes);

internal sealed record ModalityRow(
    string Id, string Name, string? Abbreviation, string? Parent, bool IsGrouping, IReadOnlyList<string> Synonyms, IReadOnlyList<Code> Codes);

internal sealed record TargetTissueRow(string Id, string Name, IReadOnlyList<string> Synonyms, IReadOnlyList<Code> Codes);

internal sealed record StudyRow(
    string Id, string Title, IReadOnlyList<string> Authors, int Year, string? Journal, string? Volume, string? Issue, string? Pages,
    string? Pmid, string? Pmcid, string? Doi, string? Registration, string Design, string? Blinding, string? Country,
    IReadOnlyList<string> Conditions, string Population, string? Modality, string? Preparation, IReadOnlyList<string> Comparators,
    string TargetTissue, string Route, string Guidance, int? Participants, int? IncludedStudies, decimal? FollowUpMonths,
    Direction Direction, string? AdverseEvents, int? SeriousAdverseEvents, string Summary, string? Limitations, string? Funding,
    string OcebmLevel, Standing Standing, DateOnly? StandingCheckedOn, string? StandingNoticeUrl, string? StandingNote,
    Verification Verification, string VerifiedUrl, string VerifiedBasis, string? VerifiedReadOn, string? VerifiedNote, string? ResultReadOn,
    IReadOnlyList<string> Unverified, IReadOnlyList<string> Inferred, IReadOnlyList<string> IncompleteReason, string? CurationNote,
    string? SameTrialAs, DateOnly ReviewedOn, IReadOnlyList<string> SameTrial, IReadOnlyList<FindingRow> Findings);

internal sealed record FindingRow(
    int Position, string Measure, string Name, decimal? TimepointMonths, string? InterventionText, string? ComparatorName,
    string? ComparatorText, string? EffectMeasure, decimal? Estimate, decimal? CiLow, decimal? CiHigh, decimal? CiLevel, string? PText,
    bool? HigherIsBetter, bool IsPrimary, Direction Direction);

internal sealed record GradingRow(
    string Id, string? Condition, string Modality, string TargetTissue, string Route, string GradingSystem, string LevelAsWritten,
    string? LevelSystem, string? Level, Direction Direction, string Statement, string? Population, string? SourceStudy, string SourceUrl,
    int? Year, int? BasisStudies, int? BasisParticipants, string? Basis, string? GradingNote, string? ReadOn, DateOnly ReviewedOn,
    Verification? SourceVerification);

internal sealed record RecommendationRow(
    string Id, string Organization, string? OrganizationType, int? Year, string Kind, string? Condition, string? Modality, string Position,
    string? Strength, string Statement, string Title, string? Doi, string SourceUrl, string Jurisdiction, string? SourceNote,
    string? ReportedBy, string? ReadOn, string? GradingNote, IReadOnlyList<string> Unverified, DateOnly ReviewedOn);

internal sealed record SafetyFactRow(
    string Id, string? Modality, string? Condition, string Kind, string Name, string Statement, string? Rate, string? SourceStudy,
    string SourceUrl, string? SourceNote, string? ReportedBy, string? ReadOn, string? Note, DateOnly ReviewedOn, string? SourceTitle);

internal sealed record ClaimRow(
    string Id, int Position, string? Modality, string? Condition, string? TargetTissue, string Kind, string Statement, bool IsUncited,
    Direction? Direction, JsonElement Details, DateOnly ReviewedOn, SourceDocument SourceDocument);
