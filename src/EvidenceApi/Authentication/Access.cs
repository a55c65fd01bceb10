using EvidenceApi.CdsHooks;
using EvidenceApi.Fhir;
using Microsoft.Extensions.Options;

namespace EvidenceApi.Authentication;

/// <summary>
/// Who may read: everybody unless the settings say otherwise; a key or token that is sent must be good either way. Stands before the answers
/// in memory, so that none of them goes to somebody who may not read it.
/// </summary>
internal sealed class Access(
    IOptions<AuthenticationSettings> options, ApiKeys keys, AccessTokens tokens, IProblemDetailsService problems)
{
    private const string ApiKeyHeader = "X-Api-Key";
    private const string Bearer = "Bearer";
    private const string Challenge = "Bearer realm=\"evidence\"";

    // State, contract and what makes pages look like pages. CDS Hooks checks tokens of its own.
    private static readonly string[] OpenPaths = ["/health", "/docs", "/openapi", "/explorer", HookEndpoints.Path, $"{FhirEndpoints.Root}/metadata"];

    private readonly AuthenticationSettings settings = options.Value;

    /// <summary>Finds out who calls, where the request says so.</summary>
    internal Task IdentifyAsync(HttpContext http, RequestDelegate next) =>
        IsPresenting(http.Request.Headers) && !IsOpen(http.Request.Path) ? LookUpAsync(http, next) : next(http);

    /// <summary>Lets through who may read.</summary>
    internal Task AdmitAsync(HttpContext http, RequestDelegate next) =>
        settings.AnonymousReads && !IsPresenting(http.Request.Headers) || IsOpen(http.Request.Path) ? next(http) : DecideAsync(http, next);

    // No more than this for a reader without a key.
    private static bool IsPresenting(IHeaderDictionary headers) => headers.Authorization.Count > 0 || headers.ContainsKey(ApiKeyHeader);

    private static bool IsOpen(PathString path)
    {
        foreach (var open in OpenPaths)
        {
            if (path.StartsWithSegments(open, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private async Task LookUpAsync(HttpContext http, RequestDelegate next)
    {
        if (Credential(http.Request.Headers) is { } text) http.Features.Set(new Presented(await FindAsync(text, http.RequestAborted)));
        await next(http);
    }

    private async Task<Caller?> FindAsync(string text, CancellationToken cancel) =>
        text.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) ? settings.ApiKeys ? await keys.FindAsync(text, cancel) : null
        : settings.OAuth2.IsOn ? await tokens.FindAsync(text, cancel) : null;

    /// <summary>The key or token as sent; empty where there are several; null where there is none: a scheme such as Basic is meant for somebody before this service.</summary>
    private static string? Credential(IHeaderDictionary headers)
    {
        var bearers = headers.Authorization.OfType<string>().Where(value => value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)).Select(value => value[Bearer.Length..].Trim());
        string[] sent = [.. bearers, .. headers[ApiKeyHeader].OfType<string>().Select(value => value.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) ? value : "")];
        return sent.Length switch { 0 => null, 1 => sent[0], _ => "" };
    }

    private Task DecideAsync(HttpContext http, RequestDelegate next)
    {
        var presented = http.Features.Get<Presented>();
        if (presented is { Caller: null })
        {
            return RefuseAsync(http, 401, "unauthorized", "The key or token that was sent is not accepted.", $"{Challenge}, error=\"invalid_token\"");
        }
        if (settings.AnonymousReads) return next(http);
        if (presented is null) return RefuseAsync(http, 401, "unauthorized", "This service answers only who has a key or token.", Challenge);
        if (!Scopes.Open(presented.Caller!.Scopes, http.Request.Path))
        {
            return RefuseAsync(
                http, 403, "insufficient-scope", $"This takes the scope {Scopes.Read}.", $"{Challenge}, error=\"insufficient_scope\", scope=\"{Scopes.Read}\"");
        }
        http.Response.OnStarting(MakePrivate, http.Response);
        return next(http);
    }

    // A cache that others share would hand the answer to who may not read it.
    private static Task MakePrivate(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (headers.CacheControl.Count > 0) headers.CacheControl = headers.CacheControl.ToString().Replace("public", "private", StringComparison.Ordinal);
        headers.Append("Vary", $"Authorization, {ApiKeyHeader}");
        return Task.CompletedTask;
    }

    private async Task RefuseAsync(HttpContext http, int status, string code, string detail, string challenge)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.WWWAuthenticate = challenge;
        http.Response.Headers.CacheControl = "no-store";
        await problems.WriteAsync(new()
        {
            HttpContext = http,
            ProblemDetails = { Status = status, Detail = detail, Extensions = { ["code"] = code } },
        });
    }
}

internal static class AccessControl
{
    internal static void AddAccess(this IServiceCollection services, string connectionString)
    {
        services.AddOptions<AuthenticationSettings>().BindConfiguration(AuthenticationSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuthenticationSettings>, AuthenticationSettingsCheck>();
        services.AddSingleton(TimeProvider.System).AddSingleton(provider => new ApiKeys(connectionString, provider.GetRequiredService<TimeProvider>())).AddSingleton<AccessTokens>().AddSingleton<Access>();
    }

    /// <summary>Who calls is found out before requests are counted, and who may not read is refused after: refusals count too.</summary>
    internal static void UseCallers(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<Access>();
        app.Use(next => http => access.IdentifyAsync(http, next));
    }

    internal static void UseAccess(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<Access>();
        app.Use(next => http => access.AdmitAsync(http, next));
    }
}
