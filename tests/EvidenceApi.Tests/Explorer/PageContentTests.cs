using System.Net;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Content is text, whatever it looks like; and a database that is away is said to be away.</summary>
public sealed class PageContentTests(EvidenceServiceFixture service)
{
    private const string Nasty = """<script>alert("1")</script> & 'x' <img src=x onerror=alert(2)> </mark><b>{0} @Model &amp; é ≥ 🦵""";

    [Fact]
    public async Task Nothing_in_the_content_is_read_as_HTML()
    {
        var text = Nasty.Replace("'", "''", StringComparison.Ordinal);
        await using var own = await service.OwnDatabaseAsync();
        await own.PublishAsync(SecondRelease.Second, $"""
            update condition set name = '{text}' where id = 'lateral-epicondylitis';
            update study set title = '{text}', summary = '{text}', limitations = '{text}', journal = '{text}', population = '{text}' where id = 'karjalainen-2021-cochrane-elbow';
            update finding set name = '{text}', comparator_text = '{text}' where study = 'karjalainen-2021-cochrane-elbow';
            update claim set statement = '{text}' where id = 'rit-guide-prp-effectiveness-2';
            update source_document set title = '{text}' where id = 'rit-guide';
            update release set notes = '{text}' where id = '{SecondRelease.Second}';
            """);
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync(SecondRelease.Second);
        foreach (var address in new[]
        {
            "/", "/conditions/lateral-epicondylitis", "/conditions/tendinopathy", "/evidence/lateral-epicondylitis.prp.tendon", "/studies/karjalainen-2021-cochrane-elbow",
            "/sources", "/sources/rit-guide", "/releases", $"/releases/{SecondRelease.Second}", "/changes", "/modalities/prp", "/target-tissues/tendon", "/search?q=onerror", "/search?q=alert%201",
        })
        {
            var page = await running.Client.PageAsync(address);
            Assert.All(page.QuerySelectorAll("script"), script => Assert.StartsWith("/explorer/", script.GetAttribute("src"), StringComparison.Ordinal));
            Assert.Empty(page.QuerySelectorAll("img[src=x], [onerror]"));
            Assert.Contains("""<script>alert("1")</script> & 'x' <img src=x onerror=alert(2)>""", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }
        using var feed = await running.Client.GetAsync("/changes.atom", TestContext.Current.CancellationToken);
        Assert.Contains("alert(2)", System.Xml.Linq.XDocument.Parse(await feed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_a_page_says_to_try_again()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        await running.Client.PageAsync("/evidence/lateral-epicondylitis.prp.tendon");
        await own.AdmitAsync(false);

        using var away = await running.Client.GetAsync("/evidence/knee-osteoarthritis.prp.intra-articular-joint", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (away.StatusCode, away.Content.Headers.ContentType?.MediaType));
        Assert.Equal("2", away.Headers.GetValues("Retry-After").Single());
        Assert.Contains("Try again shortly", await away.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // What was read before is still in memory.
        await running.Client.PageAsync("/evidence/lateral-epicondylitis.prp.tendon");
        await own.AdmitAsync(true);
    }

    [Fact]
    public async Task Without_a_release_a_page_says_to_try_again()
    {
        await using var running = await RunningService.StartAsync("Host=127.0.0.1;Port=1;Username=nobody;Password=secret-word;Database=none;Timeout=2");

        foreach (var address in new[] { "/", "/conditions/lateral-epicondylitis", "/levels", "/search?q=knee", "/changes.atom" })
        {
            var page = await running.Client.PageAsync(address, 503);
            Assert.Equal("Try again shortly", page.QuerySelector("h1")!.Squeezed());
            Assert.Equal(Pages.NotAdvice, page.QuerySelector("footer .advice")!.Squeezed());
        }
    }
}
