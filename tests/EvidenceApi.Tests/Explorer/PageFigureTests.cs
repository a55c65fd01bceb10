using System.Text.Json;
using AngleSharp.Dom;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Explorer;

/// <summary>What a page says is what the JSON answer behind it says: every figure, of every entry, condition, cell and study.</summary>
public sealed class PageFigureTests(EvidenceServiceFixture service)
{
    private static readonly (string, string)[] Inner =
        [("data-study", "studies"), ("data-finding", "studies/findings"), ("data-grading", "gradings")];

    [Fact]
    public async Task Every_figure_of_every_entry_is_that_of_its_answer()
    {
        var items = await service.ItemsAsync();
        Assert.True(items.Count >= 140);
        foreach (var item in items)
        {
            var id = item.Text("id");
            var article = (await service.Client.PageAsync($"/evidence/{id}")).QuerySelector($"article[data-item='{id}']")!;

            var shown = PageFigures.Check(article, item, id, Inner);
            Assert.Superset(Figures(item), shown.ToHashSet());
            PageFigures.Ids(article, "data-study", item.Items("studies"), id);
            PageFigures.Ids(article, "data-grading", item.Items("gradings"), id);
            PageFigures.Ids(article, "data-safety", item.Items("safety"), id);
            PageFigures.Ids(article, "data-claim", item.Items("claims"), id);
            PageFigures.Ids(article, "data-position", item.Items("recommendations"), id, ordered: false);
            PageFigures.Ids(article, "data-finding", item.Items("studies").Where(study => study.Has("findings")).SelectMany(study => study.Items("findings")), id, ordered: false);
            Sides(article, item);
            Said(article, item);
        }
    }

    [Fact]
    public async Task Summary_of_findings_and_forest_plots_of_every_entry_are_those_of_their_answers()
    {
        foreach (var id in (await service.ItemsAsync()).Ids())
        {
            var page = await service.Client.PageAsync($"/evidence/{id}");
            var rows = (await service.GetAsync($"/v1/evidence/{id}/summary-of-findings")).Items("rows").ToList();
            var shown = page.QuerySelectorAll("[data-summary]").ToList();
            Assert.Equal(rows.Select(row => $"{row.Text("measure.id")}|{row.Text("comparator.id")}|{row.Text("outcome")}"), shown.Select(row => row.GetAttribute("data-summary")));
            foreach (var (row, part) in rows.Zip(shown))
            {
                foreach (var figure in part.QuerySelectorAll("[data-s]"))
                {
                    Assert.Equal(row.Number(figure.GetAttribute("data-s")!).ToString("N0", System.Globalization.CultureInfo.InvariantCulture), figure.Squeezed());
                }
                var found = row.At("directions").EnumerateObject().Where(count => count.Value.GetInt32() > 0).Select(count => $"directions.{count.Name}");
                Assert.Superset(found.ToHashSet(), part.QuerySelectorAll("[data-s]").Select(figure => figure.GetAttribute("data-s")!).ToHashSet());
                Assert.Contains(row.Text("comment"), part.TextContent, StringComparison.Ordinal);
            }

            var plots = (await service.GetAsync($"/v1/evidence/{id}/forest-plot")).Items("plots").Select(plot => $"{plot.Text("url")}&format=svg").ToList();
            Assert.Equal(plots.Take(1), page.QuerySelectorAll("img.plot").Select(picture => picture.GetAttribute("src")));
            Assert.Superset(plots.ToHashSet(), page.QuerySelectorAll("#plot ~ * a[href]").Select(link => link.GetAttribute("href")!).ToHashSet());
        }
    }

