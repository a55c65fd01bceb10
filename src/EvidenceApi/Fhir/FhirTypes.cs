namespace EvidenceApi.Fhir;

/// <summary>A type of resource that the service has.</summary>
/// <param name="Parameters">Search parameters beside those that every type has.</param>
/// <param name="Summary">Elements of _summary=true.</param>
/// <param name="Mandatory">Elements that no subset may lack.</param>
/// <param name="Documentation">What its resources are.</param>
internal sealed record FhirType(string Name, IReadOnlyList<string> Parameters, IReadOnlyList<string> Summary, IReadOnlyList<string> Mandatory, string Documentation);

/// <summary>The types of resources, each with what can be asked of it.</summary>
internal static class FhirTypes
{
    private static readonly string[] Named = ["url", "version", "name", "title", "status", "date"];
    private static readonly string[] Context = ["context", "context-type", "context-type-value"];
    private static readonly string[] Axes = ["condition", "modality", "target-tissue"];
    private static readonly string[] Canonical = ["url", "version", "name", "title", "status", "experimental", "date", "publisher"];

    internal static readonly IReadOnlyList<FhirType> All =
    [
        new(EvidenceResource.Type, ["identifier", "url", "version", "status", "date", .. Context, .. Axes, "kind"],
            ["url", "identifier", "version", "title", "status", "date", "publisher", "useContext", "variableDefinition.variableRole", "variableDefinition.observed"],
            ["status", "variableDefinition"], "Evidence items (condition, modality, target tissue), then single findings with their statistic: see kind."),
        new(EvidenceVariableResource.Type, [.. Named, .. Context, .. Axes],
            ["url", "version", "name", "title", "status", "date", "publisher", "description", "useContext", "characteristic.definitionCodeableConcept", "characteristic.definitionByTypeAndValue"],
            ["status"], "Populations, exposures, comparators and outcome measures."),
        new(FhirVersion.R5.Citation, ["identifier", "url", "version", "title", "status", "date", .. Context, .. Axes],
            [.. Canonical, "identifier", "useContext", "summary.text", "citedArtifact.identifier"], ["status"], "Studies, those not counted and those retracted included."),
        new(ArtifactAssessmentResource.Type, ["identifier", .. Axes], ["identifier", "title", "date", "artifactReference"], ["artifactReference"], "Published gradings of evidence."),
        new(TerminologyResources.CodeSystem, Named, [.. Canonical, "caseSensitive", "valueSet", "hierarchyMeaning", "content", "count", "property"], ["status", "content"], "Vocabularies of the service, the levels of each grading system among them."),
        new(TerminologyResources.ValueSet, Named, [.. Canonical, "compose.include"], ["status"], "All codes of each code system."),
        new(ConceptMapResource.Type, Named, [.. Canonical, "property", "targetScopeCanonical"], ["status"], "Codes of ICD-10-CM, SNOMED CT, MeSH and ICD-11 that stand for a condition."),
        new(ConformanceResources.SearchParameter, [.. Named, "code"], [.. Canonical, "description", "code", "base", "type"], ["url", "name", "status", "description", "code", "base", "type"], "Own search parameters."),
        new(ConformanceResources.StructureDefinition, Named,
            [.. Canonical, "fhirVersion", "kind", "abstract", "context", "type", "baseDefinition", "derivation"], ["url", "name", "status", "kind", "abstract", "type"], "Own extensions."),
    ];

    internal static FhirType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    /// <summary>Whether the resources of a type are made from stored documents; the others come from the vocabularies in memory.</summary>
    internal static bool IsStored(string type) => type is EvidenceResource.Type or ArtifactAssessmentResource.Type || type == FhirVersion.R5.Citation;

    /// <summary>The resources of a type in memory, in the order of their ids.</summary>
    internal static IReadOnlyList<MemoryResource> Memory(FhirContext fhir, string type, IEnumerable<(string, string)> exposures)
    {
        var all = type switch
        {
            EvidenceVariableResource.Type => EvidenceVariableResource.All(fhir, exposures),
            TerminologyResources.CodeSystem => TerminologyResources.CodeSystems(fhir),
            TerminologyResources.ValueSet => TerminologyResources.ValueSets(fhir),
            ConceptMapResource.Type => ConceptMapResource.All(fhir),
            ConformanceResources.SearchParameter => ConformanceResources.SearchParameters(),
            ConformanceResources.StructureDefinition => ConformanceResources.StructureDefinitions(fhir),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Is not held in memory."),
        };
        return [.. all.OrderBy(resource => resource.Id, StringComparer.Ordinal)];
    }
}
