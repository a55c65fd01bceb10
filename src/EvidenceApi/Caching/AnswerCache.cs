using System.Collections.Concurrent;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;

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

    private readonly ConcurrentDictionary<string, Task<CachedAnswer?>> running = new(StringComparer.Ordinal);
    private readonly ReleaseSource releases;
    private readonly MemoryCache? answers;

    public AnswerCache(ReleaseSource releases, IConfiguration settings)
    {
        this.releases = releases;
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
        var key = KeyOf(http, release);
        if (answers.TryGetValue(key, out CachedAnswer? known)) return known!.WriteAsync(http, releases.UnreachableFor);
        // The database away right after a new release: the answer of the release before is better than none, and says so.
        if (releases.UnreachableFor is { } away && answers.TryGetValue(KeyOf(http, release - 1), out known)) return known!.WriteAsync(http, away);
        return AskAsync(http, next, key, release);
    }

    // Everything else is not a pure function of address and release.
    private static bool IsKept(HttpRequest request) => (request.Path.StartsWithSegments("/v1") && !IsFile(request)) || Explorer.Addresses.IsPage(request.Path);

    /// <summary>Lets the first of several same questions through, and answers the others with what it got.</summary>
    private async Task AskAsync(HttpContext http, RequestDelegate next, string key, int release)
    {
        var mine = new TaskCompletionSource<CachedAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = running.GetOrAdd(key, mine.Task);
        if (first != mine.Task)
        {
            await ShareAsync(http, next, first);
            return;
        }

        var body = http.Response.Body;
        await using var held = new HeldBody(body, () => Settle(key, mine, () => mine.TrySetResult(null)));
        http.Response.Body = held;
        CachedAnswer? answer = null;
        try
        {
            await next(http);
            // A release that appeared meanwhile may have been read instead.
            if (held.IsWhole && !http.RequestAborted.IsCancellationRequested && releases.Number == release) answer = CachedAnswer.Of(http.Response, held.Bytes);
            if (answer is not null) answers!.Set(key, answer, new MemoryCacheEntryOptions { Size = answer.Body.Length + Overhead });
        }
        finally
        {
            http.Response.Body = body;
            // Who asked first and went away leaves the question to the others.
            if (answer is null && http.RequestAborted.IsCancellationRequested) Settle(key, mine, mine.TrySetCanceled);
            else Settle(key, mine, () => mine.TrySetResult(answer));
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
        if (answer is not null) await answer.WriteAsync(http, releases.UnreachableFor);
        else await next(http);
    }

    // Taken out before it is settled: who asks again must not meet it.
    private void Settle(string key, TaskCompletionSource<CachedAnswer?> mine, Func<bool> settle)
    {
        running.TryRemove(KeyValuePair.Create(key, mine.Task));
        settle();
    }

    // The release before stays for the case that the database goes away; what is older is never asked for again.
    private void Trim()
    {
        foreach (var key in answers!.Keys.OfType<string>().Where(key => !IsRecent(key)).ToList()) answers.Remove(key);

        bool IsRecent(string key) => int.Parse(key.AsSpan(0, key.IndexOf('\n')), System.Globalization.CultureInfo.InvariantCulture) >= releases.Number - 1;
    }

    // Whole tables are streamed: to hold them back would cost memory and time.
    private static bool IsFile(HttpRequest request) =>
        request.QueryString.HasValue && request.QueryString.Value!.Contains(Representation.Parameter, StringComparison.OrdinalIgnoreCase)
            ? TableAnswers.Forms.Any(form => request.Query[Representation.Parameter] == form.Name)
            : request.Headers.Accept is [{ Length: > 3 } accepted] && TableAnswers.Forms.Any(form => accepted.Contains(form.MediaType, StringComparison.OrdinalIgnoreCase));

    private static string KeyOf(HttpContext http, int release)
    {
        var headers = http.Request.Headers;
        return $"{release}\n{http.Request.Path.Value}{http.Request.QueryString.Value}\n{headers.Accept}\n{headers.AcceptEncoding}";
    }

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

/// <summary>An answer as it went out: status 200, its headers and its bytes, compressed where the caller took that.</summary>
internal sealed record CachedAnswer(KeyValuePair<string, StringValues>[] Headers, string EntityTag, byte[] Body)
{
    // Belong to the connection or the caller, or are written anew.
    private static readonly HashSet<string> NotKept = new(
    [
        "Date", "Server", "Connection", "Transfer-Encoding", "Content-Length", "RateLimit", "RateLimit-Policy", "Strict-Transport-Security", .. Hardening.SecurityHeaders.Names,
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where the answer is none that can be kept: an error, or not a finished JSON document with its release.</summary>
    internal static CachedAnswer? Of(HttpResponse response, byte[] body) =>
        response.StatusCode == StatusCodes.Status200OK && response.Headers.ETag is [{ Length: > 0 } tag] && response.Headers.ContainsKey(Answer.ReleaseHeader)
            ? new([.. response.Headers.Where(header => !NotKept.Contains(header.Key))], tag, body)
            : null;

    /// <param name="unreachableFor">How long the database has been away: then nobody knows whether there is a newer release; null while it is there.</param>
    internal Task WriteAsync(HttpContext http, TimeSpan? unreachableFor)
    {
        var response = http.Response;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        if (unreachableFor is { } away)
        {
            response.Headers.Age = ((int)away.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            response.Headers.Warning = "111 - \"Revalidation Failed\"";
        }
        if (http.Request.Headers.IfNoneMatch is { Count: > 0 } sent && EntityTags.Meet(sent, EntityTag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.Headers.ContentType = response.Headers.ContentEncoding = StringValues.Empty;
            return Task.CompletedTask;
        }
        response.ContentLength = Body.Length;
        return response.BodyWriter.WriteAsync(Body, http.RequestAborted).AsTask();
    }
}
