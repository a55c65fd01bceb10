namespace EvidenceApi.Fhir;

/// <summary>Own search parameters and extensions, so that a client can look up what they mean.</summary>
internal static class ConformanceResources
{
    internal const string SearchParameter = "SearchParameter";
    internal const string StructureDefinition = "StructureDefinition";

    private sealed record Part(string Name, string Type, string Definition, bool Many = false, string? ValueSet = null);

    internal static IEnumerable<MemoryResource> SearchParameters() => FhirParameters.All.Where(parameter => parameter.Definition is null)
        .Select(own => new MemoryResource(SearchParameter, own.Name, FhirId.Name(own.Name), Codes.Display(own.Name), to => Write(to, own)) { Code = own.Name });

    private static void Write(FhirWriter to, FhirParameter parameter)
    {
        Head(to, SearchParameter, parameter.Name, Codes.Display(parameter.Name), parameter.Documentation);
        to.Text("code", parameter.Name);
        to.Texts("base", FhirTypes.All.Where(type => FhirParameters.Of(type).Contains(parameter)).Select(type => type.Name));
        to.Text("type", parameter.Type);
        to.Text("processingMode", "other");
        to.Flag("multipleOr", parameter.Name != "release");
        to.Flag("multipleAnd", parameter.Name != "release");
    }

    internal static IEnumerable<MemoryResource> StructureDefinitions(FhirContext fhir) =>
    [
        Simple(Extension.AgreementId, "Agreement", "Whether the counted studies agree; absent where no counted study has a direction.", "agreement", EvidenceResource.Type),
        Simple(Extension.DirectionId, "Direction", "What the counted controlled studies found together, else the uncontrolled ones; of a study or finding what it found.", "direction", EvidenceResource.Type, fhir.Version.Citation),
        Resource(Extension.LevelId, "Level of evidence", "Level of evidence with the system that gave it. A level is no certainty: GRADE certainty stands in Evidence.certainty, where a source rated it.", [EvidenceResource.Type],
        [
            new("level", "CodeableConcept", "The level in the code system of its grading system."),
            new("basis", "code", "published: a grading says so. derived: by the rule from the counted studies.", ValueSet: "level-basis"),
            new("rule", "string", "The rule by which this level became the headline."),
            new("year", "date", "Year of the grading."),
            new("source", "Reference", "The review or guideline that graded."),
            new("sourceUrl", "uri", "Page on which the grading was read."),
            new("grading", "Reference", "The grading."),
            new("note", "string", "What a curator inferred, or which secondary source reported it."),
            new("study", "Reference", "A study that holds the derived level.", Many: true),
        ]),
    ];

    private static MemoryResource Simple(string id, string title, string description, string valueSet, params string[] contexts) =>
        new(StructureDefinition, id, FhirId.Name(id), title, to =>
        {
            Definition(to, id, title, description, contexts);
            to.Object("differential", () => to.Array<Action>(
                "element",
                [
                    () => Element(to, "Extension", description),
                    () => Forbidden(to, "Extension.extension"),
                    () => Url(to, "Extension.url", Extension.Url(to.Fhir, id)),
                    () => Value(to, "Extension.value[x]", "Extension.value[x]", "CodeableConcept", valueSet),
                ],
                write => write()));
        });

    private static MemoryResource Resource(string id, string title, string description, string[] contexts, IReadOnlyList<Part> parts) =>
        new(StructureDefinition, id, FhirId.Name(id), title, to =>
        {
            Definition(to, id, title, description, contexts);
            to.Object("differential", () => to.Array<Action>(
                "element",
                [
                    () => Element(to, "Extension", description),
                    .. parts.SelectMany(part => Slice(to, part)),
                    () => Url(to, "Extension.url", Extension.Url(to.Fhir, id)),
                    () => Forbidden(to, "Extension.value[x]"),
                ],
                write => write()));
        });

    private static IEnumerable<Action> Slice(FhirWriter to, Part part)
    {
        var slice = $"Extension.extension:{part.Name}";
        return
        [
            () =>
            {
                to.Text("id", slice);
                to.Text("path", "Extension.extension");
                to.Text("sliceName", part.Name);
                to.Text("short", part.Definition);
                to.Number("min", part.Name is "level" or "basis" or "rule" ? 1 : 0);
                to.Text("max", part.Many ? "*" : "1");
            },
            () => Url(to, $"{slice}.url", part.Name),
            () => Value(to, $"{slice}.value[x]", "Extension.extension.value[x]", part.Type, part.ValueSet),
        ];
    }

    private static void Element(FhirWriter to, string path, string definition)
    {
        to.Text("id", path);
        to.Text("path", path);
        to.Text("short", definition);
        to.Number("min", 0);
        to.Text("max", "1");
    }

    private static void Forbidden(FhirWriter to, string path)
    {
        to.Text("id", path);
        to.Text("path", path);
        to.Text("max", "0");
    }

    private static void Url(FhirWriter to, string id, string url)
    {
        to.Text("id", id);
        to.Text("path", id.StartsWith("Extension.extension", StringComparison.Ordinal) ? "Extension.extension.url" : "Extension.url");
        to.Text("fixedUri", url);
    }

    private static void Value(FhirWriter to, string id, string path, string type, string? valueSet)
    {
        to.Text("id", id);
        to.Text("path", path);
        to.Number("min", 1);
        to.Array("type", [type], code => to.Text("code", code));
        if (valueSet is null) return;
        to.Object("binding", () =>
        {
            to.Text("strength", "required");
            to.Text("valueSet", to.Fhir.Url(TerminologyResources.ValueSet, valueSet));
        });
    }

    private static void Head(FhirWriter to, string type, string id, string title, string description)
    {
        to.Head(type, id, to.Fhir.Current, $"<p><b>{FhirWriter.Html(title)}</b></p><p>{FhirWriter.Html(description)}</p>");
        to.Canonical(type, id, to.Fhir.Current, FhirId.Name(id), title);
        to.Text("description", description);
    }

    private static void Definition(FhirWriter to, string id, string title, string description, IEnumerable<string> contexts)
    {
        Head(to, StructureDefinition, id, title, description);
        to.Text("fhirVersion", to.Fhir.Version.Number);
        to.Text("kind", "complex-type");
        to.Flag("abstract", false);
        to.Array("context", contexts, context =>
        {
            to.Text("type", "element");
            to.Text("expression", context);
        });
        to.Text("type", "Extension");
        to.Text("baseDefinition", "http://hl7.org/fhir/StructureDefinition/Extension");
        to.Text("derivation", "constraint");
    }
}
