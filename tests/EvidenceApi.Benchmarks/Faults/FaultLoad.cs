using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>Lookups of two kinds on eight connections: ones that memory answers, and ones that nobody has asked before.</summary>
internal sealed class FaultLoad : IDisposable
{
    private const int Callers = 4;
    /// <summary>An answer that takes longer is a failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static int fresh;
    private readonly HttpClient client;
    private readonly Dictionary<string, string> expected = [];
    private readonly List<(string Address, string Hash)> answered = [];
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private Task callers = Task.CompletedTask;
    private long settledAt = long.MaxValue;
    private string? release;

    public FaultLoad(Uri service, string? key = null)
    {
        client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = service, Timeout = Patience };
        if (key is not null) client.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public FaultFigures Cached { get; } = new();

    public FaultFigures Uncached { get; } = new();

    /// <summary>Not answered although everything worked again.</summary>
    public int Late { get; private set; }

    /// <summary>Brings forty answers into memory, and keeps what they are.</summary>
    public async Task PrepareAsync()
    {
        for (var number = 0; number < 40; number++)
        {
            var address = $"/v1/evidence?limit={number % 10 + 1}&sort={(number < 20 ? "strength" : "newest")}&total={(number % 20 < 10 ? "none" : "exact")}&view=summary";
            using var answer = await client.GetAsync(address);
            answer.EnsureSuccessStatusCode();
            expected[address] = await HashAsync(answer);
            release = answer.Headers.GetValues("Evidence-Release").Single();
        }
    }

    public void Start() => callers = Task.WhenAll(Enumerable.Range(0, Callers).SelectMany(number => (Task[])[CallCachedAsync(new(number)), CallUncachedAsync()]));

    /// <summary>From now on everything must be answered.</summary>
    public void Settle() => Interlocked.Exchange(ref settledAt, Stopwatch.GetTimestamp());

    public async Task StopAsync()
    {
        await end.CancelAsync();
        await callers;
    }

    /// <summary>Time until the service says that it is ready, and has answered what was not in memory.</summary>
    public async Task<TimeSpan> RecoverAsync(TimeSpan longest)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                using var ready = await client.GetAsync("/health/ready");
                using var lookup = await client.GetAsync(FreshAddress());
                if (lookup.IsSuccessStatusCode && (await ready.Content.ReadAsStringAsync()).Contains("\"ready\"", StringComparison.Ordinal)) return clock.Elapsed;
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
            }
            if (clock.Elapsed > longest) return clock.Elapsed;
        }
    }

    /// <summary>Asks again what was answered, past the memory: it must be the same.</summary>
    public async Task VerifyAsync()
    {
        foreach (var (address, hash) in answered.TakeLast(100))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "application/json;q=0.9" } } };
            using var answer = await client.SendAsync(request);
            if (await HashAsync(answer) != hash) Uncached.Wrong++;
        }
    }

    public void Dispose()
    {
        client.Dispose();
        end.Dispose();
    }

    internal static string FreshAddress()
    {
        var number = Interlocked.Increment(ref fresh);
        return $"/v1/evidence?minParticipants={number / 20}&limit={number % 20 + 1}&view=summary";
    }

    private async Task CallCachedAsync(Random random)
    {
        var addresses = expected.Keys.ToArray();
        for (; !end.IsCancellationRequested; await Task.Delay(20)) await AskAsync(addresses[random.Next(addresses.Length)], Cached);
    }

    private async Task CallUncachedAsync()
    {
        for (; !end.IsCancellationRequested; await Task.Delay(80)) await AskAsync(FreshAddress(), Uncached);
    }

    private async Task AskAsync(string address, FaultFigures figures)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = Outcome.Failed;
        var (isStale, fault) = (false, "");
        try
        {
            using var answer = await client.GetAsync(address);
            var hash = await HashAsync(answer);
            isStale = answer.Headers.Warning.Count > 0 && answer.Headers.Age is not null;
            outcome = answer.StatusCode switch
            {
                HttpStatusCode.OK => IsRight(answer, address, hash) ? Outcome.Right : Outcome.Wrong,
                HttpStatusCode.ServiceUnavailable when answer.Headers.RetryAfter is not null && answer.Content.Headers.ContentType?.MediaType == "application/problem+json" => Outcome.Unavailable,
                _ => Outcome.Failed,
            };
            fault = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            fault = broken.Message;
        }
        lock (gate)
        {
            figures.Count(outcome, isStale, Stopwatch.GetElapsedTime(start));
            if (outcome != Outcome.Right && start >= settledAt) Late++;
            if (outcome is Outcome.Failed or Outcome.Wrong) Console.Error.WriteLine($"{outcome}: {address}: {fault}");
        }
    }

    private bool IsRight(HttpResponseMessage answer, string address, string hash)
    {
        if (expected.TryGetValue(address, out var known)) return known == hash;
        lock (gate) answered.Add((address, hash));
        return answer.Headers.GetValues("Evidence-Release").Single() == release;
    }

    private static async Task<string> HashAsync(HttpResponseMessage answer) => Convert.ToHexString(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()));
}
