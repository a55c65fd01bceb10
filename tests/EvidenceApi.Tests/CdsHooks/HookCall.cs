using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>Calls as an EHR makes them.</summary>
internal static class HookCall
{
    internal const string PatientView = "evidence-patient-view";
    internal const string ProblemCreate = "evidence-problem-list-item-create";
    internal const string OrderSelect = "evidence-order-select";
    internal const string Icd = "http://hl7.org/fhir/sid/icd-10-cm";
    internal const string Snomed = "http://snomed.info/sct";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static JsonObject Request(string service = PatientView) => new()
    {
        ["hook"] = service["evidence-".Length..],
        ["hookInstance"] = Guid.NewGuid().ToString(),
        ["context"] = new JsonObject { ["userId"] = "Practitioner/1", ["patientId"] = "1" },
    };

    internal static JsonObject Condition(string system, string code) => new()
    {
        ["resourceType"] = "Condition",
        ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) },
    };

    internal static JsonObject Bundle(IEnumerable<JsonNode?> resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["entry"] = new JsonArray([.. resources.Select(resource => new JsonObject { ["resource"] = resource })]),
    };

    internal static JsonObject WithPrefetch(JsonNode? conditions)
    {
        var request = Request();
        request["prefetch"] = new JsonObject { ["conditions"] = conditions };
        return request;
    }

    internal static JsonObject PatientWith(params (string System, string Code)[] codes) => WithPrefetch(Bundle(codes.Select(code => Condition(code.System, code.Code))));

    internal static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string service, string body, string? token = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/cds-services/{service}") { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("Origin", "https://ehr.example");
        // A body that is too large is refused before it is sent.
        if (body.Length > 1_000_000) request.Headers.ExpectContinue = true;
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
        return await client.SendAsync(request, Cancel);
    }

    /// <summary>The answer to a call; whatever it is about, it keeps the rules of cards.</summary>
    internal static async Task<JsonElement> CallAsync(this HttpClient client, JsonNode request, string service = PatientView, string? token = null)
    {
        using var answer = await client.PostAsync(service, request.ToJsonString(), token);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == 200, $"{(int)answer.StatusCode} {body}");
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        var parsed = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Empty(CardRules.Broken(parsed));
        return parsed;
    }

    /// <summary>Conditions of the single cards.</summary>
    internal static IReadOnlyList<string> Topics(this JsonElement answer) => [.. answer.Items("cards").Select(card => card.Text("source.topic.code"))];

    internal static async Task<IReadOnlyList<string>> TopicsAsync(this HttpClient client, JsonNode request, string service = PatientView, string? token = null) =>
        (await client.CallAsync(request, service, token)).Topics();
}
