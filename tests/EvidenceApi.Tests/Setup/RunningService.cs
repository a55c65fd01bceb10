using Microsoft.AspNetCore.Builder;

namespace EvidenceApi.Tests.Setup;

/// <summary>The real service on a real socket.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    // A busy machine must not cost a test its cards; what the deadline does has tests of its own.
    private static readonly string[] Quiet = ["--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None", "--CdsHooks:DeadlineMilliseconds=10000"];

    private readonly WebApplication app;

    private RunningService(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Started, but perhaps not ready yet.</summary>
    /// <param name="settings">As on the command line: --Cache:Megabytes=0.</param>
    public static async Task<RunningService> StartAsync(string connectionString, params string[] settings)
    {
        var app = EvidenceService.Build(connectionString, [.. Quiet, "--urls", "http://127.0.0.1:0", .. settings]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    /// <summary>Waits until it can answer; with a release: until it answers from that one.</summary>
    public async Task<RunningService> ReadyAsync(string release = "")
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            using var answer = await Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            var state = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (state.Contains("\"status\":\"ready\"", StringComparison.Ordinal) && state.Contains(release, StringComparison.Ordinal)) return this;
            Assert.True(DateTime.UtcNow < deadline, $"Not ready in 30 seconds: {state}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
