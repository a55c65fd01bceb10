using EvidenceApi.Tests.Setup;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace EvidenceApi.Tests.Setup;

/// <summary>The Chromium or Chrome of this machine, without a window; started by the first test that needs it.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Milliseconds that a page may take for a step.</summary>
    public const float Patience = 15_000;

    // Where test.sh looks before it installs one.
    private static readonly string[] Programs =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private readonly Lazy<Task<IBrowser>> started;
    private IPlaywright? playwright;

    public Browser() => started = new(StartAsync);

    /// <summary>A page of no service.</summary>
    public async Task<IPage> OpenAsync() => await (await (await started.Value).NewContextAsync()).NewPageAsync();

    /// <summary>A page of its own, in a window of its own.</summary>
    public async Task<IPage> OpenAsync(HttpClient service, int width = 1280, int height = 900, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = service.BaseAddress!.ToString();
        options.ViewportSize = new() { Width = width, Height = height };
        var page = await (await (await started.Value).NewContextAsync(options)).NewPageAsync();
        page.SetDefaultTimeout(Patience);
        return page;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    private async Task<IBrowser> StartAsync()
    {
        var program = Programs.FirstOrDefault(File.Exists);
        Assert.True(program is not null, "This test needs Chromium or Chrome: apt-get install chromium (./test.sh does that by itself).");
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated) await (await started.Value).DisposeAsync();
        playwright?.Dispose();
    }
}
