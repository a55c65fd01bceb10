using System.Xml.Linq;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Pages of a base with two releases.</summary>
public sealed class PageReleaseTests(SecondRelease releases) : IClassFixture<SecondRelease>
{
    private const string Changed = "knee-osteoarthritis.prp.intra-articular-joint";
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task Changes_are_those_of_the_answer()
    {
        var sent = await releases.Client.AllAsync($"/v1/changes?since={SecondRelease.First}");
        Assert.NotEmpty(sent);
        foreach (var address in new[] { "/changes", $"/releases/{SecondRelease.Second}" })
        {
            var page = await releases.Client.PageAsync(address);
            Assert.Equal(sent.Select(change => change.Text("evidence")), page.QuerySelectorAll("[data-change]").Select(change => change.GetAttribute("data-change")));
            foreach (var change in sent) Assert.Contains(change.Text("summary"), page.Body!.Squeezed(), StringComparison.Ordinal);
        }
        Assert.Empty((await releases.Client.PageAsync($"/releases/{SecondRelease.First}")).QuerySelectorAll("[data-change]"));
    }

    [Fact]
    public async Task The_feed_tells_every_change_and_release_and_its_links_resolve()
    {
        using var answer = await releases.Client.GetAsync("/changes.atom", TestContext.Current.CancellationToken);
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType?.MediaType);
        var feed = XDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!;
        var sent = await releases.Client.AllAsync($"/v1/changes?since={SecondRelease.First}");
        var entries = feed.Elements(Atom + "entry").ToList();

        Assert.Equal(sent.Count + 2, entries.Count);
        Assert.Equal("2026-12-01T00:00:00Z", feed.Element(Atom + "updated")!.Value);
        Assert.Equal(entries.Count, entries.Select(entry => entry.Element(Atom + "id")!.Value).Distinct().Count());
        Assert.All(new[] { "id", "title", "updated", "author", "link" }, name => Assert.NotNull(feed.Element(Atom + name)));
        foreach (var entry in entries)
        {
            Assert.All(new[] { "id", "title", "updated", "summary", "link" }, name => Assert.NotNull(entry.Element(Atom + name)));
            await releases.Client.PageAsync(entry.Element(Atom + "link")!.Attribute("href")!.Value);
        }
    }

    [Fact]
    public async Task A_pinned_page_shows_what_that_release_said()
    {
        foreach (var release in new[] { SecondRelease.First, SecondRelease.Second })
        {
            var item = await releases.Client.JsonAsync($"/v1/evidence/{Changed}?release={release}");
            var article = (await releases.Client.PageAsync($"/evidence/{Changed}?release={release}")).QuerySelector("article")!;
            PageFigures.Check(article, item, release, ("data-study", "studies"), ("data-finding", "studies/findings"), ("data-grading", "gradings"));
            PageFigures.Ids(article, "data-study", item.Items("studies"), release);
        }
        Assert.NotEqual(
            (await releases.Client.PageAsync($"/evidence/{Changed}?release={SecondRelease.First}")).QuerySelector(".tally")!.Squeezed(),
            (await releases.Client.PageAsync($"/evidence/{Changed}")).QuerySelector(".tally")!.Squeezed());
    }

    [Fact]
    public async Task A_retracted_study_is_marked_where_it_is_shown()
    {
        var page = await releases.Client.PageAsync("/studies/paget-2021-prima");
        Assert.Contains("Retracted.", page.QuerySelector(".notice")!.Squeezed(), StringComparison.Ordinal);
        foreach (var evidence in (await releases.Client.JsonAsync("/v1/studies/paget-2021-prima")).Texts("evidence"))
        {
            var row = (await releases.Client.PageAsync($"/evidence/{evidence}")).QuerySelector("tr[data-study=paget-2021-prima]")!;
            Assert.Equal("not counted: retracted", row.QuerySelector(".flag")!.Squeezed());
        }
    }
}
