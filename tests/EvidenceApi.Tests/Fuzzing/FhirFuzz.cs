using System.Text;
using System.Text.Json;
using CsCheck;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Requests to the FHIR face, made from its CapabilityStatement.</summary>
internal static class FhirFuzz
{
    private const string Root = "/fhir/r5";
    private static readonly IReadOnlySet<int> Documented = new HashSet<int> { 200, 304, 400, 404, 405, 406, 413, 415 };

    private static readonly string[] Good =
    [
        "active", "knee-osteoarthritis", "prp", "tendon", "finding", "item", "http://hl7.org/fhir/sid/icd-10-cm|M77.11", "http://hl7.org/fhir/sid/icd-10-cm|", "|M77.11", "10.1001/jama.2021.19415", "2026-11-22", "ge2020", "lt2030-01-01T00:00:00Z", "eb2020",
        "2026.11.1", "true", "1", "20", "100", "0", "none", "accurate", "data", "text", "count", "json", "application/fhir+json;fhirVersion=5.0", "xml", "id,title", "-date", "a,b", "a$b", "a\\,b", "knee", "Lateral epicondylitis", "focus$prp",
    ];

    private static readonly string[] Common =
        ["_id", "_lastUpdated", "_count", "_total", "_summary", "_elements", "_format", "_pretty", "_sort", "_cursor", "_include", "_revinclude", "_has", "_filter", "_content", "_text", "_tag", "_profile", "_type", "_since", "release", "_list"];

    private static readonly string[] Modifiers = ["", "", "", ":exact", ":contains", ":missing", ":not", ":in", ":below", ":text", ":Citation.title", ".title", ":"];

    private const string Parameters = """{"resourceType":"Parameters","parameter":[{"name":"sourceCoding","valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M77.11"}},{"name":"url","valueUri":"x"}]}""";
    private const string Concept = """{"resourceType":"Parameters","parameter":[{"name":"sourceCodeableConcept","valueCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M77.11"},{"system":"http://snomed.info/sct","code":"x"}]}}]}""";

    internal static async Task<Gen<FuzzRequest>> AllAsync(HttpClient client)
    {
        var capabilities = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync($"{Root}/metadata", TestContext.Current.CancellationToken));
        var types = capabilities.Items("rest").First().Items("resource").Select(type => (Name: type.Text("type"), Parameters: type.Items("searchParam").Select(parameter => parameter.Text("name")).ToArray())).ToArray();
        var search = Gen.OneOf(types).SelectMany(type => Gen.Select(Query([.. type.Parameters]), Gen.Int[0, 8], (query, way) => way == 0
            ? new FuzzRequest("POST", $"{Root}/{type.Name}/_search", [("Content-Type", "application/x-www-form-urlencoded")], Encoding.Latin1.GetBytes(query), Documented)
            : new FuzzRequest("GET", $"{Root}/{type.Name}?{query}", way == 1 ? [("Prefer", "handling=strict")] : [], null, Documented)));
        var names = types.Select(type => type.Name).ToArray();
        var id = Values.InAddress(Values.Near([.. Good, "item-1", "study-bennell-2021-restore", "icd-10-cm", "condition"]));
        var read = Gen.Select(Gen.OneOf(names), id, id, Query([]), Gen.Int[0, 5], (type, first, second, query, way) =>
            new FuzzRequest("GET", $"{Root}/{type}/{first}{(way < 2 ? $"/_history/{second}" : "")}{(way is 1 or 3 ? "?" + query : "")}", [], null, Documented));
        var operation = Gen.Select(
            Gen.OneOf("ConceptMap/$translate", "ConceptMap/icd-10-cm/$translate", "CodeSystem/$lookup", "ValueSet/$expand", "$bulk-publish", "metadata", "Evidence/$validate", "nothing"),
            Query(["url", "sourceCode", "system", "version", "targetSystem", "sourceScope", "code"]), (path, query) => new FuzzRequest("GET", $"{Root}/{path}?{query}", [], null, Documented));
        var bulk = Gen.Select(Gen.OneOf(names), Values.InAddress(Values.Near(["2026.11.1"])), (type, release) => new FuzzRequest("GET", $"{Root}/$bulk-publish/{release}/{type}.ndjson", [], null, Documented));
        var body = BodyRequests.Sent(Gen.OneOf($"{Root}/ConceptMap/$translate", $"{Root}/ConceptMap/icd-10-cm/$translate", $"{Root}/Evidence/_search", $"{Root}/Evidence"), JsonMutation.Of(Gen.OneOf(Parameters, Concept)), Documented);
        return Gen.Frequency((10, search), (4, read), (3, operation), (1, bulk), (5, body));
    }

    private static Gen<string> Query(string[] own)
    {
        var name = Gen.Frequency((6, Gen.OneOf([.. own, .. Common])), (1, Values.InAddress(Values.Bad)));
        var pair = Gen.Select(name, Gen.OneOf(Modifiers), Values.InAddress(Values.Near(Good)), (left, modifier, right) => $"{left}{modifier}={right}");
        return pair.Array[0, 5].Select(pairs => string.Join('&', pairs));
    }
}
