using System.Runtime.InteropServices;
using EvidenceApi.Database;
using EvidenceApi.Publishing;

namespace EvidenceApi;

/// <summary>What the binary does when called.</summary>
internal static class Commands
{
    /// <summary>Serves from ConnectionStrings__Evidence, which must have been migrated; else from the embedded cluster, migrated first.</summary>
    internal static async Task<int> ServeAsync(string[] options)
    {
        var settings = Settings(options);
        await using var embedded = settings.GetConnectionString(ConnectionStrings.Reader) is { Length: > 0 } ? null : await StartEmbeddedAsync();
        var connectionString = embedded?.OwnerConnectionString ?? settings.GetConnectionString(ConnectionStrings.Reader)!;
        await using var app = EvidenceService.Build(connectionString, options);
        await app.StartAsync();
        SayWhereToLook(app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }

    internal static async Task<int> MigrateAsync(string[] options)
    {
        var settings = Settings(options);
        var owner = settings.GetConnectionString(ConnectionStrings.Owner) ?? settings.GetConnectionString(ConnectionStrings.Reader);
        if (owner is { Length: > 0 })
        {
            Say(await Migrator.MigrateAsync(owner, Console.WriteLine, CancellationToken.None));
        }
        else
        {
            await using var embedded = await StartEmbeddedAsync();
        }
        return 0;
    }

    /// <summary>For container health checks: the image has no curl.</summary>
    internal static async Task<int> HealthAsync()
    {
        var address = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? $"http://localhost:{Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS") ?? "8080"}";
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(address), "/health/ready"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }

    internal static int Unknown(string command)
    {
        Console.Error.WriteLine($"There is no command '{command}': serve (default), migrate, health.");
        return 2;
    }

    private static async Task<EmbeddedPostgres> StartEmbeddedAsync()
    {
        // Until the web host listens for them, Ctrl-C and SIGTERM must still stop the cluster that was started.
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var embedded = await EmbeddedPostgres.StartAsync(EmbeddedPostgres.DefaultDataDirectory(), stop.Token);
        try
        {
            Say(await Migrator.MigrateAsync(embedded.OwnerConnectionString, static _ => { }, stop.Token));
            stop.Token.ThrowIfCancellationRequested();
            return embedded;
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static IConfiguration Settings(string[] options) =>
        new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(options).Build();

    private static void Say(PublishResult result) => Console.WriteLine(
        $"Release {result.Release}: {result.Evidence} evidence items, {result.Studies} studies, {result.Changed} documents changed.");

    private static void SayWhereToLook(string address) => Console.WriteLine($"""

        Evidence API is ready. Try:
          curl '{address}/v1/evidence?code=icd-10-cm%7CM51.360&view=summary'
        Read and try every route at {address}/docs
        Stop with Ctrl-C.
        """);
}
