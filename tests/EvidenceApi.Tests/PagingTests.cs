using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Pages together are the list: nothing twice, nothing lost, an end that is one.</summary>
public sealed class PagingTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/evidence?view=summary", 140)]
    [InlineData("/v1/evidence?view=summary&condition=knee-osteoarthritis", 16)]
    [InlineData("/v1/evidence?view=summary&code=icd-10-cm%7CM19.90&code=icd-10-cm%7CM54", 68)]
    [InlineData("/v1/conditions/spinal-pain/evidence?view=summary", 43)]
    [InlineData("/v1/conditions", 55)]
    [InlineData("/v1/conditions?q=osteoarthritis", null)]
    [InlineData("/v1/modalities", 14)]
    [InlineData("/v1/target-tissues", 21)]
    [InlineData("/v1/studies?condition=knee-osteoarthritis&verification=verified", null)]
    [InlineData("/v1/grading-systems", 8)]
    public async Task Pages_of_any_size_are_the_whole_list_in_its_order(string path, int? total)
    {
        var whole = await service.AllAsync(path);
        if (total is not null) Assert.Equal(total, whole.Count);
        Assert.Equal(whole.Count, whole.Ids().Distinct().Count());

        foreach (var size in new[] { 1, 2, 3, 7, 19, 20, 100 })
        {
            var pages = await PagesAsync(path, size);
            Assert.Equal(Texts(whole), Texts(pages.SelectMany(page => page.Items("items"))));
            Assert.All(pages, page => Assert.Equal((size, whole.Count), (page.Number("page.limit"), page.Number("page.total"))));
            Assert.All(pages.SkipLast(1), page => Assert.Equal(size, page.Items("items").Count()));
            Assert.Equal((whole.Count + size - 1) / size, pages.Count);
        }
    }

    [Fact]
    public async Task Every_list_of_the_contract_pages_to_its_end()
    {
        foreach (var route in (await Route.ReadsAsync(service.Client)).Where(route => route.QueryParameters.Contains("cursor")))
        {
            var whole = await PagesAsync(route.Address, 100);
            var texts = Texts(whole.SelectMany(page => page.Items("items"))).ToList();
            var small = await PagesAsync(route.Address, Math.Max(3, texts.Count / 40));

            Assert.Equal(texts.Count, whole[0].Number("page.total"));
            Assert.Equal(texts, Texts(small.SelectMany(page => page.Items("items"))));
        }
    }

    [Fact]
    public async Task Twenty_items_are_a_page_unless_asked_otherwise()
    {
        var page = await service.GetAsync("/v1/evidence?view=summary");

        Assert.Equal((20, 20), (page.Items("items").Count(), page.Number("page.limit")));
    }

    [Fact]
    public async Task The_page_size_may_change_on_the_way()
    {
        var whole = (await service.AllAsync("/v1/evidence?view=summary")).Ids();
        var first = await service.GetAsync("/v1/evidence?view=summary&limit=7");
        var second = await service.GetAsync($"/v1/evidence?view=summary&limit=30&cursor={first.Text("page.next")}");

        Assert.Equal(whole.Take(37), first.Items("items").Concat(second.Items("items")).Ids());
    }

    [Theory]
    [InlineData("/v1/evidence?condition=hip-osteoarthritis&limit=2")]
    [InlineData("/v1/evidence?condition=knee-osteoarthritis&view=full&limit=2")]
    [InlineData("/v1/evidence?condition=knee-osteoarthritis&modality=prp&limit=2")]
    [InlineData("/v1/evidence?limit=2")]
    [InlineData("/v1/conditions/knee-osteoarthritis/evidence?limit=2")]
    [InlineData("/v1/studies?condition=knee-osteoarthritis&limit=2")]
    [InlineData("/v1/conditions?limit=2")]
    [InlineData("/v1/modalities?limit=2")]
    public async Task A_cursor_of_another_query_is_refused(string path)
    {
        var cursor = (await service.GetAsync("/v1/evidence?condition=knee-osteoarthritis&limit=2")).Text("page.next");

        var problem = await service.GetProblemAsync($"{path}&cursor={cursor}", 400);
        Assert.Equal("invalid-value", Assert.Single(problem.Items("errors.cursor")).Text("code"));
    }

    [Fact]
    public async Task A_cursor_that_was_altered_anywhere_is_refused()
    {
        foreach (var path in new[] { "/v1/evidence?limit=3&view=summary", "/v1/conditions?limit=3", "/v1/studies?limit=3" })
        {
            var cursor = (await service.GetAsync(path)).Text("page.next");
            for (var at = 0; at < cursor.Length - 1; at += 3)
            {
                var altered = $"{cursor[..at]}{(cursor[at] == 'A' ? 'B' : 'A')}{cursor[(at + 1)..]}";
                await service.GetProblemAsync($"{path}&cursor={altered}", 400);
            }
            await service.GetProblemAsync($"{path}&cursor={cursor[..^4]}", 400);
            await service.GetProblemAsync($"{path}&cursor={cursor}AAAA", 400);
            await service.GetProblemAsync($"{path}&cursor={cursor[4..]}", 400);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("-1")]
    [InlineData("eyJSIjoxfQ")]
    [InlineData("%F0%9F%92%89")]
    [InlineData("%25%32%30")]
    [InlineData("'%3B%20drop%20table%20evidence.study%3B--")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        foreach (var route in new[] { "/v1/evidence", "/v1/conditions", "/v1/studies", "/v1/modalities" })
        {
            var problem = await service.GetProblemAsync($"{route}?cursor={cursor}", 400);
            var error = Assert.Single(problem.Items("errors.cursor"));
            Assert.Contains("Begin again without it", error.Text("message"), StringComparison.Ordinal);
        }
        await service.GetProblemAsync($"/v1/evidence?cursor={new string('A', 4000)}", 400);
    }

    [Fact]
    public async Task Pages_begun_before_a_release_go_on_reading_the_old_one()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync("2026.11.1");
        foreach (var path in new[] { "/v1/evidence?view=summary", "/v1/studies", "/v1/conditions" })
        {
            Assert.Equal("2026.11.1", (await running.Client.JsonAsync(path)).Text("release"));
        }
        var before = Texts(await running.Client.AllAsync("/v1/evidence?view=summary")).ToList();
        var page = await running.Client.JsonAsync("/v1/evidence?view=summary&limit=9");
        var studies = await running.Client.JsonAsync("/v1/studies?limit=100");
        var items = page.Items("items").ToList();

        // Another direction, and an item less: none may show on the pages to come.
        await own.PublishAsync("2026.12.1", """
            update study set direction = 'favours-comparator' where id = 'bennell-2021-restore';
            delete from claim where id = 'rit-guide-prolotherapy-effectiveness-2';
            """);
        await running.ReadyAsync("2026.12.1");
        while (page.At("page.next").GetString() is { } next)
        {
            using var answer = await running.Client.GetAsync($"/v1/evidence?view=summary&limit=9&cursor={next}", Cancel);
            page = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Equal("2026.11.1", Assert.Single(answer.Headers.GetValues("Evidence-Release")));
            Assert.Equal(("2026.11.1", before.Count), (page.Text("release"), page.Number("page.total")));
            items.AddRange(page.Items("items"));
        }
        var goneOn = await running.Client.JsonAsync($"/v1/studies?limit=100&cursor={studies.Text("page.next")}");

        Assert.Equal(before, Texts(items));
        Assert.Equal("2026.11.1", goneOn.Text("release"));
        var after = await running.Client.AllAsync("/v1/evidence?view=summary");
        Assert.DoesNotContain("chronic-low-back-pain.prolotherapy.ligament", after.Ids());
        Assert.Equal(before.Count - 1, after.Count);
    }

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> items) => items.Select(item => item.GetRawText());

    private async Task<IReadOnlyList<JsonElement>> PagesAsync(string path, int size)
    {
        var pages = new List<JsonElement>();
        var address = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={size}";
        while (true)
        {
            using var answer = await service.Client.GetAsync(address, Cancel);
            var page = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancel));
            pages.Add(page);
            Assert.True(pages.Count < 1000, $"{path} has no end");
            var links = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : "";
            if (page.At("page.next").GetString() is not { } next)
            {
                Assert.DoesNotContain("rel=\"next\"", links, StringComparison.Ordinal);
                return pages;
            }
            // The link is the address of the next page: the same query with page.next as cursor.
            var link = Assert.Single(links.Split(", "), link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal));
            address = link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)];
            Assert.EndsWith($"cursor={next}", address, StringComparison.Ordinal);
        }
    }
}
