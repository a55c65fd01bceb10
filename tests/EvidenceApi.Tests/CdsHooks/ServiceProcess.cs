using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>The service as a process of its own, so that everything it writes can be read.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    internal HttpClient Client { get; private set; } = null!;

    /// <summary>All that it has written to both outputs.</summary>
    internal string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    internal static Task<ServiceProcess> StartAsync(string connectionString, params string[] settings) =>
        StartAsync(new Dictionary<string, string> { ["ConnectionStrings__Evidence"] = connectionString }, settings);

    /// <param name="environment">Variables in which it differs from this process.</param>
    /// <param name="settings">As on the command line: --Cache:Megabytes=0.</param>
    internal static async Task<ServiceProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        // From a folder that is not its own, as a service manager does.
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "EvidenceApi.dll"), "serve", "--urls", "http://127.0.0.1:0", .. settings]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var service = new ServiceProcess(new Process { StartInfo = start });
        service.process.Start();
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        var started = await Task.WhenAny(service.address.Task, Task.Delay(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken));
        Assert.True(started == service.address.Task, service.Output);
        service.Client = new HttpClient { BaseAddress = await service.address.Task };
        return service;
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    internal void Terminate() => Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();

    internal bool HasExited => process.HasExited;

    /// <summary>Its exit code, when it has ended.</summary>
    internal async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>The rows of every table, as text.</summary>
    internal static async Task<string> DumpAsync(TestDatabase database)
    {
        var dump = new StringBuilder();
        await using var connection = await database.OpenAsync();
        foreach (var table in await Dapper.SqlMapper.QueryAsync<string>(connection, "select relname from pg_class where relkind = 'r' and relnamespace = 'evidence'::regnamespace"))
        {
            foreach (var row in await Dapper.SqlMapper.QueryAsync<string>(connection, $"select t::text from evidence.{table} t")) dump.AppendLine(row);
        }
        foreach (var query in await Dapper.SqlMapper.QueryAsync<string>(connection, "select a::text from pg_stat_activity a")) dump.AppendLine(query);
        return dump.ToString();
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match) address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"(?:Now listening on:|every route at) (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
