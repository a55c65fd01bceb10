namespace EvidenceApi.Http;

internal static class Head
{
    /// <summary>Answers HEAD as GET; the server drops the body and keeps its length.</summary>
    /// <summary>Whether the caller wants no body: one that is costly need not be made.</summary>
    internal static bool IsHead(HttpContext http) => http.Items.ContainsKey(typeof(Head));

    internal static void UseHead(this WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Items[typeof(Head)] = true;
            http.Request.Method = HttpMethods.Get;
        }
        return next(http);
    });
}
