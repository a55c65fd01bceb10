using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EvidenceApi.Authentication;
using EvidenceApi.CdsHooks;
using Microsoft.Extensions.Options;

namespace EvidenceApi.RateLimiting;

/// <summary>
/// Lets every caller ask so often and no more, and tells him in the fields RateLimit and RateLimit-Policy (IETF draft) how often he still may.
/// Counted are also requests that are refused then: who guesses keys has no more tries than who reads.
/// </summary>
internal sealed class RateLimits(IOptions<RateLimitSettings> options, TimeProvider clock, IProblemDetailsService problems)
{
    private sealed record Limit(string Name, int Most, WindowCounts Counts, string Code, string Detail);

    private readonly Limit? minute = Of("minute", options.Value.PerMinute, TimeSpan.FromMinutes(1), clock);
    private readonly Limit? hooks = Of("hooks", options.Value.HooksPerMinute, TimeSpan.FromMinutes(1), clock);
    private readonly Limit? day = Of("day", options.Value.PerDay, TimeSpan.FromDays(1), clock);

    private static Limit? Of(string name, int most, TimeSpan length, TimeProvider clock) => most == 0 ? null : new(name, most, new(length, clock),
        name == "day" ? "quota-exceeded" : "rate-limited",
        name == "day" ? $"More than {most} requests today. The quota begins anew at midnight UTC." : $"More than {most} requests in a minute.");

    internal async Task LimitAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        if (path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/explorer", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }
        var caller = http.Features.Get<Presented>()?.Caller?.Id;
        var name = caller ?? $"address:{AddressOf(http.Connection.RemoteIpAddress)}";
        // The minute first: what it refuses does not use the day up.
        var exceeded = path.StartsWithSegments(HookEndpoints.Path, StringComparison.OrdinalIgnoreCase)
            ? Exceeded(http, hooks, name)
            : Exceeded(http, minute, name) ?? (caller is null ? null : Exceeded(http, day, name));
        if (exceeded is { } over) await RefuseAsync(http, over.Limit, over.Left);
        else await next(http);
    }

    /// <summary>Counts the request; the limit where it is one too many.</summary>
    private static (Limit Limit, TimeSpan Left)? Exceeded(HttpContext http, Limit? limit, string caller)
    {
        if (limit is null) return null;
        var (count, left) = limit.Counts.Add(caller);
        var headers = http.Response.Headers;
        headers.Append("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Most};w={limit.Counts.Length.TotalSeconds}"));
        headers.Append("RateLimit", string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r={Math.Max(0, limit.Most - count)};t={Seconds(left)}"));
        return count > limit.Most ? (limit, left) : null;
    }

    private static int Seconds(TimeSpan left) => (int)Math.Ceiling(left.TotalSeconds);

    /// <summary>Of IPv6 the network: whoever has one address there has all of it.</summary>
    internal static string AddressOf(IPAddress? address) => address switch
    {
        null => "local",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => new IPNetwork(new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]), 64).ToString(),
        _ => address.ToString(),
    };

    private async Task RefuseAsync(HttpContext http, Limit limit, TimeSpan left)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = Seconds(left).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "no-store";
        await problems.WriteAsync(new()
        {
            HttpContext = http,
            ProblemDetails = { Status = StatusCodes.Status429TooManyRequests, Detail = limit.Detail, Extensions = { ["code"] = limit.Code } },
        });
    }
}

internal static class RateLimitSetup
{
    internal static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitSettings>().BindConfiguration(RateLimitSettings.Section).ValidateOnStart();
        services.AddOptions<ForwardedSettings>().BindConfiguration(ForwardedSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitSettings>, RateLimitSettingsCheck>().AddSingleton<IValidateOptions<ForwardedSettings>, RateLimitSettingsCheck>();
        services.AddSingleton<RateLimits>();
    }

    /// <summary>Takes the client's address from proxies that are known, where some are.</summary>
    internal static void UseKnownProxies(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IOptions<ForwardedSettings>>().Value;
        if (settings.Proxies.Any()) app.UseForwardedHeaders(settings.Options());
    }

    internal static void UseRateLimits(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<RateLimitSettings>>().Value.IsOn) return;
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(next => http => limits.LimitAsync(http, next));
    }
}
