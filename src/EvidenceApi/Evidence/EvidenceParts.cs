using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.Studies;

namespace EvidenceApi.Evidence;

/// <summary>A study as an evidence item lists it.</summary>
/// <param name="Participants">As read; null where not read. In a review: pooled participants.</param>
/// <param name="OcebmLevel">OCEBM 2011 level for treatment benefit, 1 the strongest.</param>
/// <param name="Standing">Whether the publication still stands.</param>
/// <param name="StandingCheckedOn">Day on which somebody looked for a notice; null where nobody did.</param>
/// <param name="NotCounted">Why it is shown but not counted; null where it counts.</param>
/// <param name="SameTrialAs">First report of the same trial; null where this is it.</param>
/// <param name="Url">DOI, else PubMed, else the page on which it was read.</param>
/// <param name="Via">Set where the study is about a more specific form.</param>
/// <param name="Findings">Its outcomes; only in view=full.</param>
public sealed record StudySummary(
    string Id, string Title, int Year, string Design, int? Participants, Direction Direction, int OcebmLevel, string Summary,
    string? Limitations, IReadOnlyList<string> Comparators, decimal? FollowUpMonths, Standing Standing, DateOnly? StandingCheckedOn,
    Verification Verification, NotCountedReason? NotCounted, string? SameTrialAs, string Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Finding>? Findings);

/// <summary>A published verdict on a body of evidence.</summary>
/// <param name="Condition">Condition judged; null where several were judged together, which gives no single one its level.</param>
/// <param name="Level">The one level that the words name; null where they name none or several.</param>
/// <param name="LevelSystem">System of the level; Cochrane's ratings point to grade.</param>
/// <param name="LevelAsWritten">Level in the words of the source.</param>
/// <param name="SourceVerification">Whether the record of the source study is complete; null where it is not a record here.</param>
/// <param name="Basis">Secondary source in which it was read; null where read first hand.</param>
public sealed record GradingView(
    string Id, string? Condition, string Modality, string TargetTissue, string System, string? LevelSystem, string? Level, string LevelAsWritten, Direction Direction, string Statement,
    string? Population, string Route, int? Year, int? BasisStudies, int? BasisParticipants, string? Source,
    Verification? SourceVerification, string SourceUrl, string? Basis, string? Note,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via);

/// <summary>Position of a guideline body, regulator or payer. A fact about that body, not advice of this service.</summary>
/// <param name="Condition">Condition it is about; null: every condition.</param>
/// <param name="Modality">Modality it is about; null: every modality.</param>
/// <param name="Strength">In the words of the source; null where none was read.</param>
/// <param name="ReportedBy">Secondary source; null where read first hand.</param>
public sealed record RecommendationView(
    string Id, string Organization, string? OrganizationType, int? Year, string Kind, string? Condition, string? Modality,
    string Position, string? Strength, string Statement, string Title, string? Doi, string SourceUrl, string Jurisdiction,
    string? ReportedBy, string? Note, IReadOnlyList<string> Unverified,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via);

/// <summary>A harm, a rate of harm, a precaution or a contraindication.</summary>
/// <param name="Condition">Condition it is about; null: every condition.</param>
/// <param name="Modality">Modality it is about; null: every injection.</param>
/// <param name="Rate">As printed; null where none was read.</param>
/// <param name="Source">Study id; null where the source is not a record here.</param>
public sealed record SafetyFactView(
    string Id, string Kind, string Name, string Statement, string? Rate, string? Condition, string? Modality, string? Source,
    string SourceUrl, string? ReportedBy, string? Note,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via);

/// <summary>What a non-research document says. Its statement, not a finding.</summary>
/// <param name="Uncited">True where it gives a figure without naming a study.</param>
/// <param name="Details">Figures of the claim under the names in which they were curated.</param>
public sealed record ClaimView(
    string Id, string Kind, string Statement, bool Uncited, Direction? Direction, string? Condition, string? Modality,
    string? TargetTissue, JsonElement Details, SourceDocument Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via);

/// <summary>A non-research document: a clinic page, a guide for patients, education for professionals.</summary>
/// <param name="Document">File name under which it is archived.</param>
public sealed record SourceDocument(string Id, string Document, string Title, string Publisher, string Kind);
