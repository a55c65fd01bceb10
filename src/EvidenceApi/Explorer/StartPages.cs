using EvidenceApi.Evidence;
using EvidenceApi.EvidenceMap;
using EvidenceApi.Explorer.Pages;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

internal static class StartPages
{
    internal static void MapStartPage(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", ShowMap);
        // Somebody who cuts an address short gets the list from which it came.
        pages.MapGet("/conditions", (HttpContext http) => TypedResults.Redirect(PageContext.Of(http).Link("/")));
        pages.MapGet("/evidence", (HttpContext http) => TypedResults.Redirect(PageContext.Of(http).Link("/")));
        pages.MapGet("/studies", (HttpContext http) => TypedResults.Redirect(PageContext.Of(http).Link("/search")));
        pages.MapGet("/target-tissues", (HttpContext http) => TypedResults.Redirect(PageContext.Of(http).Link("/modalities")));
    }

    private static async Task<IResult> ShowMap(HttpContext http, Snapshot snapshot, EvidenceQueries queries)
    {
        var outlines = await queries.OutlinesAsync(new(snapshot.Release.Number, null), http.RequestAborted);
        var map = EvidenceMapEndpoints.Compose(outlines, MapGrouping.Condition, snapshot, http.Request, null);
        return await PageAnswer.PageAsync<StartPage>(http, PageContext.Of(http), (nameof(StartPage.Map), map));
    }
}
