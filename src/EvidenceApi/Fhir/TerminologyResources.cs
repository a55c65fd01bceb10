namespace EvidenceApi.Fhir;

/// <summary>The own vocabularies as CodeSystem, and each as the ValueSet of all its codes.</summary>
internal static class TerminologyResources
{
    internal const string CodeSystem = "CodeSystem";
    internal const string ValueSet = "ValueSet";

    internal static IEnumerable<MemoryResource> CodeSystems(FhirContext fhir) => OwnCodeSystems.All(fhir).Select(system =>
        new MemoryResource(CodeSystem, system.Id, FhirId.Name(system.Id), system.Title, to => Write(to, system)));

    internal static IEnumerable<MemoryResource> ValueSets(FhirContext fhir) => OwnCodeSystems.All(fhir).Select(system =>
        new MemoryResource(ValueSet, system.Id, FhirId.Name(system.Id), system.Title, to =>
        {
            to.Head(ValueSet, system.Id, fhir.Current, $"<p><b>{FhirWriter.Html(system.Title)}</b></p><p>All codes of {FhirWriter.Html(fhir.System(system.Id))}</p>");
            to.Canonical(ValueSet, system.Id, fhir.Current, FhirId.Name(system.Id), system.Title);
            to.Text("description", system.Description);
            to.Object("compose", () => to.Array("include", [system], _ => to.Text("system", fhir.System(system.Id))));
        }));

    private static void Write(FhirWriter to, OwnCodeSystem system)
    {
        var all = Flat(system.Concepts).ToList();
        var list = string.Concat(all.Select(concept => $"<li>{FhirWriter.Html(concept.Code)}: {FhirWriter.Html(concept.Display)}</li>"));
        to.Head(CodeSystem, system.Id, to.Fhir.Current, $"<p><b>{FhirWriter.Html(system.Title)}</b></p><p>{FhirWriter.Html(system.Description)}</p><ul>{list}</ul>");
        to.Canonical(CodeSystem, system.Id, to.Fhir.Current, FhirId.Name(system.Id), system.Title);
        to.Text("description", system.Description);
        to.Flag("caseSensitive", true);
        to.Text("valueSet", to.Fhir.Url(ValueSet, system.Id));
        to.Text("hierarchyMeaning", system.HierarchyMeaning);
        to.Text("content", "complete");
        to.Number("count", all.Count);
        to.Array("property", all.SelectMany(concept => concept.Properties).DistinctBy(property => property.Code), property =>
        {
            to.Text("code", property.Code);
            to.Text("description", Codes.Display(property.Code));
            to.Text("type", property.Type);
        });
        to.Array("concept", system.Concepts, concept => Write(to, concept));
    }

    private static void Write(FhirWriter to, OwnConcept concept)
    {
        to.Text("code", concept.Code);
        to.Text("display", concept.Display);
        to.Text("definition", concept.Definition);
        to.Array("designation", concept.Synonyms, synonym => to.Text("value", synonym));
        to.Array("property", concept.Properties, property =>
        {
            to.Text("code", property.Code);
            to.Text("valueString", property.Text);
            to.Number("valueInteger", property.Number);
            to.Flag("valueBoolean", property.Flag);
            if (property.Coding is { } coding) to.Coding("valueCoding", coding);
        });
        to.Array("concept", concept.Below, below => Write(to, below));
    }

    private static IEnumerable<OwnConcept> Flat(IEnumerable<OwnConcept> concepts) => concepts.SelectMany(concept => Flat(concept.Below).Prepend(concept));
}