    [Fact]
    public async Task Every_condition_shows_the_items_of_its_answer_in_their_order_with_their_figures()
    {
        foreach (var condition in await service.AllAsync("/v1/conditions"))
        {
            var id = condition.Text("id");
            var page = await service.Client.PageAsync($"/conditions/{id}");
            var items = await service.AllAsync($"/v1/conditions/{id}/evidence?view=full");

            PageFigures.Ids(page.Body!, "data-item", items, id);
            foreach (var item in items)
            {
                var row = page.QuerySelector($"[data-item='{item.Text("id")}']")!;
                Assert.Superset(Figures(item), PageFigures.Check(row, item, item.Text("id")).ToHashSet());
                Said(row, item);
            }
            foreach (var figure in page.QuerySelectorAll("[data-condition]"))
            {
                Assert.Equal(condition.Number(figure.GetAttribute("data-condition")!).ToString(System.Globalization.CultureInfo.InvariantCulture), figure.Squeezed());
            }
            if (items.Count == 0)
            {
                var reason = (await service.GetAsync($"/v1/conditions/{id}/evidence")).At("reason");
                Assert.Contains(reason.Text("message"), page.QuerySelector(".empty")!.Squeezed(), StringComparison.Ordinal);
            }
            var positions = (await service.AllAsync($"/v1/recommendations?condition={id}")).Where(position => !position.IsNull("condition"));
            PageFigures.Ids(page.Body!, "data-position", positions, id);
        }
    }

    [Fact]
    public async Task Every_cell_of_the_map_is_that_of_its_answer()
    {
        var map = await service.GetAsync("/v1/evidence-map");
        var page = await service.Client.PageAsync("/");
        var cells = page.QuerySelectorAll("[data-cell]").ToDictionary(cell => cell.GetAttribute("data-cell")!);

        Assert.Equal(map.Number("evidenceCount").ToString(System.Globalization.CultureInfo.InvariantCulture), page.QuerySelector(".lead [data-f=evidenceCount]")!.Squeezed());
        Assert.Equal(map.Items("cells").Count(), cells.Count);
        foreach (var cell in map.Items("cells"))
        {
            var key = $"{cell.Text("row")}|{cell.Text("modality")}";
            var shown = PageFigures.Check(cells[key], cell, key);
            Assert.Contains("studyCount", shown);
            Assert.Equal(!cell.IsNull("headline"), shown.Contains("headline.level"));
            Directed(cells[key], cell);
        }
    }

