using System.Runtime.InteropServices;
using EvidenceApi.Authentication;
using EvidenceApi.CdsHooks;
using EvidenceApi.Checking;
using EvidenceApi.Database;
using EvidenceApi.Hardening;
using EvidenceApi.Publishing;
using EvidenceApi.Telemetry;

namespace EvidenceApi;

/// <summary>What the binary does when called.</summary>
internal static class Commands
{
    /// <summary>Serves from ConnectionStrings__Evidence, which must have been migrated; else from the embedded cluster, migrated first.</summary>
    internal static async Task<int> ServeAsync(string[] options)
    {
        var settings = Settings(options);
        await using var embedded = settings.GetConnectionString(ConnectionStrings.Reader) is { Length: > 0 } ? null : await StartEmbeddedAsync(settings);
        var connectionString = embedded?.OwnerConnectionString ?? settings.GetConnectionString(ConnectionStrings.Reader)!;
        await using var app = EvidenceService.Build(connectionString, options);
        await app.StartAsync();
        SayWhereToLook(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    internal static async Task<int> MigrateAsync(string[] options)
    {
        var settings = Settings(options);
        using var telemetry = TelemetryExport.Send(settings);
        if (ConnectionStrings.OwnerOf(settings) is { } owner)
        {
            Say(await Migrator.MigrateAsync(owner, Console.WriteLine, CancellationToken.None));
        }
        else
        {
            await using var embedded = await StartEmbeddedAsync(settings);
        }
        return 0;
    }

    /// <summary>Says what is wrong with the content of this binary and what publishing it would change; writes only into a cluster of its own.</summary>
    internal static Task<int> CheckAsync(string[] options) => UntilInterruptedAsync(async stop =>
    {
        var folder = Directory.CreateTempSubdirectory("evidence-check-").FullName;
        try
        {
            await using var scratch = await EmbeddedPostgres.StartAsync(folder, durable: false, stop);
            var (published, embedded) = await PublishedAsync(Settings(options), stop);
            await using (embedded)
            {
                return await ContentCheck.RunAsync(Seed.All(), scratch.OwnerConnectionString, published, Console.Out, stop) ? 0 : 1;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    /// <summary>The database that migrate would publish to, where there is one.</summary>
    internal static async Task<(string? ConnectionString, EmbeddedPostgres? Embedded)> PublishedAsync(IConfiguration settings, CancellationToken stop)
    {
        if (ConnectionStrings.OwnerOf(settings) is { } given) return (given, null);
        var directory = EmbeddedPostgres.DefaultDataDirectory();
        if (!Directory.Exists(Path.Combine(directory, "cluster"))) return (null, null);
        try
        {
            var embedded = await EmbeddedPostgres.StartAsync(directory, stop);
            return (embedded.OwnerConnectionString, embedded);
        }
        // A service is running on it.
        catch (PostgresStartException) when (EmbeddedPostgres.RunningConnectionString(directory) is not null)
        {
            return (EmbeddedPostgres.RunningConnectionString(directory), null);
        }
    }

    /// <summary>Prints what users did with cards, for curators: a Markdown table, or with --tsv tab-separated values.</summary>
    internal static Task<int> FeedbackAsync(string[] options) => UntilInterruptedAsync(async stop =>
    {
        var settings = Settings([.. options.Where(option => option != FeedbackReport.TabSeparated)]);
        var (published, embedded) = await PublishedAsync(settings, stop);
        await using (embedded)
        {
            if (published is null) return 0;
            await FeedbackReport.WriteAsync(
                published, settings.GetValue<int>($"{CdsHooksSettings.Section}:{nameof(CdsHooksSettings.SuppressAfterOverrides)}"),
                options.Contains(FeedbackReport.TabSeparated), Console.Out, stop);
            return 0;
        }
    });

    /// <summary>Makes, lists and revokes keys of callers.</summary>
    internal static Task<int> KeysAsync(string[] words) => UntilInterruptedAsync(async stop =>
    {
        var (published, embedded) = await PublishedAsync(Settings([]), stop);
        await using (embedded)
        {
            if (published is not null) return await KeyCommand.RunAsync(published, words, Console.Out, Console.Error, stop);
            await Console.Error.WriteLineAsync("There is no database yet: migrate makes it.");
            return 1;
        }
    });

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
        Console.Error.WriteLine($"There is no command '{command}': serve (default), migrate, check, backup, restore, feedback, keys, health.");
        return 2;
    }

    private static Task<EmbeddedPostgres> StartEmbeddedAsync(IConfiguration settings) => UntilInterruptedAsync(async stop =>
    {
        var embedded = await EmbeddedPostgres.StartAsync(EmbeddedPostgres.DefaultDataDirectory(), stop);
        try
        {
            var published = await Migrator.MigrateAsync(embedded.OwnerConnectionString, static _ => { }, stop);
            if (!WritesJson(settings)) Say(published);
            stop.ThrowIfCancellationRequested();
            return embedded;
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    });

    // Until the web host listens for them, Ctrl-C and SIGTERM must still stop a cluster that was started.
    internal static async Task<T> UntilInterruptedAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await work(stop.Token);

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    internal static IConfiguration Settings(string[] options) =>
        new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(options).AddSecretFiles().Build();

    // Where every line is JSON, for a program to read, none is for people.
    private static bool WritesJson(IConfiguration settings) => settings["Logging:Console:FormatterName"] == "json";

    private static void Say(PublishResult result) => Console.WriteLine(
        $"Release {result.Release}: {result.Evidence} evidence items, {result.Studies} studies, {result.Changed} documents changed.");

    private static void SayWhereToLook(WebApplication app)
    {
        if (WritesJson(app.Configuration)) return;
        var address = app.Urls.First();
        Console.WriteLine($"""

            Evidence API is ready. Try:
              curl '{address}/v1/evidence?code=icd-10-cm%7CM51.360&view=summary'
            Read and try every route at {address}/docs
            Stop with Ctrl-C.
            """);
    }
}
