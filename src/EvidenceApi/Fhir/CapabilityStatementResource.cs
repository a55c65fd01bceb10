namespace EvidenceApi.Fhir;

/// <summary>What the FHIR face can do: the contract of these routes.</summary>
internal static class CapabilityStatementResource
{
    internal const string Type = "CapabilityStatement";

    /// <summary>What a part of it holds.</summary>
    internal static readonly FhirType Subsets = new(
        Type, [], ["url", "version", "name", "title", "status", "experimental", "date", "publisher", "kind", "software", "implementation", "fhirVersion", "format", "rest.mode", "rest.security", "rest.resource.type", "rest.operation"],
        ["status", "date", "kind", "fhirVersion", "format"], "");

    internal static void Write(FhirWriter to)
    {
        var fhir = to.Fhir;
        to.Head(Type, "evidence-api", fhir.Current, "<p><b>Evidence API</b></p><p>Read and search of evidence on regenerative injection therapies, translation of diagnosis codes, and bulk files of each release.</p>");
        to.Canonical(Type, "evidence-api", fhir.Current, "EvidenceApi", "Evidence API", $"{fhir.Base}/metadata");
        to.Text("description", "Evidence items, single findings, the studies behind them, published gradings and vocabularies, read only. Every answer is of one data release; release= reads an earlier one. Information for clinicians, not advice.");
        to.Text("kind", "instance");
        to.Object("software", () =>
        {
            to.Text("name", "Evidence API");
            to.Text("version", typeof(CapabilityStatementResource).Assembly.GetName().Version!.ToString(3));
        });
        to.Object("implementation", () =>
        {
            to.Text("description", $"Evidence base on regenerative injection therapies, release {fhir.Snapshot.Release.Id}");
            to.Text("url", fhir.Base);
        });
        to.Text("fhirVersion", fhir.Version.Number);
        to.Texts("format", ["json", "application/fhir+json"]);
        to.Array("rest", [fhir], _ =>
        {
            to.Text("mode", "server");
            to.Text("documentation", "Parameters that a type does not have are ignored and named in an entry of mode outcome; Prefer: handling=strict refuses them. POST _search takes the same parameters as a form.");
            to.Object("security", () =>
            {
                to.Flag("cors", true);
                to.Text("description", "Open to read; no patient data is taken or kept.");
            });
            to.Array("resource", FhirTypes.All, type => Resource(to, type));
            to.Array("operation", ["bulk-publish"], name =>
            {
                to.Text("name", name);
                to.Text("definition", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/bulk-publish");
                to.Text("documentation", "A manifest of NDJSON files, one per type, of the whole release.");
            });
        });
    }

    private static void Resource(FhirWriter to, FhirType type)
    {
        to.Text("type", type.Name);
        to.Text("documentation", type.Documentation);
        to.Array("interaction", ["read", "vread", "search-type"], code => to.Text("code", code));
        to.Text("versioning", "versioned");
        to.Flag("readHistory", false);
        to.Flag("updateCreate", false);
        to.Flag("conditionalCreate", false);
        to.Text("conditionalRead", "full-support");
        to.Flag("conditionalUpdate", false);
        to.Text("conditionalDelete", "not-supported");
        to.Texts("referencePolicy", ["literal", "local"]);
        to.Array("searchParam", FhirParameters.Of(type), parameter =>
        {
            to.Text("name", parameter.Name);
            to.Text("definition", FhirParameters.Definition(to.Fhir, type, parameter));
            to.Text("type", parameter.Type);
            to.Text("documentation", parameter.Documentation);
        });
        if (type.Name != ConceptMapResource.Type) return;
        to.Array("operation", ["translate"], name =>
        {
            to.Text("name", name);
            to.Text("definition", "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate");
            to.Text("documentation", "Diagnosis codes into conditions of this service, by the same matching as the search parameter condition: sourceCode with system, sourceCoding or sourceCodeableConcept.");
        });
    }
}
