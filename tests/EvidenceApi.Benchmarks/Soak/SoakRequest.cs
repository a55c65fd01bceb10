using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EvidenceApi.Benchmarks.Soak;

/// <summary>A request whose answer is a pure function of the release.</summary>
internal sealed record SoakRequest(string Address, string? Body = null)
{
    private const string Call = """
        {"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/1","patientId":"1"},"prefetch":{"conditions":{"resourceType":"Bundle","entry":[
         {"resource":{"resourceType":"Condition","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"CODE"}]}}}]}}}
        """;

    private static readonly string[] Words = ["knee", "tennis elbow", "prp", "dextrose", "ostoarthritis", "bennell", "back pain", "fat"];
    private static readonly string[] Filters = ["modality=prp&direction=no-difference", "modality=prolotherapy&direction=favours-intervention", "bodyRegion=knee&minParticipants=100", "targetTissue=tendon&agreement=conflicting"];
    private static readonly string[] Tables = ["findings?format=csv", "findings?format=ndjson", "studies?format=csv", "gradings?format=ndjson", "claims?format=csv"];
    private static readonly string[] Types = ["Evidence", "Citation", "ArtifactAssessment", "EvidenceVariable"];
    private static readonly string[] Others = ["/", "/levels", "/modalities", "/sources", "/changes", "/releases", "/v1/evidence-map", "/v1/changes?since=2026.11.1", "/fhir/r5/metadata"];

    /// <summary>Lookups of every code, every item, and of each other kind of answer some.</summary>
    public static async Task<IReadOnlyList<SoakRequest>> AllAsync(HttpClient client)
    {
        var conditions = await ItemsAsync(client, "/v1/conditions?limit=100");
        var items = await ItemsAsync(client, "/v1/evidence?limit=100");
        var icd = conditions.SelectMany(condition => condition.GetProperty("codes").EnumerateArray())
            .Where(code => code.GetProperty("system").GetString() == "icd-10-cm").Select(code => code.GetProperty("code").GetString()!).Distinct().ToList();
        var ids = items.Select(item => item.GetProperty("id").GetString()!).ToList();
        return
        [
            .. icd.Select(code => new SoakRequest($"/v1/evidence?code=icd-10-cm%7C{code}")),
            .. icd.Take(20).Select(code => new SoakRequest($"/v1/evidence?code=icd-10-cm%7C{code}&release=2026.11.1&view=full")),
            .. icd.Take(20).Select(code => new SoakRequest("/cds-services/evidence-patient-view", Call.Replace("CODE", code, StringComparison.Ordinal))),
            .. icd.Chunk(10).Select(codes => new SoakRequest("/v1/evidence/lookup", JsonSerializer.Serialize(new { codes = codes.Select(code => $"icd-10-cm|{code}") }))),
            .. ids.SelectMany(id => new[] { new SoakRequest($"/v1/evidence/{id}"), new SoakRequest($"/evidence/{id}"), new SoakRequest($"/v1/evidence/{id}/citations?format=ris") }),
            .. Words.Select(Uri.EscapeDataString).SelectMany(word => new[] { new SoakRequest($"/v1/search?q={word}"), new SoakRequest($"/v1/suggest?q={word}"), new SoakRequest($"/search?q={word}"), new SoakRequest($"/v1/evidence?q={word}") }),
            .. Filters.Select(filter => new SoakRequest($"/v1/evidence?{filter}&limit=50")),
            .. Tables.Select(table => new SoakRequest($"/v1/{table}")),
            .. Types.Select(type => new SoakRequest($"/fhir/r5/{type}?_count=20")),
            .. Others.Select(address => new SoakRequest(address)),
        ];
    }

    /// <summary>The release that answered and a checksum of what it said; other statuses than 200 are failures.</summary>
    public async Task<(string Release, string Hash)> AskAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(Body is null ? HttpMethod.Get : HttpMethod.Post, Address);
        if (Body is not null) request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{(int)answer.StatusCode} {Address}");
        return (answer.Headers.GetValues("Evidence-Release").Single(), Convert.ToHexString(SHA256.HashData(body)));
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string address) =>
        [.. JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(address)).GetProperty("items").EnumerateArray()];
}
