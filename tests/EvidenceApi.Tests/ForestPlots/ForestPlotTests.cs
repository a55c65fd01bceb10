using System.Text.Json;
using System.Xml.Linq;
using EvidenceApi.Tests.Setup;
using SkiaSharp;

namespace EvidenceApi.Tests.ForestPlots;

/// <summary>Forest plots of the evidence base: what stands in them, what is marked, what is refused.</summary>
public sealed class ForestPlotTests(EvidenceServiceFixture service)
{
    private const string Achilles = "/v1/evidence/achilles-tendinopathy.prp.tendon/forest-plot";

    private static readonly Lock Lock = new();
    private static Task<IReadOnlyList<(JsonElement Item, JsonElement Plot)>>? plots;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_item_has_its_plots_or_says_why_not_and_no_finding_is_lost()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var answer = await service.GetAsync($"/v1/evidence/{item.Text("id")}/forest-plot");
            Assert.Equal(item.At("evidenceLevel").GetRawText(), answer.At("evidence.evidenceLevel").GetRawText());
            Assert.Equal(item.At("agreement").GetRawText(), answer.At("evidence.agreement").GetRawText());
            Assert.Equal(answer.Items("plots").Any(), answer.IsNull("reason"));
            Assert.Equal(answer.Items("plots").Any(), !answer.IsNull("plot"));

