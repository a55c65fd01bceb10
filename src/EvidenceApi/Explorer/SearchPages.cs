using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Search;

namespace EvidenceApi.Explorer;

internal static class SearchPages
{
    internal static void MapSearchPage(this IEndpointRouteBuilder pages) => pages.MapGet("/search", ShowSearch);

    private static async Task<IResult> ShowSearch(HttpContext http, Snapshot current, ReleaseSource releases, SearchQueries queries)
    {
        var cancel = http.RequestAborted;
        var context = PageContext.Of(http, ("q", null), ("kind", Enum.GetValues<SearchKind>().Select(Json.Name)), ("cursor", null));
        var (typed, kind) = (context.Value(http, "q")?.Trim(), context.Value(http, "kind"));
        if (string.IsNullOrEmpty(typed)) return await PageAsync(null, null, null, []);
        if (typed.Length > SearchParameters.LongestQuestion) return await PageAsync($"At most {SearchParameters.LongestQuestion} characters can be looked for.", null, null, []);

        var codes = CodeQuestion.Matches(typed, current);
        if (kind is null && codes.Select(match => match.Condition).Distinct().Count() == 1)
        {
            var code = Uri.EscapeDataString($"{codes[0].System}|{codes[0].Requested}");
            return TypedResults.Redirect(context.Link($"/conditions/{codes[0].Condition}?code={code}"));
        }
        if (codes.Count == 0 && CodeQuestion.NamesSystem(typed, current))
        {
            return await PageAsync($"No condition on record has the code {typed}. This says nothing about evidence: look the condition up by name.", typed, null, []);
        }

        var query = new SearchParameters { Q = typed, Kind = kind, Cursor = context.Value(http, "cursor") };
        if (await PageStart.ReadAsync(query, http.Request, current, releases, SearchSortKey.Values, cancel) is not { } start)
        {
            return await PageAsync("The link to this page of hits is none of this search. Search again.", typed, null, codes);
        }
        var found = await SearchEndpoints.FindAsync(query, start, queries, http.Request, cancel);
        return await PageAsync(null, typed, found, codes);

        Task<IResult> PageAsync(string? fault, string? question, Search.SearchPage? hits, IReadOnlyList<Match> matches) => PageAnswer.PageAsync<Pages.SearchPage>(
            http, context, (nameof(Pages.SearchPage.Typed), question), (nameof(Pages.SearchPage.Kind), kind), (nameof(Pages.SearchPage.Fault), fault),
            (nameof(Pages.SearchPage.Found), hits), (nameof(Pages.SearchPage.Codes), matches));
    }
}
