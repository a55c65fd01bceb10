using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>ConceptMap/$translate against the service's own lookup.</summary>
public sealed class FhirTranslateTests(EvidenceServiceFixture service)
{
    private HttpClient Client => service.Client;

    [Fact]
    public async Task Every_code_of_every_condition_is_translated_with_and_without_its_dot()
    {
        var conditions = await service.AllAsync("/v1/conditions");
        var uris = new Dictionary<string, string> { ["icd-10-cm"] = FhirRequests.Icd, ["snomed-ct"] = "http://snomed.info/sct", ["mesh"] = "https://www.nlm.nih.gov/mesh", ["icd-11"] = "http://id.who.int/icd/release/11/mms" };
        var codes = conditions.SelectMany(condition => condition.Items("codes").Select(code => (System: code.Text("system"), Code: code.Text("code")))).Distinct().ToList();

        Assert.True(codes.Count(code => code.System == "icd-10-cm") > 140);
        foreach (var (system, code) in codes)
        {
            var expected = conditions.Where(condition => condition.Items("codes").Any(known => known.Text("system") == system && known.Text("code") == code)).ToList().Ids();
            foreach (var written in new[] { code, code.Replace(".", "", StringComparison.Ordinal).ToLowerInvariant() }.Distinct())
            {
                var answer = await Client.FhirAsync($"ConceptMap/$translate?system={Uri.EscapeDataString(uris[system])}&sourceCode={written}");
                Assert.True(Value(answer, "result").GetBoolean(), $"{system}|{written}");
                Assert.Equal(expected.Order(), Matches(answer).Select(match => match.Condition).Order());
                Assert.All(Matches(answer), match => Assert.Contains(match.Relationship, new[] { "equivalent", "related-to" }));
                Assert.All(Matches(answer), match => Assert.EndsWith($"/ConceptMap/{system}-to-condition", match.Map, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("M17.119", "knee-osteoarthritis", "source-is-narrower-than-target")]
    [InlineData("m17119", "knee-osteoarthritis", "source-is-narrower-than-target")]
    [InlineData("G56.01", "carpal-tunnel-syndrome", "source-is-narrower-than-target")]
    [InlineData("G56.0", "carpal-tunnel-syndrome", "equivalent")]
    // Several codes stand for the condition, none of them for it alone.
    [InlineData("M51.360", "discogenic-low-back-pain", "related-to")]
    [InlineData("M51", "discogenic-low-back-pain", "source-is-broader-than-target")]
    public async Task The_relationship_is_no_stronger_than_the_match(string code, string condition, string relationship)
    {
        var answer = await Client.FhirAsync($"ConceptMap/$translate?system={FhirRequests.Icd}&sourceCode={code}");

        Assert.Contains(Matches(answer), match => match.Condition == condition && match.Relationship == relationship);
        var lookup = (await service.GetAsync($"/v1/conditions?code={FhirRequests.Encoded(FhirRequests.Icd, code)}")).Items("items").ToList().Ids();
        Assert.Equal(lookup.Order(), Matches(answer).Select(match => match.Condition).Distinct().Order());
    }

    [Theory]
    [InlineData("system=http://hl7.org/fhir/sid/icd-10-cm&sourceCode=Z99.9", "No condition on record")]
    [InlineData("system=http://hl7.org/fhir/sid/icd-10-cm&sourceCode=%F0%9F%92%89", "No condition on record")]
    [InlineData("system=urn:nobody&sourceCode=M17", "stand for no condition")]
    [InlineData("system=http://fdasis.nlm.nih.gov&sourceCode=M17", "stand for no condition")]
    [InlineData("system=http://hl7.org/fhir/sid/icd-10-cm&sourceCode=M17&targetSystem=http://snomed.info/sct", "translated into")]
    [InlineData("system=http://hl7.org/fhir/sid/icd-10-cm&sourceCode=M17&url=http://example.org/map", "has no codes of")]
    public async Task What_has_no_translation_says_why(string query, string why)
    {
        var answer = await Client.FhirAsync($"ConceptMap/$translate?{query}");

        Assert.False(Value(answer, "result").GetBoolean());
        Assert.Contains(why, Value(answer, "message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Matches(answer));
    }

    [Fact]
    public async Task One_map_translates_its_own_system_only()
    {
        Assert.True(Value(await Client.FhirAsync($"ConceptMap/icd-10-cm-to-condition/$translate?system={FhirRequests.Icd}&sourceCode=M17"), "result").GetBoolean());
        Assert.False(Value(await Client.FhirAsync($"ConceptMap/mesh-to-condition/$translate?system={FhirRequests.Icd}&sourceCode=M17"), "result").GetBoolean());
        await Client.FhirAsync($"ConceptMap/none/$translate?system={FhirRequests.Icd}&sourceCode=M17", 404);
        var map = (await Client.FhirAsync("ConceptMap/icd-10-cm-to-condition")).Text("url");
        Assert.True(Value(await Client.FhirAsync($"ConceptMap/$translate?url={Uri.EscapeDataString(map)}&system={FhirRequests.Icd}&sourceCode=M17"), "result").GetBoolean());
    }

    [Theory]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCode","valueCode":"M17.11"},{"name":"system","valueUri":"http://hl7.org/fhir/sid/icd-10-cm"}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCoding","valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M1711","display":"x"}}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCodeableConcept","valueCodeableConcept":{"text":"knee","coding":[{"display":"no code"},{"system":"urn:local","code":"1"},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M17.11"}]}}]}""")]
    public async Task A_parameters_resource_is_answered_as_a_query(string body)
    {
        var expected = Matches(await Client.FhirAsync($"ConceptMap/$translate?system={FhirRequests.Icd}&sourceCode=M17.11"));
        foreach (var path in new[] { "ConceptMap/$translate", "ConceptMap/icd-10-cm-to-condition/$translate" })
        {
            using var answer = await Client.SendFhirAsync(HttpMethod.Post, path, Json(body));
            Assert.Equal(expected, Matches(await answer.FhirAsync()));
        }
        Assert.NotEmpty(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Parameters"}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":{}}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[1]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":3}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCoding"}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCoding","valueCoding":[]}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCoding","valueCoding":{"system":1,"code":"x"}}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"sourceCodeableConcept","valueCodeableConcept":{}}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"targetCode","valueCode":"x"}]}""")]
    public async Task A_body_that_says_nothing_is_refused(string body)
    {
        using var answer = await Client.SendFhirAsync(HttpMethod.Post, "ConceptMap/$translate", Json(body));
        await answer.FhirAsync(400);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/fhir+json"));

    private static JsonElement Value(JsonElement parameters, string name) =>
        parameters.Items("parameter").Single(parameter => parameter.Text("name") == name).EnumerateObject().Single(member => member.Name.StartsWith("value", StringComparison.Ordinal)).Value;

    private static IReadOnlyList<(string Condition, string Relationship, string Map)> Matches(JsonElement parameters) =>
    [
        .. parameters.Items("parameter").Where(parameter => parameter.Text("name") == "match").Select(match =>
        {
            var parts = match.Items("part").ToDictionary(part => part.Text("name"));
            return (parts["concept"].Text("valueCoding.code"), parts["relationship"].Text("valueCode"), parts["originMap"].Text("valueUri"));
        }),
    ];
}
