namespace EvidenceApi.Http;

/// <summary>The absolute address under which callers reach the service: the setting PublicUrl, else as the request names it.</summary>
internal static class PublicUrl
{
    internal const string Setting = "PublicUrl";

    /// <summary>Without a slash at its end.</summary>
    internal static string Of(HttpContext http) => Of(http.RequestServices.GetRequiredService<IConfiguration>()) ?? $"{http.Request.Scheme}://{(http.Request.Host.HasValue ? http.Request.Host.Value : "localhost")}{http.Request.PathBase}";

    /// <summary>Null where the setting is not made.</summary>
    internal static string? Of(IConfiguration settings) => settings[Setting] is { Length: > 0 } set ? set.TrimEnd('/') : null;
}
