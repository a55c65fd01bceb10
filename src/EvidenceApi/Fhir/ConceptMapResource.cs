using EvidenceApi.Conditions;
using EvidenceApi.Evidence;

namespace EvidenceApi.Fhir;

/// <summary>Which code of another system stands for which condition: a map per system.</summary>
internal static class ConceptMapResource
{
    internal const string Type = "ConceptMap";
    private const string Equivalent = "equivalent";
    private const string Related = "related-to";
    private const string Narrower = "source-is-narrower-than-target";
    private const string Broader = "source-is-broader-than-target";

    private sealed record Mapping(Condition Condition, ConditionCode Code);

    internal static IEnumerable<MemoryResource> All(FhirContext fhir) => Systems(fhir).Select(system => new MemoryResource(
        Type, Codes.MapId(system), FhirId.Name(Codes.MapId(system)), Title(fhir, system), to => Write(to, system)));

    internal static IEnumerable<string> Systems(FhirContext fhir) => fhir.Snapshot.CodeSystems.Keys.Where(fhir.Snapshot.Codes.HasConditions);

    /// <summary>
    /// How a requested code stands to the condition that answers it. That a code was mapped does not make it mean the same: most conditions
    /// have several, some of them broader, some narrower. Only one that has the condition's own name is called equivalent.
    /// </summary>
    internal static string Relationship(FhirContext fhir, string system, CodeHit hit)
    {
        var condition = fhir.Snapshot.Conditions[hit.Condition].Value;
        return hit.Kind switch
        {
            MatchKind.Subtree => Narrower,
            MatchKind.Descendant => Broader,
            _ => condition.Codes.Any(code => code.System == system && code.Code == hit.Matched && Plain(code.Display) == Plain(condition.Name)) ? Equivalent : Related,
        };
    }

    private static string Plain(string name) => new([.. name.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    private static string Title(FhirContext fhir, string system) => $"{fhir.Snapshot.CodeSystems[system].Value.Name} to conditions";

    private static void Write(FhirWriter to, string system)
    {
        var fhir = to.Fhir;
        var (id, title) = (Codes.MapId(system), Title(fhir, system));
        var source = fhir.Snapshot.CodeSystems[system].Value;
        to.Head(Type, id, fhir.Current, $"<p><b>{FhirWriter.Html(title)}</b></p><p>Codes that stand for a condition of this service. A code may stand for several.</p>");
        to.Canonical(Type, id, fhir.Current, FhirId.Name(id), title);
        to.Text("description", "Codes that stand for a condition of this service. Those whose scope is subtree also stand for every code below them: $translate finds those too.");
        to.Text("copyright", source.Licence);
        to.Array("property", ["scope"], code =>
        {
            to.Text("code", code);
            to.Text("description", "exact: this code alone. subtree: this code and every code below it.");
            to.Text("type", "string");
        });
        to.Text("targetScopeCanonical", fhir.Url(TerminologyResources.ValueSet, "condition"));
        var mappings = fhir.Snapshot.Conditions.Values.SelectMany(entry => entry.Value.Codes.Where(code => code.System == system).Select(code => new Mapping(entry.Value, code)));
        to.Array("group", [source], _ =>
        {
            to.Text("source", source.Uri);
            to.Text("target", fhir.System("condition"));
            to.Array("element", mappings.GroupBy(mapping => mapping.Code.Code).OrderBy(group => group.Key, StringComparer.Ordinal), element =>
            {
                to.Text("code", element.Key);
                to.Text("display", element.First().Code.Display);
                to.Array("target", element, mapping =>
                {
                    to.Text("code", mapping.Condition.Id);
                    to.Text("display", mapping.Condition.Name);
                    to.Text("relationship", Relationship(fhir, system, new(mapping.Condition.Id, MatchKind.Exact, mapping.Code.Code)));
                    to.Text("comment", mapping.Code.Note);
                    to.Array("property", [mapping.Code.Match], scope =>
                    {
                        to.Text("code", "scope");
                        to.Text("valueString", Http.Json.Name(scope));
                    });
                });
            });
        });
    }
}
