using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

/// <summary>Errors at addresses that people read, as pages. Addresses of programs answer with problems.</summary>
internal sealed class PageErrors(ReleaseSource releases) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => Addresses.IsForReaders(context.HttpContext.Request);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        var (title, text) = status switch
        {
            401 => ("Only with a key", context.ProblemDetails.Detail ?? "This service answers only who has a key or token."),
            403 => ("Not with this key", context.ProblemDetails.Detail ?? "The key does not open this page."),
            404 => ("No such page", "There is nothing at this address."),
            405 => ("This page can only be read", "The address takes no other request than reading it."),
            429 => ("Too many requests", context.ProblemDetails.Detail ?? "Try again in a minute."),
            503 => ("Try again shortly", context.ProblemDetails.Detail ?? "The evidence base cannot be read at the moment."),
            >= 500 => ("Something went wrong here", "The page could not be made. The fault is on this side and has been written down."),
            _ => ("The request cannot be read", "The address or what was sent with it is not understood."),
        };
        // Who may not read is told nothing of the content.
        var page = new PageContext(releases.IsReady && status is not (401 or 403) ? releases.Current : null, null, []);
        var result = await PageAnswer.ErrorAsync(http, page, status, title, text, status == 404 ? Near(http.Request.Path) : []);
        await result.ExecuteAsync(http);
    }

    private static IReadOnlyList<PageLink> Near(PathString path)
    {
        var words = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var pages = Addresses.Pages.Where(page => page.Key is not ("" or "conditions" or "evidence" or "studies" or "target-tissues" or "changes.atom"));
        List<PageLink> near = words is [var first, ..]
            ? [.. NearMatches.Of(first, pages.Select(page => (page.Key, page.Key)).Concat(pages.Select(page => (page.Key, page.Value)))).Select(id => new PageLink($"/{id}", Addresses.Pages[id]))]
            : [];
        if (words.LastOrDefault(word => word.Length is > 2 and < 100) is { } last)
        {
            var typed = last.Replace('-', ' ').Replace('.', ' ');
            near.Add(new($"/search?q={Uri.EscapeDataString(typed)}", $"Search for “{typed}”"));
        }
        return near;
    }
}