            var shown = answer.Items("notPlotted").Select(finding => finding.Text("finding")).ToHashSet();
            foreach (var outline in answer.Items("plots"))
            {
                var plot = (await service.GetAsync(outline.Text("url"))).At("plot");
                Assert.Equal(outline.Number("rows"), plot.Items("rows").Count());
                Assert.Equal(outline.At("measure").GetRawText(), plot.At("measure").GetRawText());
                Assert.Equal(outline.At("isPooled").GetBoolean(), !plot.IsNull("pooled"));
                Assert.True(plot.IsNull("pooled") != plot.IsNull("poolingRefused"), outline.Text("url"));
                shown.UnionWith(plot.Items("rows").Select(row => row.Text("finding")));
            }
            Assert.Equal(item.Items("studies").SelectMany(study => study.Items("findings")).Ids().Order(), shown.Order());
        }
    }

    [Fact]
    public async Task Rows_show_the_figures_of_their_findings_and_are_marked_where_they_cannot_be_pooled()
    {
        var (printed, computed) = (0, 0);
        foreach (var (item, plot) in await PlotsAsync())
        {
            var studies = item.Items("studies").ToList();
            foreach (var row in plot.Items("rows"))
            {
                var study = studies.ById(row.Text("study.id"));
                var finding = study.Items("findings").ById(row.Text("finding"));
                Assert.Equal(finding.Text("measure"), plot.Text("measure.id"));
                Assert.Equal(finding.At("higherIsBetter").GetRawText(), plot.At("higherIsBetter").GetRawText());
                Assert.Equal(finding.Text("direction"), row.Text("direction"));
                Assert.Equal(study.At("notCounted").GetRawText(), row.At("notCounted").GetRawText());
                Assert.True(row.At("low").GetDouble() <= row.At("estimate").GetDouble() && row.At("estimate").GetDouble() <= row.At("high").GetDouble(), row.GetRawText());
                if (row.Text("basis") == "as-printed")
                {
                    printed++;
                    foreach (var (member, of) in new[] { ("estimate", "estimate"), ("low", "ciLow"), ("high", "ciHigh") })
                    {
                        Assert.Equal(finding.At(of).GetDouble(), row.At(member).GetDouble());
                    }
                }
                else
                {
                    computed++;
                    Assert.False(finding.IsNull("interventionValue") || finding.IsNull("comparatorValue"), row.GetRawText());
                }
                // What does not count, or is no randomized trial, is never pooled.
                if (!row.IsNull("notCounted") || row.Text("section") != "randomized-trials" || row.At("contradictsDirection").GetBoolean()) Assert.False(row.IsNull("notPooled"), row.GetRawText());
                if (!row.IsNull("notPooled")) Assert.True(row.IsNull("weight"));
            }
        }
        Assert.True(printed > 120 && computed > 15, $"{printed} printed, {computed} computed");
    }

    [Fact]
    public async Task Comparisons_and_changes_against_baseline_never_share_a_plot()
    {
        foreach (var (_, plot) in await PlotsAsync())
        {
            var isBaseline = plot.Text("comparator.id") == "baseline";
            Assert.All(plot.Items("rows"), row => Assert.Equal(isBaseline, row.Text("direction").StartsWith("uncontrolled", StringComparison.Ordinal) || (isBaseline && row.Text("direction") is "unclear" or "mixed")));
            if (isBaseline) Assert.Equal("no-comparison", plot.Text("poolingRefused.code"));
            if (plot.Text("effectMeasure") == "mean-change") Assert.True(isBaseline);
        }
    }

    [Theory]
    [InlineData("hernigou-2018-onfh-30y.2")]
    [InlineData("jahangiri-2014-thumb.1")]
    [InlineData("peerbooms-2019-plantar.1")]
    [InlineData("won-2022-prp-ligament-lbp.1")]
    public async Task A_sign_that_contradicts_the_stated_direction_is_shown_as_printed_and_marked(string finding)
    {
        var rows = (await PlotsAsync()).SelectMany(entry => entry.Plot.Items("rows")).Where(row => row.Text("finding") == finding).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(row.At("contradictsDirection").GetBoolean() && row.Text("basis") == "as-printed" && !row.IsNull("notPooled")));
    }

    [Theory]
    [InlineData(Achilles + "?measure=visa-a&effectMeasure=MD&comparator=saline-placebo", "favours saline placebo injection", "favours PRP")]
    [InlineData(Achilles + "?measure=nrs-pain", "favours PRP", "favours saline placebo injection")]
    [InlineData("/v1/evidence/osteonecrosis-femoral-head.bmac.bone/forest-plot?measure=conversion-to-surgery", "favours BMAC", "favours surgery")]
    public async Task The_sides_follow_the_direction_of_scale(string path, string left, string right)
    {
        var plot = (await service.GetAsync(path)).At("plot");

        Assert.Equal((left, right), (plot.Text("leftFavours"), plot.Text("rightFavours")));
        Assert.Equal(plot.Text("effectMeasure") == "OR" ? 1 : 0, plot.Number("noEffect"));
    }

    [Fact]
    public async Task A_comparator_in_other_words_counts_as_what_it_is_and_several_stay_apart()
    {
        var findings = (await PlotsAsync()).SelectMany(entry => entry.Plot.Items("rows").Select(row => (Finding: row.Text("finding"), Comparator: entry.Plot.Text("comparator.id"), entry.Plot)))
            .DistinctBy(entry => entry.Finding).ToDictionary(entry => entry.Finding);

        Assert.Equal("corticosteroid", findings["muthu-2025-epidural-prp-meta.1"].Comparator);
        Assert.Equal("local-anesthetic", findings["klein-1993-dgp-lbp.1"].Comparator);
        Assert.Equal("platelet-poor-plasma", findings["hamilton-2015-hamstring.1"].Comparator);
        Assert.Equal("comparator-not-one", findings["hamilton-2015-hamstring.1"].Plot.Text("poolingRefused.code"));
    }

    [Fact]
    public async Task Too_few_trials_are_not_pooled_and_the_reason_says_how_many()
    {
        var answer = await service.GetAsync(Achilles + "?measure=visa-a&effectMeasure=MD&comparator=saline-placebo");

        Assert.Equal(("too-few-trials", 2), (answer.Text("plot.poolingRefused.code"), answer.Items("plots").Single().Number("poolableTrials")));
        Assert.StartsWith("2 independent", answer.Text("plot.poolingRefused.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_of_time_keeps_what_lies_in_it()
    {
        var all = (await service.GetAsync(Achilles + "?measure=visa-a&comparator=saline-placebo&effectMeasure=MD")).Items("plot.rows").ToList();
        var six = (await service.GetAsync(Achilles + "?measure=visa-a&comparator=saline-placebo&effectMeasure=MD&timepoint=6")).Items("plot.rows").ToList();

        Assert.Equal(["de-vos-2010-achilles-jama.1"], six.Select(row => row.Text("finding")));
        Assert.Equal(3, all.Count);
    }

    [Fact]
    public async Task A_choice_that_no_plot_meets_is_explained()
    {
        var answer = await service.GetAsync(Achilles + "?measure=retear");

        Assert.Equal("filters-exclude-all", answer.Text("reason.code"));
        Assert.Contains("visa-a", answer.Text("reason.hint"), StringComparison.Ordinal);
        Assert.Empty(answer.Items("plots"));
        Assert.Contains("No forest plot", (await SvgAsync(Achilles + "?measure=retear&format=svg")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_plot_is_a_picture_that_can_be_read_without_eyes()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var path = $"/v1/evidence/{item.Text("id")}/forest-plot";
            var svg = await SvgAsync($"{path}?format=svg");
            Assert.Equal(("img", "plot-title plot-description"), ((string?)svg.Attribute("role"), (string?)svg.Attribute("aria-labelledby")));
            Assert.All(new[] { "title", "desc" }, name => Assert.NotEmpty(svg.Elements(svg.Name.Namespace + name).Single().Value));
            var text = svg.ToString();
            Assert.All(new[] { "<script", "href=", "url(", "@import", "onload" }, inside => Assert.DoesNotContain(inside, text, StringComparison.OrdinalIgnoreCase));
            Assert.Contains("2026.11.1", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_png_is_the_same_picture_at_twice_its_size()
    {
        var svg = await SvgAsync($"{Achilles}?format=svg");
        using var answer = await service.Client.GetAsync($"{Achilles}?format=png", Cancel);
        using var png = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync(Cancel));

        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((1200, 2 * (int)svg.Attribute("height")!), (png.Width, png.Height));
        Assert.InRange(png.Pixels.Distinct().Count(), 10, 5000);
        Assert.Equal(SKColors.White, png.GetPixel(0, 0));
    }

    [Theory]
    [InlineData("/v1/evidence/no.such.item/forest-plot", 404)]
    [InlineData("/v1/evidence/%01%0A/forest-plot", 404)]
    [InlineData("/v1/evidence/'%3Bdrop%20table/forest-plot?format=svg", 404)]
    [InlineData(Achilles + "?measure=vas", 400)]
    [InlineData(Achilles + "?comparator=vitamins", 400)]
    [InlineData(Achilles + "?effectMeasure=md", 400)]
    [InlineData(Achilles + "?timepoint=601", 400)]
    [InlineData(Achilles + "?timepoint=-1", 400)]
    [InlineData(Achilles + "?format=pdf", 400)]
    [InlineData(Achilles + "?format=svg&fields=plots", 400)]
    [InlineData(Achilles + "?width=9000", 400)]
    public async Task What_is_wrong_is_refused(string path, int status) => await service.GetProblemAsync(path, status);

    private async Task<XElement> SvgAsync(string path)
    {
        using var answer = await service.Client.GetAsync(path, Cancel);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType?.MediaType);
        return XElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }

    // Every plot of the base, read once for all tests.
    private Task<IReadOnlyList<(JsonElement Item, JsonElement Plot)>> PlotsAsync()
    {
        lock (Lock) return plots ??= ReadAsync();
    }

    private async Task<IReadOnlyList<(JsonElement Item, JsonElement Plot)>> ReadAsync()
    {
        List<(JsonElement, JsonElement)> all = [];
        foreach (var item in await service.ItemsAsync())
        {
            foreach (var outline in (await service.GetAsync($"/v1/evidence/{item.Text("id")}/forest-plot")).Items("plots"))
            {
                all.Add((item, (await service.GetAsync(outline.Text("url"))).At("plot")));
            }
        }
        return all;
    }
}
