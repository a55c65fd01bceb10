using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>The evidence map: its cells are the lookup, summed.</summary>
public sealed class EvidenceMapTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("", "")]
    [InlineData("groupBy=body-region", "")]
    [InlineData("groupBy=condition-tree", "")]
    [InlineData("design=randomized-controlled-trial", "design=randomized-controlled-trial")]
    [InlineData("groupBy=body-region&agreement=conflicting", "agreement=conflicting")]
    [InlineData("code=icd-10-cm%7CM17.11", "code=icd-10-cm%7CM17.11")]
    [InlineData("condition=low-back-pain&level=III", "condition=low-back-pain&level=III")]
    public async Task Cells_sum_to_the_total_of_the_same_lookup(string map, string lookup)
    {
        var total = (await service.GetAsync($"/v1/evidence?view=summary&limit=1&{lookup}".TrimEnd('&'))).Number("page.total");
        var answer = await service.GetAsync($"/v1/evidence-map?{map}".TrimEnd('?'));

        Assert.True(total > 0);
        Assert.Equal(total, answer.Number("evidenceCount"));
        Assert.Equal(total, answer.Items("cells").Sum(cell => cell.Number("evidenceCount")));
    }

    [Theory]
    [InlineData("condition")]
    [InlineData("body-region")]
    [InlineData("condition-tree")]
    public async Task The_link_of_a_cell_answers_with_its_items(string groupBy)
    {
        var map = await service.GetAsync($"/v1/evidence-map?groupBy={groupBy}&publishedSince=2022");

        foreach (var cell in map.Items("cells"))
        {
            var items = await service.AllAsync(cell.Text("link") + "&view=summary");
            Assert.Equal(cell.Items("items").Ids().Order(StringComparer.Ordinal), items.Ids().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Designs_and_directions_of_a_cell_sum_to_its_studies_and_no_study_counts_twice()
    {
        var map = await service.GetAsync("/v1/evidence-map");

        foreach (var cell in map.Items("cells"))
        {
            var records = await service.GetAsync($"/v1/studies?condition={cell.Text("row")}&modality={cell.Text("modality")}&limit=1");
            var general = await service.GetAsync($"/v1/studies?condition={cell.Text("row")}&limit=100");
            var ofTechnique = general.Items("items").Count(study => study.IsNull("modality"));
            Assert.Equal(cell.Number("studyCount"), Sum(cell.At("designs")));
            Assert.Equal(cell.Number("studyCount"), Sum(cell.At("directions")));
            Assert.Equal(records.Number("page.total") - ofTechnique, cell.Number("recordCount"));
        }

        static int Sum(JsonElement counts) => counts.EnumerateObject().Sum(entry => entry.Value.GetInt32());
    }

    [Fact]
    public async Task A_cell_of_one_item_says_what_the_item_says()
    {
        var map = await service.GetAsync("/v1/evidence-map");
        var items = (await service.ItemsAsync()).ToDictionary(item => item.Text("id"));

        foreach (var cell in map.Items("cells").Where(cell => cell.Number("evidenceCount") == 1))
        {
            var item = items[cell.At("items")[0].Text("id")];
            Assert.Equal(item.At("agreement").ToString(), cell.At("agreement").ToString());
            Assert.Equal(item.Text("direction"), cell.Text("direction"));
            Assert.Equal(item.Number("studyCount"), cell.Number("studyCount"));
        }
    }

    [Fact]
    public async Task An_empty_map_says_why() =>
        Assert.Equal("unknown-code", (await service.GetAsync("/v1/evidence-map?code=icd-10-cm%7CZ99.9")).Text("reason.code"));
}