    [Fact]
    public async Task Every_study_shows_its_findings_with_their_figures()
    {
        foreach (var brief in await service.AllAsync("/v1/studies"))
        {
            var id = brief.Text("id");
            var study = await service.GetAsync($"/v1/studies/{id}");
            var article = (await service.Client.PageAsync($"/studies/{id}")).QuerySelector($"article[data-study='{id}']")!;

            PageFigures.Check(article, study, id, ("data-finding", "findings"));
            PageFigures.Ids(article, "data-finding", study.Items("findings"), id);
            Assert.Contains(study.Text("summary"), article.TextContent, StringComparison.Ordinal);
            if (study.Text("verification") == "incomplete") Assert.Contains("Record incomplete: shown, not counted.", article.Squeezed(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/modalities", "/v1/modalities", "data-modality")]
    [InlineData("/sources", "/v1/sources", "data-source")]
    [InlineData("/releases", "/v1/releases", "data-release")]
    public async Task Lists_are_those_of_their_answers(string address, string route, string attribute)
    {
        var page = await service.Client.PageAsync(address);
        var records = await service.AllAsync(route);

        PageFigures.Ids(page.Body!, attribute, records, address, ordered: false);
        foreach (var record in records) PageFigures.Check(page.QuerySelector($"[{attribute}='{record.Text("id")}']")!, record, record.Text("id"));
    }

    [Fact]
    public async Task Claims_of_a_source_are_those_of_its_answer()
    {
        foreach (var source in await service.AllAsync("/v1/sources"))
        {
            var page = await service.Client.PageAsync($"/sources/{source.Text("id")}");
            var claims = await service.AllAsync($"/v1/claims?source={source.Text("id")}");

            PageFigures.Ids(page.Body!, "data-claim", claims, source.Text("id"), ordered: false);
            Assert.Equal(claims.Count, source.Number("claimCount"));
            Assert.Equal(source.Number("claimCount").ToString(System.Globalization.CultureInfo.InvariantCulture), page.QuerySelector("[data-source=claimCount]")!.Squeezed());
        }
    }

    [Fact]
    public async Task Rules_and_levels_are_those_of_the_grading_systems()
    {
        var answer = await service.GetAsync("/v1/grading-systems?limit=100");
        var page = (await service.Client.PageAsync("/levels")).Body!.Squeezed();

        foreach (var rule in answer.At("rules").EnumerateObject().Where(rule => rule.Value.ValueKind == JsonValueKind.String)) Assert.Contains(rule.Value.GetString()!, page, StringComparison.Ordinal);
        foreach (var meaning in answer.At("rules.agreement").EnumerateObject()) Assert.Contains(meaning.Value.GetString()!, page, StringComparison.Ordinal);
        foreach (var level in answer.Items("items").SelectMany(system => system.Items("levels")).Where(level => !level.IsNull("definition")))
        {
            Assert.Contains($"{level.Text("level")} {level.Text("definition")}", page, StringComparison.Ordinal);
        }
    }

    /// <summary>What no page about an item may leave out.</summary>
    private static HashSet<string> Figures(JsonElement item)
    {
        var wanted = new HashSet<string> { "studyCount" };
        if (!item.IsNull("evidenceLevel")) wanted.Add("evidenceLevel.level");
        if (!item.IsNull("certainty")) wanted.Add("certainty.asWritten");
        if (item.Number("participantCount") > 0) wanted.Add("participantCount");
        foreach (var group in new[] { "directions", "designs", "notCounted" })
        {
            wanted.UnionWith(item.At(group).EnumerateObject().Where(count => count.Value.GetInt32() > 0).Select(count => $"{group}.{count.Name}"));
        }
        return wanted;
    }

    /// <summary>As prominent as what speaks for it.</summary>
    private static void Sides(IElement article, JsonElement item)
    {
        if (item.Number("studyCount") == 0) return;
        var directions = item.At("directions");
        Assert.EndsWith($": {directions.Number("favoursIntervention")}", article.QuerySelector("[data-side=for] h3")!.Squeezed(), StringComparison.Ordinal);
        Assert.EndsWith($": {directions.Number("noDifference") + directions.Number("favoursComparator")}", article.QuerySelector("[data-side=against] h3")!.Squeezed(), StringComparison.Ordinal);
    }

    /// <summary>Agreement never without that on which the studies agree.</summary>
    private static void Directed(IElement part, JsonElement json)
    {
        var agreement = part.QuerySelector("[data-agreement]")!;
        Assert.Equal(json.At("agreement").GetString() ?? "none", agreement.GetAttribute("data-agreement"));
        if (!json.IsNull("agreement") && json.Text("agreement") != "claims-only" && json.Text("direction") is not ("mixed" or "unclear"))
        {
            Assert.Equal(json.Text("direction"), agreement.NextElementSibling!.GetAttribute("data-direction-label"));
        }
    }

    private static void Said(IElement part, JsonElement item)
    {
        Directed(part, item);
        foreach (var shown in part.QuerySelectorAll("[data-positions]"))
        {
            var (named, position) = shown.GetAttribute("data-positions")!.Split('.') is [var group, var kind] ? (group == "named", kind) : throw new InvalidOperationException();
            Assert.Equal(item.Items("recommendations").Count(value => value.IsNull("condition") != named && value.Text("position") == position), int.Parse(shown.TextContent, System.Globalization.CultureInfo.InvariantCulture));
        }
        foreach (var shown in part.QuerySelectorAll("[data-harms]"))
        {
            Assert.Equal(item.Items("safety").Count(value => value.Text("kind") == shown.GetAttribute("data-harms")), int.Parse(shown.TextContent, System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
