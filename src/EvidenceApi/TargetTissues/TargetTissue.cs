using EvidenceApi.Http;
using EvidenceApi.Modalities;

namespace EvidenceApi.TargetTissues;

/// <summary>Tissue or space into which is injected.</summary>
/// <param name="Codes">Anatomy codes: UBERON, FMA, MeSH.</param>
/// <param name="EvidenceCount">Evidence items with this tissue.</param>
public sealed record TargetTissue(string Id, string Name, IReadOnlyList<string> Synonyms, IReadOnlyList<Code> Codes, int EvidenceCount) : Released;
