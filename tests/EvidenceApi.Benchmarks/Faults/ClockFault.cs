using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>
/// The service's clock jumps a day ahead, two back, and again to the hour (libfaketime): everything goes on, and neither a key nor a window of
/// requests is held on to for the day.
/// </summary>
internal static class ClockFault
{
    internal static async Task<FaultRow> RunAsync(FaultRun run)
    {
        const string name = "clock jumps a day";
        var library = Directory.EnumerateDirectories("/usr/lib").Append("/usr/lib").Select(folder => Path.Combine(folder, "faketime/libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
        if (library is null) return new(name, new(), new(), null, null, "not tried: libfaketime is missing");

        await using var stage = new FaultStage(run, "clock");
        var server = await stage.StartServerAsync();
        var clock = Path.Combine(run.Work, "clock");
        await SetAsync("+0");
        var owner = new Dictionary<string, string> { ["ConnectionStrings__EvidenceOwner"] = server.Owner };
        var key = (await Command.TryAsync(owner, "dotnet", run.Program, "keys", "add", "--name", "Faults", "--scope", "evidence.read", "--expires", "2099-01-01")).Said.Split('\n')[0];
        var environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_NO_CACHE"] = "1",
            // A clock that is set goes on measuring time evenly.
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
        await stage.ServeAsync($"127.0.0.1:{stage.ServerPort(0)}", key, environment, "--Authentication:ApiKeys=true", "--RateLimits:PerMinute=100000");
        stage.Service.Client.DefaultRequestHeaders.Add("X-Api-Key", key);

        stage.Load.Start();
        foreach (var days in (int[])[1, -1, 1, 0])
        {
            await SetAsync($"{days:+0;-0}d");
            await Task.Delay(run.Seconds(2.5, 10));
            using var answer = await stage.Service.Client.GetAsync("/v1/conditions?limit=1");
            run.Expect(name, $"{days} days: the service's clock is set", Math.Abs((answer.Headers.Date!.Value - DateTimeOffset.UtcNow).TotalDays - days) < 0.1);
            var left = answer.Headers.GetValues("RateLimit").Single();
            run.Expect(name, $"{days} days: the window is a minute: {left}", int.Parse(left.Split("t=")[1], CultureInfo.InvariantCulture) <= 60);
        }
        await stage.Load.StopAsync();
        await stage.Load.VerifyAsync();
        stage.ExpectReads(name, all: true);

        // The key was last asked for when the clock showed tomorrow.
        await Command.TryAsync(owner, "dotnet", run.Program, "keys", "revoke", key.Split('_')[1]);
        var wait = Stopwatch.StartNew();
        while (wait.Elapsed < TimeSpan.FromSeconds(70) && await StatusAsync(stage.Service.Client) != HttpStatusCode.Unauthorized) await Task.Delay(200);
        run.Expect(name, "a revoked key ends within a minute", wait.Elapsed < TimeSpan.FromSeconds(65));
        return new(name, stage.Load.Cached, stage.Load.Uncached, null, null, string.Create(CultureInfo.InvariantCulture, $"a revoked key ended after {wait.Elapsed.TotalSeconds:0.0} s"));

        // In one piece: the service reads it whenever it asks for the time.
        async Task SetAsync(string offset)
        {
            await File.WriteAllTextAsync($"{clock}.new", offset + "\n");
            File.Move($"{clock}.new", clock, overwrite: true);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(FaultLoad.FreshAddress());
        return answer.StatusCode;
    }
}
