using System.Net;
using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>Requests to the FHIR face, with what holds of every answer asserted on the way.</summary>
internal static class FhirRequests
{
    public const string Icd = "http://hl7.org/fhir/sid/icd-10-cm";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static string Encoded(string system, string code) => Uri.EscapeDataString($"{system}|{code}");

    public static async Task<JsonElement> FhirAsync(this HttpClient client, string path, int status = 200, params (string Name, string Value)[] headers)
    {
        using var answer = await client.SendFhirAsync(HttpMethod.Get, path, null, headers);
        return await answer.FhirAsync(status);
    }

    public static async Task<HttpResponseMessage> SendFhirAsync(this HttpClient client, HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/fhir/r5/{path}") { Content = body };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, Cancel);
    }

    public static async Task<JsonElement> FhirAsync(this HttpResponseMessage answer, int status = 200)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {body}");
        Assert.Equal("application/fhir+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(answer.Content.Headers.ContentType!.Parameters, parameter => parameter is { Name: "fhirVersion", Value: "5.0" });
        foreach (var inside in new[] { "Npgsql", "PostgresException", "StackTrace", "   at ", "select ", "evidence_document" }) Assert.DoesNotContain(inside, status == 200 ? "" : body, StringComparison.OrdinalIgnoreCase);
        var resource = JsonSerializer.Deserialize<JsonElement>(body);
        if (status != (int)HttpStatusCode.OK) Assert.Equal("OperationOutcome", resource.Text("resourceType"));
        return resource;
    }

    public static IReadOnlyList<JsonElement> Matches(this JsonElement bundle) => bundle.Entries("match");

    /// <summary>What a Bundle says beside what was found.</summary>
    public static string Remarks(this JsonElement bundle) =>
        string.Join(" ", bundle.Entries("outcome").SelectMany(outcome => outcome.Items("issue")).Select(issue => issue.Text("details.text")));

    public static string? Link(this JsonElement bundle, string relation) =>
        bundle.Items("link").Where(link => link.Text("relation") == relation).Select(link => link.Text("url")).SingleOrDefault();

    /// <summary>What is found on all pages.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AllFhirAsync(this HttpClient client, string path)
    {
        var found = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = await client.FhirAsync(next);
            found.AddRange(page.Matches());
            next = page.Link("next")?.Split("/fhir/r5/")[1];
        }
        return found;
    }

    /// <summary>The code of a concept in a system of the service.</summary>
    public static string? Code(this JsonElement concept, string system) => concept.Has("coding")
        ? concept.Items("coding").Where(coding => coding.Text("system").EndsWith(system, StringComparison.Ordinal)).Select(coding => coding.Text("code")).SingleOrDefault()
        : null;

    public static JsonElement? Extension(this JsonElement resource, string id) => resource.Has("extension")
        ? resource.Items("extension").Where(extension => extension.Text("url").EndsWith(id, StringComparison.Ordinal)).Select(extension => (JsonElement?)extension).SingleOrDefault()
        : null;

    private static IReadOnlyList<JsonElement> Entries(this JsonElement bundle, string mode) => bundle.Has("entry")
        ? [.. bundle.Items("entry").Where(entry => entry.Text("search.mode") == mode).Select(entry => entry.At("resource"))]
        : [];
}
