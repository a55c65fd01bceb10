using System.Text.Json;
using EvidenceApi.Authentication;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using Microsoft.Extensions.Options;

namespace EvidenceApi.CdsHooks;

/// <summary>
/// Answers a call in time, from memory alone: cards are part of the release that is loaded, so that the database may be slow or away. What
/// takes too long or fails by our own fault is answered without cards, never with an error; nothing of the request is logged or kept.
/// </summary>
internal sealed partial class HookCalls(
    ReleaseSource releases, ClientTokens tokens, Suppression suppression, IOptions<CdsHooksSettings> settings, ILogger<HookCalls> log)
{
    private static readonly JsonDocumentOptions Tolerant = new() { MaxDepth = 256, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    internal async Task<IResult> AnswerAsync(string id, HttpContext http)
    {
        // Once in the life of a service; it would cost the first caller the cards.
        await FhirModel.LearnAsync().WaitAsync(http.RequestAborted);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(settings.Value.DeadlineMilliseconds);
        try
        {
            if (await tokens.CallerAsync(http, deadline.Token) is not { } caller) return ClientTokens.Refused(http);
            if (HookService.Find(id) is not { } service) return HookEndpoints.NoSuchService(id);
            if (!http.Request.HasJsonContentType()) return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            using var body = await ReadAsync(http.Request.Body, deadline.Token);
            if (body is null) return HookEndpoints.NotJson();
            var faults = HookRequestReader.Faults(service, body.RootElement);
            return faults.Count > 0 ? Problems.InvalidParameters(faults) : Cards(http, service, caller, body.RootElement, deadline.Token);
        }
        // The reason is in the log already.
        catch (KeysUnavailableException)
        {
            return NoCards(http);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogLate(settings.Value.DeadlineMilliseconds);
            return NoCards(http);
        }
    }

    /// <summary>Null where it is not JSON. The reader's message would quote it.</summary>
    internal static async Task<JsonDocument?> ReadAsync(Stream body, CancellationToken cancel)
    {
        try
        {
            return await JsonDocument.ParseAsync(body, Tolerant, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IResult Cards(HttpContext http, HookService service, string caller, JsonElement body, CancellationToken deadline)
    {
        // Before the first release there is nothing to say.
        if (!releases.IsReady) return NoCards(http);
        try
        {
            var snapshot = releases.Current;
            var conditions = HookRequestReader.Conditions(service, body, snapshot, deadline).Where(condition => !suppression.LeavesOut(service.Id, caller, condition));
            http.Response.Headers[Http.Answer.ReleaseHeader] = snapshot.Release.Id;
            return Answer(http, CardList.Of(snapshot, conditions, PublicUrl.Of(http), service.Id, HookRequestReader.InstanceOf(body)!.Value));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(fault.GetType().Name, service.Id);
            return NoCards(http);
        }
    }

    private static IResult NoCards(HttpContext http) => Answer(http, new([]));

    private static IResult Answer(HttpContext http, HookAnswer answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(answer, Json.Wire);
    }

    [LoggerMessage(LogLevel.Warning, "A hook call took longer than {Milliseconds} ms and was answered without cards")]
    private partial void LogLate(int milliseconds);

    [LoggerMessage(LogLevel.Error, "{Fault} in {Service}: answered without cards")]
    private partial void LogFault(string fault, string service);
}
