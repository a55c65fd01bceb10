using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Modalities;

/// <summary>What is injected, with its profile.</summary>
/// <param name="Grouping">True where it only gathers others and has no evidence of its own.</param>
/// <param name="Parent">The less specific modality; null for a root.</param>
/// <param name="Forms">More specific forms; their records also count for this one, marked via.</param>
/// <param name="Codes">Codes of the modality or of its active substance.</param>
/// <param name="EvidenceCount">Evidence items of this modality itself.</param>
/// <param name="StudyCount">Studies on record of this modality itself, counted or not.</param>
/// <param name="Profile">What it is, how it is given, its harms and its regulatory status, each statement with its source.</param>
/// <param name="GradingsAcrossConditions">Published verdicts on several conditions together: they give no single condition its level.</param>
public sealed record Modality(
    string Id, string Name, string? Abbreviation, IReadOnlyList<string> Synonyms, bool Grouping, string? Parent,
    IReadOnlyList<string> Forms, IReadOnlyList<Code> Codes, int EvidenceCount, int StudyCount, ModalityProfile Profile,
    IReadOnlyList<GradingView> GradingsAcrossConditions) : Released;

/// <summary>
/// Statements about a modality by subject. Those of type claim are what a non-research document says, not evidence; uncited marks a
/// figure for which the document names no study.
/// </summary>
public sealed record ModalityProfile(
    IReadOnlyList<ProfileStatement> Ingredients,
    IReadOnlyList<ProfileStatement> Mechanism,
    IReadOnlyList<ProfileStatement> PrimaryTargets,
    IReadOnlyList<ProfileStatement> Indications,
    IReadOnlyList<ProfileStatement> Procedure,
    IReadOnlyList<ProfileStatement> Course,
    IReadOnlyList<ProfileStatement> AdverseEffects,
    IReadOnlyList<ProfileStatement> Precautions,
    IReadOnlyList<ProfileStatement> RegulatoryStatus,
    IReadOnlyList<ProfileStatement> Effectiveness,
    IReadOnlyList<ProfileStatement> Limitations,
    IReadOnlyList<ProfileStatement> PatientSelection,
    IReadOnlyList<ProfileStatement> Practice);

/// <summary>One statement of a profile with its source.</summary>
/// <param name="Type">claim, safety-fact or recommendation: which kind of record says it.</param>
/// <param name="Id">Id of that record.</param>
/// <param name="Kind">The record's own kind, for example adverse-effect or rate.</param>
/// <param name="Statement">What it says.</param>
/// <param name="Uncited">True where a document gives a figure without naming a study.</param>
/// <param name="Year">Year, where the record has one.</param>
/// <param name="Condition">Condition it is about; null: every condition.</param>
/// <param name="TargetTissue">Tissue it is about; null: every tissue.</param>
/// <param name="Details">Figures under the names in which they were curated: visits, interval_weeks, rate, position and others.</param>
/// <param name="Source">Who says so, and where it was read.</param>
/// <param name="Via">Set where it is about a less or more specific modality.</param>
public sealed record ProfileStatement(
    string Type, string Id, string Kind, string Statement, bool Uncited, int? Year, string? Condition, string? TargetTissue,
    JsonElement Details, StatementSource Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Via? Via);

/// <summary>Source of a statement.</summary>
/// <param name="Id">Id of the source document or study; null where it is not a record here.</param>
/// <param name="Title">Title of the document, or name of the organization.</param>
/// <param name="Publisher">Publisher of the document; null where the title says it.</param>
/// <param name="Kind">clinic, patient-education, study, regulator and others.</param>
/// <param name="Url">Page on which it was read; null for an archived document.</param>
public sealed record StatementSource(string? Id, string Title, string? Publisher, string Kind, string? Url);

/// <summary>A code of a modality or tissue.</summary>
/// <param name="System">Code system.</param>
/// <param name="Value">The code as its system writes it.</param>
/// <param name="Display">The system's own text.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Note">Edition read, or how the code differs.</param>
public sealed record Code(
    string System, [property: JsonPropertyName("code")] string Value, string Display, string Source, string? Note);
