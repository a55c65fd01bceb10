using System.Diagnostics;
using System.Globalization;

namespace EvidenceApi.Benchmarks;

/// <summary>The service as a process that can be asked, measured, stopped and killed.</summary>
internal sealed class ServiceInstance(string name, string program, string connectionString, int port, params string[] settings) : IDisposable
{
    private Process? process;

    public string Name => name;

    /// <summary>Variables of the process beside those that it inherits.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public HttpClient Client { get; } = new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[program, "serve", "--urls", Client.BaseAddress!.ToString(), "--PublicUrl", "http://soak.example", "--Logging:LogLevel:Default=Error", .. settings]) start.ArgumentList.Add(argument);
        start.Environment["ConnectionStrings__Evidence"] = connectionString;
        foreach (var (variable, value) in Environment) start.Environment[variable] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine($"{name}: {line.Data}");
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ReadyAsync("");
    }

    /// <summary>Waits until it answers, with a release: from that one.</summary>
    public async Task ReadyAsync(string release)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(2); DateTime.UtcNow < deadline; await Task.Delay(100))
        {
            try
            {
                using var answer = await Client.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).Contains(release, StringComparison.Ordinal)) return;
            }
            catch (HttpRequestException)
            {
            }
        }
        throw new InvalidOperationException($"{name} is not ready after two minutes.");
    }

    /// <param name="signal">TERM or KILL.</param>
    public async Task StopAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
    }

    /// <summary>Resident memory in MB, open handles, threads.</summary>
    public (double Memory, int Handles, int Threads) Measure()
    {
        var status = File.ReadAllLines($"/proc/{process!.Id}/status").Select(line => line.Split(':', 2)).ToDictionary(line => line[0], line => line[1].Trim());
        return (double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) / 1024, Directory.GetFiles($"/proc/{process.Id}/fd").Length, int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        Client.Dispose();
        if (process is { HasExited: false }) process.Kill();
        process?.Dispose();
    }
}
