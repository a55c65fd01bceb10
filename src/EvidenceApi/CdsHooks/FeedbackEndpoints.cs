using EvidenceApi.Http;
using EvidenceApi.Releases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace EvidenceApi.CdsHooks;

internal static class FeedbackEndpoints
{
    private const int LargestFeedback = 256 * 1024;

    internal static void MapHookFeedback(this IEndpointRouteBuilder group) => group
        .MapPost("/{id}/feedback", SendHookFeedback).WithName(nameof(SendHookFeedback))
        .Accepts<HookFeedback>("application/json").Produces<FeedbackReceipt>().WithErrors().ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithMetadata(new RequestSizeLimitAttribute(LargestFeedback));

    /// <summary>Reports what users did with cards</summary>
    /// <remarks>
    /// Kept with the evidence item and release that the card showed. All reports are taken in, or none; one that was sent before is not
    /// counted again. A card of another service is kept too, without an item. What a user wrote is dropped unless the operator keeps it.
    /// </remarks>
    /// <param name="id">Service id.</param>
    private static async Task<IResult> SendHookFeedback(
        string id, HttpContext http, ClientTokens tokens, ReleaseSource releases, FeedbackQueries queries, Suppression suppression, IOptions<CdsHooksSettings> settings)
    {
        if (await tokens.CallerAsync(http, http.RequestAborted) is not { } caller) return ClientTokens.Refused(http);
        if (HookService.Find(id) is null) return HookEndpoints.NoSuchService(id);
        if (!http.Request.HasJsonContentType()) return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        using var body = await HookCalls.ReadAsync(http.Request.Body, http.RequestAborted);
        if (body is null) return HookEndpoints.NotJson();
        var (reports, faults) = FeedbackReader.Read(body.RootElement);
        if (faults.Count > 0) return Problems.InvalidParameters(faults);

        List<FeedbackRow> rows = [];
        foreach (var report in reports)
        {
            rows.Add(new(report, await CardUuid.ReadAsync(report.Card, releases, http.RequestAborted), settings.Value.KeepComments ? FeedbackReader.CommentOf(report) : null));
        }
        await queries.AddAsync(id, caller, rows, http.RequestAborted);
        await suppression.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(new FeedbackReceipt(rows.Count), Json.Wire);
    }
}
