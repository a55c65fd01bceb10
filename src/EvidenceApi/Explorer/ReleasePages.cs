using EvidenceApi.Explorer.Pages;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

internal static class ReleasePages
{
    // What nobody reads on one page stands at /v1/changes.
    private const int MostChanges = 500;
    private const int MostReleases = 10;

    internal static void MapReleasePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/releases", ShowReleases);
        pages.MapGet("/releases/{id}", ShowRelease);
        pages.MapGet("/changes", ShowChanges);
        pages.MapGet("/changes.atom", GetFeed);
    }

    private static async Task<IResult> ShowReleases(HttpContext http, Snapshot snapshot, ReleaseQueries queries)
    {
        var releases = await queries.ListAsync(snapshot.Release, http.RequestAborted);
        return await PageAnswer.PageAsync<ReleasesPage>(http, PageContext.Of(http), (nameof(ReleasesPage.Releases), releases));
    }

    private static async Task<IResult> ShowRelease(string id, HttpContext http, Snapshot snapshot, ReleaseQueries queries)
    {
        var releases = await queries.ListAsync(snapshot.Release, http.RequestAborted);
        if (releases.Index().FirstOrDefault(entry => entry.Item.Id == id) is not { Item: { } release } found)
        {
            return await PageAnswer.NotFoundAsync(http, "release", id, releases.Select(known => new PageLink($"/releases/{known.Id}", $"Release {known.Id}")));
        }
        var before = found.Index + 1 < releases.Count ? releases[found.Index + 1] : null;
        var changes = before is null ? [] : await ChangesAsync(queries, snapshot, before.Id, http.RequestAborted);
        return await PageAnswer.PageAsync<ReleasePage>(
            http, PageContext.Of(http), (nameof(ReleasePage.Release), release), (nameof(ReleasePage.Changes), changes.Where(change => change.Release == id).ToList()));
    }

    private static async Task<IResult> ShowChanges(HttpContext http, Snapshot snapshot, ReleaseQueries queries) => await PageAnswer.PageAsync<ChangesPage>(
        http, PageContext.Of(http), (nameof(ChangesPage.Releases), await LatestAsync(queries, snapshot, http.RequestAborted)));

    private static async Task<IResult> GetFeed(HttpContext http, Snapshot snapshot, ReleaseQueries queries)
    {
        var feed = ChangeFeed.Write(await LatestAsync(queries, snapshot, http.RequestAborted), snapshot);
        Answer.SetHeaders(http, snapshot.Release);
        return TypedResults.Bytes(feed, ChangeFeed.MediaType);
    }

    /// <summary>The latest releases, newest first, each with what it changed.</summary>
    private static async Task<IReadOnlyList<(ReleaseView Release, IReadOnlyList<EvidenceChange> Changes)>> LatestAsync(ReleaseQueries queries, Snapshot snapshot, CancellationToken cancel)
    {
        var releases = await queries.ListAsync(snapshot.Release, cancel);
        var shown = releases.Take(MostReleases).ToList();
        var before = releases[Math.Min(MostReleases, releases.Count - 1)];
        var changes = releases.Count == 1 ? [] : await ChangesAsync(queries, snapshot, before.Id, cancel);
        return [.. shown.Select(release => (release, (IReadOnlyList<EvidenceChange>)[.. changes.Where(change => change.Release == release.Id)]))];
    }

    private static async Task<IReadOnlyList<EvidenceChange>> ChangesAsync(ReleaseQueries queries, Snapshot snapshot, string since, CancellationToken cancel)
    {
        var (rows, _) = await queries.ListChangesAsync(ChangeFilter.Of(since, snapshot.Release.Number, null, null), null, MostChanges, 0, cancel);
        return Documents.Of<EvidenceChange>(rows.Select(row => row.Body));
    }
}
