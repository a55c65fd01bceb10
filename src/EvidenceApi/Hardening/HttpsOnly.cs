using EvidenceApi.Http;

namespace EvidenceApi.Hardening;

internal static class HttpsOnly
{
    /// <summary>true: callers over http are sent to https, and browsers told to come by https from then on.</summary>
    internal const string Setting = "Https:Required";

    internal static void AddHttpsOnly(this IServiceCollection services, IConfiguration settings)
    {
        // Without a port the framework would redirect nobody, with no more than a warning.
        services.AddHttpsRedirection(options => options.HttpsPort = Uri.TryCreate(PublicUrl.Of(settings), UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address.Port : 443);
        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
    }

    internal static void UseHttpsOnly(this WebApplication app)
    {
        if (!app.Configuration.GetValue<bool>(Setting)) return;
        app.UseHsts();
        // Who watches the process asks it without the proxy that speaks https.
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase), branch => branch.UseHttpsRedirection());
    }
}
