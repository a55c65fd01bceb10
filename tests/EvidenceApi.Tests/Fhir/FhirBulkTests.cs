using System.Net;
using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>The files of a release.</summary>
public sealed class FhirBulkTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manifest_lists_a_file_per_type_with_what_a_search_would_find()
    {
        using var answer = await service.Client.SendFhirAsync(HttpMethod.Get, "$bulk-publish");
        var manifest = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("2026-11-22T00:00:00Z", manifest.Text("transactionTime"));
        Assert.False(manifest.At("requiresAccessToken").GetBoolean());
        Assert.Equal("application/fhir+ndjson", manifest.Text("outputFormat"));
        Assert.Equal(9, manifest.Items("output").Count());
        foreach (var file in manifest.Items("output"))
        {
            Assert.Equal((await service.Client.FhirAsync($"{file.Text("type")}?_count=0")).Number("total"), file.Number("count"));
            Assert.StartsWith(service.Client.BaseAddress!.ToString(), file.Text("url"), StringComparison.Ordinal);
            using var lines = await service.Client.GetAsync(new Uri(file.Text("url")), Cancel);
            Assert.Equal("application/fhir+ndjson", lines.Content.Headers.ContentType?.MediaType);
            Assert.Contains("immutable", lines.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            var text = await lines.Content.ReadAsStringAsync(Cancel);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            var resources = text[..^1].Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
            Assert.Equal(file.Number("count"), resources.Count);
            Assert.All(resources, resource => Assert.Equal(file.Text("type"), resource.Text("resourceType")));
            Assert.Equal(resources.Count, resources.Ids().Distinct().Count());
        }
    }

    [Fact]
    public async Task An_unchanged_manifest_or_file_is_not_sent_twice()
    {
        using var manifest = await service.Client.SendFhirAsync(HttpMethod.Get, "$bulk-publish");
        var file = JsonSerializer.Deserialize<JsonElement>(await manifest.Content.ReadAsStringAsync(Cancel)).Items("output").First().Text("url").Split("/fhir/r5/")[1];
        foreach (var path in new[] { "$bulk-publish", file })
        {
            using var first = await service.Client.SendFhirAsync(HttpMethod.Get, path, null, ("Accept", "application/fhir+ndjson, application/json"));
            using var second = await service.Client.SendFhirAsync(HttpMethod.Get, path, null, ("If-None-Match", first.Headers.ETag!.ToString()));
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }
}
