namespace EvidenceApi.Fhir;

/// <summary>A resource that is made from the vocabularies in memory: how it is found, and how it is written. Its version is the release.</summary>
internal sealed record MemoryResource(string Type, string Id, string Name, string Title, Action<FhirWriter> Write)
{
    public string? Condition { get; init; }
    public string? Modality { get; init; }
    public string? TargetTissue { get; init; }

    /// <summary>Code of a search parameter.</summary>
    public string? Code { get; init; }
}
