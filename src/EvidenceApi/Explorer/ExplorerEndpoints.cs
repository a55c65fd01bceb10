using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

/// <summary>The explorer: the evidence base as pages, made from the same queries and documents as the JSON answers.</summary>
internal static class ExplorerEndpoints
{
    // Before the writer of problems: the first that can write, writes.
    internal static IServiceCollection AddExplorer(this IServiceCollection services) => services.AddSingleton<IProblemDetailsWriter, PageErrors>();

    internal static void MapExplorer(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        var pages = routes.MapGroup("").ExcludeFromDescription().AddEndpointFilter(CheckAsync);
        pages.MapStartPage();
        pages.MapSearchPage();
        pages.MapConditionPages();
        pages.MapEvidencePages();
        pages.MapVocabularyPages();
        pages.MapRecordPages();
        pages.MapReleasePages();
    }

    /// <summary>A release that does not exist gets a page that says so; an unchanged page is not made again.</summary>
    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var release = http.RequestServices.GetRequiredService<RequestRelease>();
        if (http.Request.Query.TryGetValue("release", out var asked) && !release.IsPinned)
        {
            var known = http.RequestServices.GetRequiredService<ReleaseSource>().Ids;
            var page = new PageContext(release.Snapshot, null, []);
            var named = asked.ToString() is { Length: < 40 } id && !id.Any(char.IsControl) ? $" “{id}”" : "";
            return await PageAnswer.ErrorAsync(
                http, page, 404, "No such release", $"There is no release{named}. Nothing is shown from another one in its place.",
                [.. known.Select(existing => new PageLink($"{http.Request.Path}?release={existing}", $"This page in release {existing}"))]);
        }
        return Answer.IsUnchanged(http) ? Answer.Unchanged(http) : await next(context);
    }
}
