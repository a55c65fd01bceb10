using EvidenceApi.Explorer.Pages;
using EvidenceApi.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace EvidenceApi.Explorer;

/// <summary>
/// Answers as HTML. Components are rendered by HtmlRenderer alone: the page endpoints of Blazor would bring antiforgery, data protection
/// keys on the disk and routes of their own, and nothing here has a form to protect.
/// </summary>
internal static class PageAnswer
{
    internal const string MediaType = "text/html; charset=utf-8";

    /// <summary>A page of the release that the request reads.</summary>
    internal static async Task<IResult> PageAsync<TPage>(HttpContext http, PageContext context, params (string Name, object? Value)[] parameters) where TPage : IComponent
    {
        var body = await RenderAsync<TPage>(http, context, parameters);
        Answer.SetHeaders(http, context.Snapshot!.Release);
        return TypedResults.Text(body, MediaType);
    }

    /// <summary>A page that says why there is none.</summary>
    internal static async Task<IResult> ErrorAsync(HttpContext http, PageContext context, int status, string title, string text, IReadOnlyList<PageLink> links)
    {
        (string, object?)[] parameters =
        [
            (nameof(ErrorPage.Status), status), (nameof(ErrorPage.Title), title), (nameof(ErrorPage.Text), text), (nameof(ErrorPage.Links), links),
        ];
        var body = await RenderAsync<ErrorPage>(http, context, parameters);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(body, MediaType, null, status);
    }

    internal static Task<IResult> NotFoundAsync(HttpContext http, string what, string id, IEnumerable<PageLink> near) =>
        ErrorAsync(http, PageContext.Of(http), 404, $"No such {what}", $"There is no {what} “{Shortened(id)}” in this release.", [.. near]);

    private static string Shortened(string text) => text.Length > 120 ? text[..120] + "…" : text;

    private static async Task<string> RenderAsync<TPage>(HttpContext http, PageContext context, (string Name, object? Value)[] parameters) where TPage : IComponent
    {
        var services = http.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var document = await renderer.RenderComponentAsync<PageDocument>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(PageDocument.Context)] = context,
                [nameof(PageDocument.Page)] = typeof(TPage),
                [nameof(PageDocument.Parameters)] = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value),
            }));
            return document.ToHtmlString();
        });
    }
}

/// <summary>A link of a page.</summary>
public sealed record PageLink(string Address, string Text);
