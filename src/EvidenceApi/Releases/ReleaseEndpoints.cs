using System.ComponentModel.DataAnnotations;
using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Releases;

/// <summary>A published state of the evidence base.</summary>
/// <param name="Id">Calendar version; names the release in ?release= and in a citation.</param>
/// <param name="PublishedOn">Day on which it was made public.</param>
/// <param name="ReviewedOn">Day up to which curators had read its sources.</param>
/// <param name="Notes">What changed, in a curator's words.</param>
/// <param name="Current">Whether reads without ?release= come from it.</param>
/// <param name="EvidenceCount">Evidence items in it.</param>
/// <param name="ChangeCount">Evidence items that it changed against the release before; 0 for the first.</param>
/// <param name="Citation">How to cite it.</param>
public sealed record ReleaseView(
    string Id, DateOnly PublishedOn, DateOnly ReviewedOn, string Notes, bool Current, int EvidenceCount, int ChangeCount, string Citation) : Released;

/// <summary>Filters on changes.</summary>
public sealed class FindChanges : PageParameters
{
    /// <summary>Release id, or a day as 2026-11-22: changes that came after it. Required.</summary>
    [FromQuery(Name = "since"), Required]
    public string? Since { get; init; }

    /// <summary>Condition id. A grouping stands for its descendants.</summary>
    [FromQuery(Name = "condition")]
    public string? Condition { get; init; }

    /// <summary>Modality id. A grouping stands for its members.</summary>
    [FromQuery(Name = "modality")]
    public string? Modality { get; init; }
}

internal sealed class FindChangesValidator : PageParametersValidator<FindChanges>
{
    public FindChangesValidator(ReleaseSource releases)
    {
        RuleFor(query => query.Condition).KnownCondition();
        RuleFor(query => query.Modality).KnownModality();
        RuleFor(query => query.Since).Custom((since, context) =>
        {
            if (since is null) context.Fail(new("empty-value", "Is required: a release id or a day.", null, releases.Ids, []));
            else if (!releases.Ids.Contains(since) && !DateOnly.TryParseExact(since, "yyyy-MM-dd", out _))
            {
                context.Fail(ParameterError.Unknown(since, $"There is no release '{since}', and it is no day as 2026-11-22.", releases.Ids));
            }
        });
    }
}

internal static class ReleaseEndpoints
{
    internal static void MapReleases(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Releases");
        group.MapGet("/releases", ListReleases).WithName(nameof(ListReleases)).Produces<ItemList<ReleaseView>>().Query<PageParameters, ReleaseView>();
        group.MapGet("/releases/{id}", GetRelease).WithName(nameof(GetRelease)).Produces<ReleaseView>().Query<ReadParameters, ReleaseView>().ProducesProblem(404);
        group.MapGet("/changes", FindChanges).WithName(nameof(FindChanges)).Produces<ItemList<EvidenceChange>>().Query<FindChanges, EvidenceChange>().Offers(TableAnswers.Forms);
    }

    /// <summary>Releases</summary>
    /// <remarks>Every published state of the evidence base, newest first. Each can be read for ever with ?release=.</remarks>
    private static async Task<IResult> ListReleases([AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, ReleaseSource releases, ReleaseQueries queries)
    {
        var all = await queries.ListAsync(snapshot.Release, http.RequestAborted);
        return await MemoryList.AnswerAsync(http, query, snapshot, releases, _ => [.. all.Select(Json.Bytes)]);
    }

    /// <summary>One release</summary>
    /// <param name="id">Release id.</param>
    private static async Task<IResult> GetRelease(
        string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot, ReleaseSource releases, ReleaseQueries queries)
    {
        var all = await queries.ListAsync(snapshot.Release, http.RequestAborted);
        return all.FirstOrDefault(release => release.Id == id) is { } found
            ? Answer.Document(http, snapshot.Release, Json.Bytes(found))
            : Problems.NotFound("release", id, NearMatches.Of(id, releases.Ids));
    }

    /// <summary>What changed</summary>
    /// <remarks>Evidence items that changed after a release or day, field by field: which level moved, and which studies moved it. Oldest first.</remarks>
    private static async Task<IResult> FindChanges(
        [AsParameters] FindChanges query, HttpContext http, Snapshot current, ReleaseSource releases, ReleaseQueries queries, TableAnswers tables)
    {
        if (await PageStart.ReadAsync(query, http.Request, current, releases, ChangeSortKey.Values, http.RequestAborted) is not { } start) return PageStart.BadCursor();
        var snapshot = start.Snapshot;
        var filter = ChangeFilter.Of(query.Since!, snapshot.Release.Number, snapshot.ConditionsOf(query.Condition), snapshot.ModalitiesOf(query.Modality));
        if (TableAnswers.IsWhole(http, query))
        {
            return await tables.AnswerAsync(http, snapshot.Release, new(Table.Change, ChangeFilter.Filters(filter), Table.Change.Order, filter, new(null)
            {
                Sql = $"select body {ChangeFilter.Matching(filter)} order by release, id",
            }));
        }
        var (rows, total) = await queries.ListChangesAsync(filter, ChangeSortKey.Read(start.After), query.Size() + 1, query.CountLimit(), http.RequestAborted);
        var shown = rows.Take(query.Size()).ToList();
        var next = rows.Count > shown.Count ? new Cursor(snapshot.Release.Number, ChangeSortKey.Of(shown[^1])).Encode(http.Request) : null;
        if (Representation.Of(http) != Representation.Json)
        {
            string[] keys = [.. shown.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Release}/{row.Id}"))];
            return await tables.AnswerAsync(http, snapshot.Release, TableRows.Of(Table.Change, snapshot.Release.Number, keys, [.. shown.Select(row => row.Body)]), next);
        }
        return Answer.List(http, snapshot.Release, shown.Select(row => row.Body), query.PageOf(next, total), json => Answer.Reason(
            json, rows.Count > 0 ? null : new EmptyReason("no-changes", $"No evidence item of this kind changed after {query.Since}.", null, [])));
    }
}
