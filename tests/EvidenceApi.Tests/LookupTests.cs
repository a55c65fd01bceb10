using System.Text;
using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Many codes at once.</summary>
public sealed class LookupTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task Every_code_of_a_list_gets_its_answer_or_its_reason_in_the_order_sent()
    {
        string[] codes = ["icd-10-cm|M17.11", "no code", "icd-10-cm|Z99.9", "snomed-ct|57406009", "icd-10-cm|S63.591", "nosuch|1"];
        var results = (await LookUpAsync(new { codes })).Items("results").ToList();

        Assert.Equal(codes, results.Select(result => result.Text("code")));
        Assert.Equal(["", "invalid-code", "unknown-code", "", "no-evidence-for-condition", "invalid-code"], results.Select(Reason));
        Assert.Equal("subtree", results[0].At("items")[0].Text("match.kind"));
        Assert.All(results[3].Items("items"), item => Assert.Equal("carpal-tunnel-syndrome", item.Text("condition.id")));
    }

    [Fact]
    public async Task A_code_in_a_list_gives_what_the_lookup_of_it_alone_gives()
    {
        string[] codes = ["icd-10-cm|M51.360", "icd-10-cm|M53.3", "icd-10-cm|M54.5", "mesh|D020370", "http://hl7.org/fhir/sid/icd-10-cm|m77.1"];
        var results = (await LookUpAsync(new { codes, view = "standard" })).Items("results").ToList();

        for (var i = 0; i < codes.Length; i++)
        {
            var alone = await service.AllAsync($"/v1/evidence?code={Uri.EscapeDataString(codes[i])}");
            Assert.NotEmpty(alone);
            Assert.Equal(alone.Select(item => item.GetRawText()), results[i].Items("items").Select(item => item.GetRawText()));
        }
    }

    [Fact]
    public async Task A_list_keeps_to_match_modality_and_tissue()
    {
        var results = (await LookUpAsync(new { codes = new[] { "icd-10-cm|M17.11", "icd-10-cm|M17" }, match = "exact", modality = "prp", targetTissue = "intra-articular-joint" }))
            .Items("results").ToList();

        Assert.Equal("below-requested-match", Reason(results[0]));
        Assert.Equal("knee-osteoarthritis.prp.intra-articular-joint", Assert.Single(results[1].Items("items")).Text("id"));
    }

    [Fact]
    public async Task A_hundred_codes_are_answered_and_one_more_is_refused()
    {
        var hundred = Enumerable.Range(0, 100).Select(i => $"icd-10-cm|M{i:00}").ToList();

        Assert.Equal(100, (await LookUpAsync(new { codes = hundred })).Items("results").Count());
        using var refused = await PostAsync(new { codes = hundred.Append("icd-10-cm|M17") });
        await refused.ProblemAsync(400);
    }

    [Fact]
    public async Task A_list_is_kept_by_no_cache_and_another_media_type_is_refused()
    {
        using var answer = await PostAsync(new { codes = new[] { "icd-10-cm|M17" } });
        using var text = await service.Client.PostAsync("/v1/evidence/lookup", new StringContent("codes", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);

        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Null(answer.Headers.ETag);
        await text.ProblemAsync(415);
    }

    private static string Reason(JsonElement result) => result.IsNull("reason") ? "" : result.Text("reason.code");

    private Task<HttpResponseMessage> PostAsync(object body) => service.Client.PostAsync(
        "/v1/evidence/lookup", new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private async Task<JsonElement> LookUpAsync(object body)
    {
        using var answer = await PostAsync(body);
        Assert.Equal(200, (int)answer.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
