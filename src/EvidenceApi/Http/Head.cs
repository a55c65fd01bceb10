namespace EvidenceApi.Http;

internal static class Head
{
    /// <summary>Answers HEAD as GET; the server drops the body and keeps its length.</summary>
    internal static void UseHead(this WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method)) http.Request.Method = HttpMethods.Get;
        return next(http);
    });
}
