using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using EvidenceApi.Tests.Setup;
using Microsoft.Playwright;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Pages in a real browser: what a clinician does, with and without mouse, script and a wide screen.</summary>
public sealed class PageBrowserTests(EvidenceServiceFixture service, Browser browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Kinds => [.. Pages.Kinds.Select(kind => (kind.Name, kind.Address))];

    [Fact]
    public async Task From_a_typed_beginning_to_the_table_of_the_evidence()
    {
        var page = await browser.OpenAsync(service.Client);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("tennis elb");
        await page.GetByRole(AriaRole.Option, new() { Name = "tennis elbow – Lateral epicondylitis" }).ClickAsync();
        await ArriveAsync(page, "/conditions/lateral-epicondylitis");
        await page.Locator("tr", new() { HasText = "into: Tendon" }).GetByRole(AriaRole.Link, new() { Name = "Platelet-rich plasma (PRP)", Exact = true }).ClickAsync();
        await ArriveAsync(page, "/evidence/lateral-epicondylitis.prp.tendon");

        var csv = await page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href");
        using var table = await service.Client.GetAsync(csv, Cancel);
        Assert.Equal("text/csv", table.Content.Headers.ContentType?.MediaType);
        Assert.Contains("karjalainen-2021-cochrane-elbow", await table.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_that_come_after_the_field_was_left_stay_away()
    {
        const string asking = "**/v1/suggest?*";
        var page = await browser.OpenAsync(service.Client);
        var left = new TaskCompletionSource();
        await page.RouteAsync(asking, async route =>
        {
            await left.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/");
        await page.RunAndWaitForRequestAsync(() => page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("tennis elb"), asking);

        await page.Keyboard.PressAsync("Tab");
        var answer = await page.RunAndWaitForResponseAsync(() => Task.FromResult(left.TrySetResult()), asking);

        Assert.Equal(200, answer.Status);
        await page.WaitForTimeoutAsync(500);
        await Assertions.Expect(page.Locator("#suggestions")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_code_leads_to_its_condition()
    {
        var page = await browser.OpenAsync(service.Client);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Combobox).FillAsync("icd-10-cm|M77.11");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Lateral epicondylitis");
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("M77.11 lies below M77.1");
    }

    [Fact]
    public async Task A_cell_of_the_map_shows_its_counts_and_opens_the_comparison()
    {
        var page = await browser.OpenAsync(service.Client);
        await page.GotoAsync("/");
        var cell = page.Locator("[data-cell='lateral-epicondylitis|prolotherapy']");
        var tip = cell.Locator(".tip");
        await Assertions.Expect(tip).ToBeHiddenAsync();
        await cell.HoverAsync();
        await Assertions.Expect(tip).ToBeVisibleAsync();
        await Assertions.Expect(tip).ToContainTextAsync("favours injection");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tip).ToBeHiddenAsync();
        await page.Mouse.MoveAsync(0, 0);
        await cell.FocusAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(tip).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");

        await ArriveAsync(page, "/conditions/lateral-epicondylitis?modality=prolotherapy#prolotherapy");
        await Assertions.Expect(page.Locator("tr[aria-current=true]").First).ToContainTextAsync("Dextrose prolotherapy");
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard_alone()
    {
        var page = await browser.OpenAsync(service.Client);
        await page.GotoAsync("/levels");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(":focus")).ToHaveTextAsync("Skip to the content");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));

        await page.GotoAsync("/");
        await TabToAsync(page, "input[name=q]");
        await page.Keyboard.TypeAsync("tennis elb");
        await Assertions.Expect(page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Listbox)).ToBeHiddenAsync();
        await page.Keyboard.TypeAsync("o");
        await Assertions.Expect(page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Lateral epicondylitis");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/conditions/lateral-epicondylitis");
        await TabToAsync(page, "a[href='/evidence/lateral-epicondylitis.prp.tendon']");
        var outline = await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth");
        Assert.Equal("solid3px", outline);
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/evidence/lateral-epicondylitis.prp.tendon");
    }

    [Fact]
    public async Task Everything_works_without_script()
    {
        var page = await browser.OpenAsync(service.Client, options: new() { JavaScriptEnabled = false });
        await page.GotoAsync("/");
        await page.Locator("input[name=q]").FillAsync("tennis elb");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Lateral epicondylitis", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Platelet-rich plasma (PRP)", Exact = true }).First.ClickAsync();
        await page.Locator("#counted").SelectOptionAsync("no");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("[?&]counted=no(&|$)"), new() { Timeout = Browser.Patience });
        await Assertions.Expect(page.Locator("#study-table tbody tr")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Studies_are_filtered_and_ordered_in_place()
    {
        var page = await browser.OpenAsync(service.Client);
        await page.GotoAsync("/evidence/lateral-epicondylitis.prp.tendon");
        await page.Locator("#counted").SelectOptionAsync("yes");
        await Assertions.Expect(page.Locator("#study-table tbody tr:visible")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#study-table-shown")).ToHaveTextAsync("3 of 8 studies shown.");
        await page.Locator("#sort").SelectOptionAsync("year");
        await Assertions.Expect(page.Locator("#study-table tbody tr:visible").First).ToContainTextAsync("2021");
        Assert.EndsWith("?counted=yes&sort=year", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#study-table tbody tr")).ToHaveCountAsync(3);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_page_has_no_fault_of_accessibility_and_is_drawn_for_the_eye(string name, string address)
    {
        foreach (var (width, height, scheme) in new[] { (1280, 900, ColorScheme.Light), (360, 740, ColorScheme.Light), (1280, 900, ColorScheme.Dark) })
        {
            if (scheme == ColorScheme.Dark && name is not ("start" or "search" or "condition" or "evidence-published" or "study" or "levels")) continue;
            var page = await browser.OpenAsync(service.Client, width, height, new() { ColorScheme = scheme });
            await page.GotoAsync(address);
            await page.EvaluateAsync("for (const details of document.querySelectorAll('details')) details.open = true");

            var found = await page.RunAxe();
            Assert.True(found.Violations.Length == 0, $"{name} {width} {scheme}: " + string.Join("\n", found.Violations.Select(
                violation => $"{violation.Id}: {violation.Help}; {string.Join(" | ", violation.Nodes.Take(4).Select(node => node.Html[..Math.Min(160, node.Html.Length)] + " " + string.Join(" ", node.Any.Select(check => check.Message))))}")));
            var (scroll, client) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.EvaluateAsync<int>("document.documentElement.clientWidth"));
            Assert.True(scroll <= client, $"{name}: the page is {scroll} wide in a window of {client}");

            await page.ReloadAsync();
            var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"), FullPage = true });
            await page.Context.CloseAsync();
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/conditions/knee-osteoarthritis")]
    [InlineData("/evidence/knee-osteoarthritis.prp.intra-articular-joint")]
    public async Task A_page_can_be_printed_on_A4(string address)
    {
        var page = await browser.OpenAsync(service.Client);
        await page.GotoAsync(address);
        var paper = await page.PdfAsync(new() { Format = "A4", PreferCSSPageSize = true });
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, $"print{address.Replace('/', '-')}.pdf"), paper, Cancel);

        Assert.Equal("%PDF"u8.ToArray(), paper[..4]);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        // The text width of A4 with its margins: 182 mm at 96 dots an inch.
        await page.SetViewportSizeAsync(688, 1000);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 688"), "Something is wider than the paper.");
        await Assertions.Expect(page.GetByText(Pages.NotAdvice)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".top nav")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_first_page_is_light_and_soon_there_and_asks_no_other_host()
    {
        var page = await browser.OpenAsync(service.Client);
        var asked = new List<IRequest>();
        page.Request += (_, request) => asked.Add(request);
        var sizes = new List<(long Sent, string Address)>();
        page.RequestFinished += async (_, request) => sizes.Add(((await request.SizesAsync()).ResponseBodySize, request.Url));
        await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        var painted = await page.EvaluateAsync<double>(
            "new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))");

        var weight = sizes.Take(asked.TakeWhile((request, index) => index == 0 || !request.IsNavigationRequest).Count()).Sum(size => size.Sent);
        Assert.True(weight is > 5_000 and < 100_000, $"{weight} bytes: {string.Join(", ", sizes)}");
        // The aim is half a second on an idle machine; a test must also hold on a busy one.
        Assert.True(painted < 3000, $"largest contentful paint after {painted} ms");
        Assert.All(asked, request => Assert.StartsWith(service.Client.BaseAddress!.ToString(), request.Url, StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine($"{weight} bytes on the wire, largest contentful paint {painted} ms");
    }

    // WaitForURLAsync can miss a page that comes between its look and its waiting: microsoft/playwright-dotnet#3364.
    private static async Task ArriveAsync(IPage page, string address)
    {
        await Assertions.Expect(page).ToHaveURLAsync(address, new() { Timeout = Browser.Patience });
        await Waiting.UntilAsync(() => page.EvaluateAsync<bool>("document.readyState === 'complete'"));
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var press = 0; press < 200; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector)) return;
        }
        Assert.Fail($"{selector} is not reached by the Tab key.");
    }
}
