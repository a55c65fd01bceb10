using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>How loose a match a caller accepts, and what became of each of several codes.</summary>
public sealed class MatchModeTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("code=icd-10-cm%7CM19.071")]
    [InlineData("code=icd-10-cm%7CM19.90")]
    [InlineData("code=icd-10-cm%7CM51")]
    [InlineData("condition=osteoarthritis")]
    public async Task Exact_refuses_a_loose_match_and_says_that_there_is_one(string query)
    {
        Assert.NotEmpty((await service.GetAsync($"/v1/evidence?{query}")).Items("items"));

        var exact = await service.GetAsync($"/v1/evidence?{query}&match=exact");
        Assert.Empty(exact.Items("items"));
        Assert.Equal("below-requested-match", exact.Text("reason.code"));
    }

    [Fact]
    public async Task Exact_accepts_the_code_itself()
    {
        var items = await service.AllAsync("/v1/evidence?code=icd-10-cm%7CM53.3&match=exact&view=summary");

        Assert.Equal(["coccydynia", "sacroiliac-joint-pain"], items.Select(item => item.Text("condition.id")).Distinct());
        Assert.All(items, item => Assert.Equal("exact", item.Text("match.kind")));
    }

    [Fact]
    public async Task Broad_adds_what_lies_above_and_below()
    {
        var plain = (await service.AllAsync("/v1/evidence?condition=tfcc-tear&view=summary")).Ids();
        var broad = await service.AllAsync("/v1/evidence?condition=tfcc-tear&match=broad&view=summary");

        Assert.Empty(plain);
        Assert.NotEmpty(broad);
        Assert.All(broad, item => Assert.Equal(("ligament-injury", "ancestor"), (item.Text("condition.id"), item.Text("match.kind"))));
        Assert.Contains("tmj-hypermobility.descendant", await KindsAsync("condition=tmj-disorder&match=broad"));
        Assert.Equal(["tmj-disorder.exact"], await KindsAsync("condition=tmj-disorder"));
    }

    [Fact]
    public async Task Several_codes_in_one_call_are_each_reported_known_or_not()
    {
        var list = await service.GetAsync(
            "/v1/evidence?code=icd-10-cm%7CM17.11&code=icd-10-cm%7CZ99.9&code=snomed-ct%7C202855006&limit=100");

        Assert.Equal(
            ["icd-10-cm M17.11 knee-osteoarthritis subtree", "icd-10-cm Z99.9", "snomed-ct 202855006 lateral-epicondylitis exact"],
            list.Items("codes").Select(code => string.Join(' ',
                code.Items("matches").SelectMany(match => new[] { match.Text("condition"), match.Text("kind") })
                    .Prepend(code.Text("requested")).Prepend(code.Text("system")))));
        Assert.Equal(["knee-osteoarthritis", "lateral-epicondylitis"], list.Items("items").Select(Condition).Distinct());
        Assert.True(list.IsNull("reason"));
    }

    private async Task<IEnumerable<string>> KindsAsync(string query) => (await service.AllAsync($"/v1/evidence?{query}&view=summary"))
        .Select(item => $"{item.Text("condition.id")}.{item.Text("match.kind")}").Distinct();

    private static string Condition(JsonElement item) => item.Text("condition.id");
}
