using System.Collections.Concurrent;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;
using EvidenceApi.Telemetry;
using Microsoft.Extensions.Caching.Memory;

namespace EvidenceApi.Caching;

/// <summary>
/// Finished answers of /v1 in memory. An answer is a pure function of address, accepted form and current release, so an entry is never
/// stale: a new release makes new keys, and the old entries are dropped or pushed out. Bounded by bytes. The same question asked many
/// times at once is answered once.
/// </summary>
internal sealed class AnswerCache : IDisposable
{
    /// <summary>Bytes held; 0: off.</summary>
    internal const string Setting = "Cache:Megabytes";
    private const int DefaultMegabytes = 32;

    // What an entry costs besides its body: key, headers, bookkeeping.
    private const int Overhead = 2048;

    /// <summary>What an answer is a function of.</summary>
    private sealed record Question(int Release, string? Path, string? Query, string Accept, string Encoding)
    {
        internal static Question Of(HttpContext http, int release) =>
            new(release, http.Request.Path.Value, http.Request.QueryString.Value, http.Request.Headers.Accept.ToString(), http.Request.Headers.AcceptEncoding.ToString());
    }

    private readonly ConcurrentDictionary<Question, Task<CachedAnswer?>> running = new();
    private readonly ReleaseSource releases;
    private readonly ServiceMetrics metrics;
    private readonly MemoryCache? answers;

    public AnswerCache(ReleaseSource releases, ServiceMetrics metrics, IConfiguration settings)
    {
        (this.releases, this.metrics) = (releases, metrics);
        var bytes = settings.GetValue(Setting, DefaultMegabytes) * 1024L * 1024;
        answers = bytes > 0 ? new(new MemoryCacheOptions { SizeLimit = bytes, TrackStatistics = true }) : null;
        releases.Changed += answers is null ? static () => { } : Trim;
    }

    /// <summary>Bytes held now.</summary>
    internal long Bytes => answers?.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    internal Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var release = releases.Number;
        if (answers is null || release == 0 || !HttpMethods.IsGet(http.Request.Method) || !IsKept(http.Request)) return next(http);
        var question = Question.Of(http, release);
        if (answers.TryGetValue(question, out CachedAnswer? known)) return WriteAsync(http, known!);
        // The database away right after a new release: the answer of the release before is better than none, and says so.
        if (releases.UnreachableFor is not null && answers.TryGetValue(question with { Release = release - 1 }, out known)) return WriteAsync(http, known!);
        return AskAsync(http, next, question);
    }

    private Task WriteAsync(HttpContext http, CachedAnswer answer)
    {
        var away = releases.UnreachableFor;
        metrics.CountHit(away is not null);
        return answer.WriteAsync(http, away);
    }

    // Everything else is not a pure function of address and release.
    private static bool IsKept(HttpRequest request) => (request.Path.StartsWithSegments("/v1") && !IsFile(request)) || Explorer.Addresses.IsPage(request.Path);

    /// <summary>Lets the first of several same questions through, and answers the others with what it got.</summary>
    private async Task AskAsync(HttpContext http, RequestDelegate next, Question question)
    {
        var mine = new TaskCompletionSource<CachedAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = running.GetOrAdd(question, mine.Task);
        if (first != mine.Task)
        {
            await ShareAsync(http, next, first);
            return;
        }

        metrics.CountMiss();
        var body = http.Response.Body;
        await using var held = new HeldBody(http.Response, () => Settle(question, mine, () => mine.TrySetResult(null)));
        http.Response.Body = held;
        CachedAnswer? answer = null;
        try
        {
            await next(http);
            // A release that appeared meanwhile may have been read instead.
            if (held.IsWhole && !http.RequestAborted.IsCancellationRequested && releases.Number == question.Release) answer = CachedAnswer.Of(http, held.Bytes);
            if (answer is not null) answers!.Set(question, answer, new MemoryCacheEntryOptions { Size = answer.Body.Length + Overhead });
        }
        finally
        {
            http.Response.Body = body;
            // Who asked first and went away leaves the question to the others.
            if (answer is null && http.RequestAborted.IsCancellationRequested) Settle(question, mine, mine.TrySetCanceled);
            else Settle(question, mine, () => mine.TrySetResult(answer));
        }
        await held.ReleaseAsync(http.RequestAborted);
    }

    private async Task ShareAsync(HttpContext http, RequestDelegate next, Task<CachedAnswer?> first)
    {
        CachedAnswer? answer;
        try
        {
            answer = await first.WaitAsync(http.RequestAborted);
        }
        catch (OperationCanceledException) when (first.IsCanceled && !http.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(http, next);
            return;
        }
        // An answer that cannot be kept is one for its asker alone.
        if (answer is not null) await WriteAsync(http, answer);
        else await next(http);
    }

    // Taken out before it is settled: who asks again must not meet it.
    private void Settle(Question question, TaskCompletionSource<CachedAnswer?> mine, Func<bool> settle)
    {
        running.TryRemove(KeyValuePair.Create(question, mine.Task));
        settle();
    }

    // The release before stays for the case that the database goes away; what is older is never asked for again.
    private void Trim()
    {
        foreach (var question in answers!.Keys.OfType<Question>().Where(question => question.Release < releases.Number - 1).ToList()) answers.Remove(question);
    }

    // Whole tables are streamed: to hold them back would cost memory and time.
    private static bool IsFile(HttpRequest request) =>
        request.QueryString.HasValue && request.QueryString.Value!.Contains(Representation.Parameter, StringComparison.OrdinalIgnoreCase)
            ? TableAnswers.Forms.Any(form => request.Query[Representation.Parameter] == form.Name)
            : request.Headers.Accept is [{ Length: > 3 } accepted] && TableAnswers.Forms.Any(form => accepted.Contains(form.MediaType, StringComparison.OrdinalIgnoreCase));

    public void Dispose() => answers?.Dispose();
}

internal static class AnswerCaching
{
    /// <summary>What comes after this is only reached by answers that are not in memory.</summary>
    internal static void UseAnswerCache(this WebApplication app)
    {
        var cache = app.Services.GetRequiredService<AnswerCache>();
        app.Use(next => http => cache.AnswerAsync(http, next));
    }
}
