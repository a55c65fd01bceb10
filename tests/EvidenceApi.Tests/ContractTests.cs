using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvidenceApi.Tests;

/// <summary>The contract keeps what it promised, and the comparison that says so finds every kind of break.</summary>
public sealed class ContractTests
{
    private const string Before = """
        {
          "paths": { "/studies": {
            "get": {
              "operationId": "FindStudies",
              "parameters": [
                { "name": "q", "in": "query", "schema": { "type": "string", "maxLength": 50 } },
                { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100 } },
                { "name": "sort", "in": "query", "schema": { "type": "string", "enum": ["newest", "largest"] } }
              ],
              "responses": {
                "200": { "headers": { "ETag": {} }, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Study" } } } },
                "404": { "content": { "application/problem+json": { "schema": { "type": "object" } } } }
              }
            },
            "post": {
              "operationId": "LookUp",
              "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Request" } } } },
              "responses": {}
            }
          } },
          "components": { "schemas": {
            "Study": {
              "type": "object",
              "required": ["id", "year", "direction"],
              "properties": {
                "id": { "type": "string" },
                "year": { "type": "integer", "format": "int32" },
                "published": { "type": "string", "format": "date" },
                "direction": { "$ref": "#/components/schemas/Direction" },
                "journal": { "oneOf": [{ "$ref": "#/components/schemas/Study" }, { "type": "null" }] },
                "authors": { "type": "array", "items": { "type": "string" } },
                "counts": { "type": "object", "additionalProperties": { "type": "integer" } }
              }
            },
            "Direction": { "type": "string", "enum": ["favours", "no-difference"] },
            "Request": {
              "type": "object", "required": ["codes"],
              "properties": { "codes": { "type": "array", "items": { "type": "string" } }, "view": { "type": ["null", "string"] } }
            }
          } }
        }
        """;

    private const string Get = "paths//studies/get/";
    private const string Parameters = Get + "parameters/";
    private const string Study = "components/schemas/Study/";
    private const string Request = "components/schemas/Request/";

    [Fact]
    public void Nothing_that_was_promised_is_broken()
    {
        var breaks = ContractChanges.Breaking(ContractFiles.Document("baseline.json"), ContractFiles.Document("openapi.json"));

        Assert.True(breaks.Count == 0,
            $"openapi.json breaks clients of openapi/baseline.json:\n{string.Join('\n', breaks)}\n" +
            "If that is meant: copy openapi/openapi.json over openapi/baseline.json and say so under 'Breaking' in CHANGELOG.md.");
    }

