using System.Text.Json.Serialization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Conditions;

/// <summary>A condition with its names, codes, place in the tree and what the evidence base holds on it.</summary>
/// <param name="BodyRegion">Region of the body; multiple where there is no single one.</param>
/// <param name="Grouping">True where it only gathers others: it has no evidence of its own and answers for its descendants.</param>
/// <param name="Parent">The broader condition; null for a root.</param>
/// <param name="Ancestors">All broader conditions, nearest first.</param>
/// <param name="Children">Conditions directly below.</param>
/// <param name="Codes">Codes that stand for it. SNOMED CT identifiers need a licence in member territories.</param>
/// <param name="EvidenceCount">Evidence items of this condition itself.</param>
/// <param name="EvidenceCountBelow">Evidence items of it and everything below.</param>
/// <param name="StudyCount">Studies on record of this condition itself, counted or not.</param>
/// <param name="Modalities">Modalities with an evidence item of this condition itself.</param>
/// <param name="Indications">What source documents name it as an indication for; a claim, not evidence.</param>
public sealed record Condition(
    string Id, string Name, IReadOnlyList<string> Synonyms, string BodyRegion, bool Grouping, string? Parent,
    IReadOnlyList<string> Ancestors, IReadOnlyList<string> Children, IReadOnlyList<ConditionCode> Codes,
    int EvidenceCount, int EvidenceCountBelow, int StudyCount, IReadOnlyList<string> Modalities, IReadOnlyList<ClaimView> Indications) : Released
{
    /// <summary>How the request reached this condition; only in the answer to a code or word.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Match? Match { get; init; }
}

/// <summary>A code that stands for a condition.</summary>
/// <param name="System">Code system.</param>
/// <param name="Code">As its system writes it.</param>
/// <param name="Display">The system's own text.</param>
/// <param name="Match">exact: this code alone. subtree: this code and every code below it.</param>
/// <param name="SourceUrl">Page on which it was read; null where source names it in words.</param>
/// <param name="Source">Where it was read, where there is no address.</param>
/// <param name="Note">Edition read, or how the code differs from the condition.</param>
public sealed record ConditionCode(string System, string Code, string Display, CodeScope Match, string? SourceUrl, string? Source, string? Note);

/// <summary>What a code covers: itself, or itself and every code below it.</summary>
public enum CodeScope { Exact, Subtree }

/// <summary>A code system by which conditions, modalities and tissues can be asked for.</summary>
/// <param name="Uri">Canonical FHIR URI.</param>
/// <param name="Aliases">Other identifiers that senders use.</param>
/// <param name="Licence">Terms under which its codes are shipped here.</param>
public sealed record CodeSystem(string Id, string Name, string Uri, IReadOnlyList<string> Aliases, string Licence);
