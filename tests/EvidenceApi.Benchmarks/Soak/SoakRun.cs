using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EvidenceApi.Benchmarks.Soak;

/// <summary>
/// Mixed load on two instances of one database while releases are published and the second instance is stopped and killed. What a third,
/// idle one without memory of answers says of each release is what the two must have said. The first is never stopped: it shows leaks.
/// </summary>
internal sealed class SoakRun(string program, string connectionString, int port, TimeSpan duration) : IDisposable
{
    private const int Callers = 4;
    private const int Events = 10;
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(10);

    private readonly ServiceInstance first = new("first", program, connectionString, port);
    private readonly ServiceInstance second = new("second", program, connectionString, port + 1);
    private readonly ServiceInstance idle = new("idle", program, connectionString, port + 2, "--Cache:Megabytes=0");
    private readonly ConcurrentDictionary<(string Release, int Request), string> expected = new();
    private readonly ConcurrentDictionary<(string Release, int Request, string Hash), int> said = new();
    private readonly ConcurrentDictionary<string, int> failed = new();
    private readonly ConcurrentBag<string> disagreements = [];
    private readonly List<SoakSample> samples = [];
    private IReadOnlyList<SoakRequest> requests = [];
    private int sent;
    private volatile string happening = "nothing";

    public async Task<int> RunAsync()
    {
        await Task.WhenAll(first.StartAsync(), second.StartAsync(), idle.StartAsync());
        requests = await SoakRequest.AllAsync(idle.Client);
        await ExpectAsync();
        using var end = new CancellationTokenSource(duration);
        await Task.WhenAll([.. Enumerable.Range(0, Callers).Select(number => CallAsync(new Random(number), end.Token)), SampleAsync(end.Token), DisturbAsync(end.Token)]);
        return SoakReport.Write(sent, failed, said, expected, requests, disagreements, samples);
    }

    public void Dispose()
    {
        foreach (var instance in (ServiceInstance[])[first, second, idle]) instance.Dispose();
    }

    private async Task CallAsync(Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var number = random.Next(requests.Count);
            var during = happening;
            Interlocked.Increment(ref sent);
            try
            {
                var (release, hash) = await requests[number].AskAsync((random.Next(2) == 0 ? first : second).Client);
                said.AddOrUpdate((release, number, hash), 1, static (_, count) => count + 1);
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                // It may have begun before what made it fail.
                if (during == "nothing") during = happening;
                failed.AddOrUpdate($"{during}: {fault.Message.Split('(')[0].Trim()}", 1, static (_, count) => count + 1);
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    /// <summary>What the idle instance answers now; an answer of a release that it gave before must be the same.</summary>
    private async Task ExpectAsync()
    {
        for (var number = 0; number < requests.Count; number++)
        {
            var (release, hash) = await requests[number].AskAsync(idle.Client);
            if (expected.GetOrAdd((release, number), hash) != hash) disagreements.Add($"{release} {requests[number].Address}");
        }
    }

    private async Task DisturbAsync(CancellationToken end)
    {
        for (var number = 1; number < Events; number++)
        {
            if (!await DelayAsync(duration / Events, end)) return;
            happening = (number % 4) switch { 2 => "stop by TERM", 0 => "stop by KILL", _ => "publish" };
            Console.Error.WriteLine(happening);
            if (happening == "publish") await PublishAsync(number);
            else
            {
                await second.StopAsync(happening[^4..]);
                await second.StartAsync();
            }
            happening = "nothing";
        }
    }

    private async Task PublishAsync(int number)
    {
        var release = $"2027.1.{number}";
        await using var data = NpgsqlDataSource.Create(connectionString + ";Search Path=\"evidence, public\"");
        await using var edit = data.CreateCommand("insert into release (id, published_on, reviewed_on, notes) values ($1, date '2027-01-01' + $2, '2027-01-01', 'A release of the soak test.')");
        edit.Parameters.Add(new() { Value = release });
        edit.Parameters.Add(new() { Value = number });
        await edit.ExecuteNonQueryAsync();
        await using var text = data.CreateCommand("update study set summary = summary || $1 where id in (select id from study order by md5(id || $1) limit 30)");
        text.Parameters.Add(new() { Value = $" ({number})" });
        await text.ExecuteNonQueryAsync();
        var start = new ProcessStartInfo("dotnet", [program, "migrate"]) { RedirectStandardOutput = true, Environment = { ["ConnectionStrings__EvidenceOwner"] = connectionString } };
        using (var migrate = Process.Start(start)!)
        {
            await migrate.StandardOutput.ReadToEndAsync();
            await migrate.WaitForExitAsync();
            if (migrate.ExitCode != 0) throw new InvalidOperationException("migrate failed");
        }
        await Task.WhenAll(first.ReadyAsync(release), second.ReadyAsync(release), idle.ReadyAsync(release));
        await ExpectAsync();
    }

    private async Task SampleAsync(CancellationToken end)
    {
        await using var data = NpgsqlDataSource.Create(connectionString);
        do
        {
            await using var count = data.CreateCommand("select count(*)::int from pg_stat_activity where datname = current_database()");
            var (memory, handles, threads) = first.Measure();
            samples.Add(new(memory, handles, threads, Convert.ToInt32(await count.ExecuteScalarAsync(CancellationToken.None), CultureInfo.InvariantCulture)));
        }
        while (await DelayAsync(BetweenSamples, end));
    }

    private static async Task<bool> DelayAsync(TimeSpan time, CancellationToken end)
    {
        await Task.Delay(time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !end.IsCancellationRequested;
    }
}
