namespace EvidenceApi.Fhir;

/// <summary>A search parameter: its kind, where it is defined, and what it means here.</summary>
/// <param name="Definition">Id of FHIR's own SearchParameter; null where this service defines it.</param>
internal sealed record FhirParameter(string Name, string Type, string? Definition, string Documentation);

/// <summary>All search parameters, and those that only shape the answer.</summary>
internal static class FhirParameters
{
    internal static readonly IReadOnlyList<FhirParameter> All =
    [
        new("_id", "token", "Resource-id", "Id of the resource."),
        new("_lastUpdated", "date", "Resource-lastUpdated", "Day of the release since which the resource is as it is."),
        new("release", "string", null, "Release id: reads that release for ever, whatever is published later. Without it: the current one."),
        new("identifier", "token", "CanonicalResource-identifier", "Id of the record in the service; of a citation also DOI, PubMed id, PMC id or registration. Once."),
        new("url", "uri", "CanonicalResource-url", "Canonical URL."),
        new("version", "token", "CanonicalResource-version", "Release since which the resource is as it is."),
        new("name", "string", "CanonicalResource-name", "Beginning of the name."),
        new("title", "string", "CanonicalResource-title", "Beginning of the title."),
        new("status", "token", "CanonicalResource-status", "Every resource is active."),
        new("date", "date", "CanonicalResource-date", "Day of the release since which the resource is as it is."),
        new("context", "token", "CanonicalResource-context", "Exactly this code of the condition."),
        new("context-type", "token", "CanonicalResource-context-type", "Always focus."),
        new("context-type-value", "composite", "CanonicalResource-context-type-value", "focus$system|code: exactly this code of the condition."),
        new("condition", "token", null, "Diagnosis code as system|code, matched as in the service's lookup: with or without dot, a code below one on record too; or a condition id, a grouping standing for its members."),
        new("modality", "token", null, "Modality id, or a code of it as system|code. A grouping stands for its members."),
        new("target-tissue", "token", null, "Target tissue id, or a code of it as system|code."),
        new("kind", "token", null, "item: evidence items. finding: single outcomes of single studies. Without it both, items first."),
        new("code", "token", "SearchParameter-code", "Name of the parameter in a search."),
    ];

    /// <summary>Every type has these.</summary>
    internal static readonly IReadOnlyList<string> Common = ["_id", "_lastUpdated", "release"];

    /// <summary>They say how to answer, not what to find.</summary>
    internal static readonly IReadOnlySet<string> Control = new HashSet<string> { "_count", "_total", "_summary", "_elements", "_format", "_pretty", "_cursor", "release" };

    internal static IEnumerable<FhirParameter> Of(FhirType type) => All.Where(parameter => Common.Contains(parameter.Name) || type.Parameters.Contains(parameter.Name));

    internal static string Definition(FhirContext fhir, FhirType type, FhirParameter parameter) => parameter.Definition is not { } id
        ? fhir.Url(ConformanceResources.SearchParameter, parameter.Name)
        : $"http://hl7.org/fhir/SearchParameter/{(parameter.Name == "identifier" && type.Name == ArtifactAssessmentResource.Type ? "ArtifactAssessment-identifier" : id)}";
}
