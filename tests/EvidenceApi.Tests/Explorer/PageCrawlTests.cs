using System.Net;
using AngleSharp.Dom;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Walks every page from the start: every link leads somewhere, and what holds of one page holds of all.</summary>
public sealed class PageCrawlTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task Every_page_is_well_formed_and_every_internal_link_of_it_resolves()
    {
        var seen = new HashSet<string> { "/" };
        var waiting = new Queue<string>(seen);
        var anchors = new Dictionary<string, HashSet<string>>();
        var wanted = new List<(string From, string Path, string Anchor)>();
        var others = new Dictionary<string, string>();
        while (waiting.TryDequeue(out var address))
        {
            var page = await service.Client.PageAsync(address);
            Holds(page, address);
            anchors[address] = [.. page.QuerySelectorAll("[id]").Select(element => element.Id!)];
            foreach (var link in page.QuerySelectorAll("a[href], img[src], link[href], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
            {
                if (link.StartsWith("https://", StringComparison.Ordinal) || link.StartsWith("http://", StringComparison.Ordinal)) continue;
                var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, "");
                if (path.Length == 0) path = address;
                Assert.StartsWith("/", path, StringComparison.Ordinal);
                if (anchor.Length > 0) wanted.Add((address, path, anchor));
                if (path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/fhir/", StringComparison.Ordinal) || path.StartsWith("/explorer/", StringComparison.Ordinal) || path is "/docs" or "/changes.atom")
                {
                    others.TryAdd(path, address);
                }
                else if (seen.Add(path))
                {
                    waiting.Enqueue(path);
                }
            }
        }

        Assert.True(seen.Count > 500, $"{seen.Count} pages");
        Assert.All(wanted, link => Assert.True(anchors[link.Path].Contains(link.Anchor), $"{link.From}: {link.Path} has no #{link.Anchor}"));
        var missing = new List<string>();
        foreach (var (address, from) in others)
        {
            using var answer = await service.Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK) missing.Add($"{from}: {address} answers {(int)answer.StatusCode}");
        }
        Assert.True(missing.Count == 0, $"{missing.Count} of {others.Count}: {string.Join('\n', missing.Take(20))}");
    }

    [Fact]
    public async Task Every_entry_condition_and_study_is_reached_from_the_start()
    {
        foreach (var (route, address) in new[] { ("/v1/evidence?view=summary", "/evidence/"), ("/v1/conditions", "/conditions/"), ("/v1/studies", "/studies/"), ("/v1/modalities", "/modalities/") })
        {
            foreach (var record in await service.AllAsync(route)) Holds(await service.Client.PageAsync(address + record.Text("id")), record.Text("id"));
        }
    }

    [Fact]
    public async Task Every_kind_of_page_says_what_holds_of_all()
    {
        foreach (var (name, address) in Pages.Kinds) Holds(await service.Client.PageAsync(address, name is "not-found" or "no-page" ? 404 : 200), address);
    }

    private static void Holds(IDocument page, string address)
    {
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Matches("^.{3,} · Evidence on regenerative injections$", page.Title);
        Assert.Equal(Pages.NotAdvice, page.QuerySelector("footer .advice")?.Squeezed());
        Assert.Equal("#main", page.QuerySelector("a.skip")?.GetAttribute("href"));
        foreach (var landmark in new[] { "header", "main", "footer", "h1" }) Assert.True(page.QuerySelectorAll(landmark).Length == 1, $"{address}: {landmark}");
        var levels = page.QuerySelectorAll("main h1, main h2, main h3, main h4").Select(heading => heading.LocalName[1] - '0').ToList();
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"{address}: h{pair.First} is followed by h{pair.Second}"));
        Assert.All(page.QuerySelectorAll("th"), header => Assert.Contains(header.GetAttribute("scope"), new[] { "col", "row" }));
        Assert.All(page.QuerySelectorAll("table"), table => Assert.NotNull(table.QuerySelector("caption")));
        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id!).ToList();
        Assert.True(ids.Count == ids.Distinct().Count(), $"{address}: repeated ids {string.Join(", ", ids.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key))}");

        // What a strict content security policy would refuse, and what another host would be asked for.
        Assert.Empty(page.QuerySelectorAll("style, [style], script:not([src]), iframe, object, embed, base"));
        Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
        Assert.All(page.QuerySelectorAll("script, img, link"), element => Assert.StartsWith("/", element.GetAttribute("src") ?? element.GetAttribute("href"), StringComparison.Ordinal));
        Assert.All(page.QuerySelectorAll("a[href]"), link => Assert.Matches("^(/|#|https?://)", link.GetAttribute("href")));
    }
}
