namespace EvidenceApi.Http;

/// <summary>The address under which callers see the service, without a slash at its end: the setting PublicUrl, else that of the request.</summary>
internal static class PublicUrl
{
    internal static string Of(HttpContext http) =>
        http.RequestServices.GetRequiredService<IConfiguration>()["PublicUrl"] is { Length: > 0 } given
            ? given.TrimEnd('/')
            : $"{http.Request.Scheme}://{(http.Request.Host.HasValue ? http.Request.Host.Value : "localhost")}{http.Request.PathBase}";
}