    [Theory]
    [InlineData("paths//studies", null, "/studies: path removed")]
    [InlineData("paths//studies/post", null, "POST /studies: operation removed")]
    [InlineData(Get + "operationId", "\"Studies\"", "GET /studies: operationId FindStudies renamed")]
    [InlineData(Parameters + "0", null, "GET /studies: parameter q removed")]
    [InlineData(Parameters + "0/name", "\"text\"", "GET /studies: parameter q removed")]
    [InlineData(Parameters + "0/required", "true", "GET /studies: parameter q became required")]
    [InlineData(Parameters + "+", """{ "name": "since", "in": "query", "required": true }""", "GET /studies: required parameter since added")]
    [InlineData(Parameters + "0/schema/type", "\"integer\"", "GET /studies: parameter q: type string became integer")]
    [InlineData(Parameters + "0/schema/maxLength", "20", "GET /studies: parameter q: maxLength narrowed to 20")]
    [InlineData(Parameters + "0/schema/pattern", "\"^a\"", "GET /studies: parameter q: pattern narrowed to ^a")]
    [InlineData(Parameters + "0/schema/format", "\"date\"", "GET /studies: parameter q: format any became date")]
    [InlineData(Parameters + "0/schema/enum", "[\"a\"]", "GET /studies: parameter q: only listed values are accepted now")]
    [InlineData(Parameters + "1/schema/maximum", "50", "GET /studies: parameter limit: maximum narrowed to 50")]
    [InlineData(Parameters + "1/schema/minimum", "2", "GET /studies: parameter limit: minimum narrowed to 2")]
    [InlineData(Parameters + "2/schema/enum/1", null, "GET /studies: parameter sort: value largest removed")]
    [InlineData(Get + "responses/404", null, "GET /studies: response 404 removed")]
    [InlineData(Get + "responses/200/headers/ETag", null, "GET /studies 200: header ETag removed")]
    [InlineData(Get + "responses/404/content/application~problem+json", null, "GET /studies 404: application/problem+json removed")]
    [InlineData(Study + "properties/year", null, "GET /studies 200: Study.year: removed")]
    [InlineData(Study + "properties/authors", null, "GET /studies 200: Study.authors: removed")]
    [InlineData(Study + "required/1", null, "GET /studies 200: Study.year: may be missing now")]
    [InlineData(Study + "properties/year/type", "\"string\"", "GET /studies 200: Study.year: type integer became string")]
    [InlineData(Study + "properties/year/type", "\"number\"", "GET /studies 200: Study.year: type integer became number")]
    [InlineData(Study + "properties/year/type", "[\"null\", \"integer\"]", "GET /studies 200: Study.year: null has become possible")]
    [InlineData(Study + "properties/published/format", null, "GET /studies 200: Study.published: format date became any")]
    [InlineData(Study + "properties/authors/items/type", "\"object\"", "GET /studies 200: Study.authors[]: type string became object")]
    [InlineData(Study + "properties/counts/additionalProperties/type", "\"string\"", "GET /studies 200: Study.counts{}: type integer became string")]
    [InlineData("components/schemas/Direction/enum/1", null, "GET /studies 200: Direction: value no-difference removed")]
    [InlineData("components/schemas/Direction/enum", null, "GET /studies 200: Direction: values are no longer listed")]
    [InlineData("paths//studies/post/requestBody/required", "true", "POST /studies: body became required")]
    [InlineData("paths//studies/post/requestBody", null, "POST /studies: body removed")]
    [InlineData(Request + "properties/view", null, "POST /studies: Request.view: removed")]
    [InlineData(Request + "properties/view/type", "\"string\"", "POST /studies: Request.view: null no longer allowed")]
    [InlineData(Request + "required/+", "\"view\"", "POST /studies: Request.view: became required")]
    public void Every_kind_of_break_is_found_and_named(string where, string? change, string expected) =>
        Assert.Contains(expected, ContractChanges.Breaking(Parsed(Before), Changed(where, change)));

    [Fact]
    public void A_schema_that_clients_have_as_a_type_is_not_renamed() =>
        Assert.Contains("schema Direction: removed", ContractChanges.Breaking(Parsed(Before), Parsed(Before.Replace("Direction\"", "Finding\"", StringComparison.Ordinal))));

    [Theory]
    [InlineData("paths//trials", "{ \"get\": {} }")]
    [InlineData("paths//studies/put", "{}")]
    [InlineData(Parameters + "+", """{ "name": "since", "in": "query", "required": false }""")]
    [InlineData(Parameters + "0/schema/maxLength", "80")]
    [InlineData(Parameters + "1/schema/maximum", null)]
    [InlineData(Parameters + "1/schema/type", "\"number\"")]
    [InlineData(Parameters + "2/schema/enum/+", "\"oldest\"")]
    [InlineData(Get + "responses/415", "{}")]
    [InlineData(Get + "responses/200/headers/Link", "{}")]
    [InlineData(Study + "properties/title", "{ \"type\": \"string\" }")]
    [InlineData(Study + "properties/journal", """{ "$ref": "#/components/schemas/Study" }""")]
    [InlineData(Study + "required/+", "\"authors\"")]
    [InlineData(Study + "description", "\"A study.\"")]
    [InlineData("components/schemas/Direction/enum/+", "\"mixed\"")]
    [InlineData(Request + "properties/limit", "{ \"type\": \"integer\" }")]
    [InlineData("components/schemas/Trial", "{}")]
    public void Additions_pass(string where, string? change) =>
        Assert.Empty(ContractChanges.Breaking(Parsed(Before), Changed(where, change)));

    /// <summary>The document with one place set, with + appended, or where the change is null removed.</summary>
    private static JsonElement Changed(string where, string? change)
    {
        var document = JsonNode.Parse(Before)!;
        // A path or media type has its own slashes.
        var steps = where.Replace("//", "/~", StringComparison.Ordinal).Split('/').Select(step => step.Replace('~', '/')).ToArray();
        var (parent, last) = (steps[..^1].Aggregate(document, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!), steps[^1]);
        var value = change is null ? null : JsonNode.Parse(change);
        if (parent is JsonArray array)
        {
            if (last == "+") array.Add(value);
            else array.RemoveAt(Index(last));
        }
        else if (value is null) parent.AsObject().Remove(last);
        else parent[last] = value;
        return Parsed(document.ToJsonString());

        static int Index(string step) => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static JsonElement Parsed(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
