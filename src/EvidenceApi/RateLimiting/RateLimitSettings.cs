using System.Net;
using EvidenceApi.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace EvidenceApi.RateLimiting;

/// <summary>Settings under RateLimits: requests per caller, which is the holder of a key or token, else the client's address; 0: no limit. Every instance counts for itself.</summary>
internal sealed class RateLimitSettings
{
    internal const string Section = "RateLimits";

    /// <summary>Of everything but CDS Hooks, state, and what makes pages look like pages.</summary>
    public int PerMinute { get; set; }

    /// <summary>Of CDS Hooks, by address.</summary>
    public int HooksPerMinute { get; set; }

    /// <summary>Quota of a key or token, from midnight to midnight in UTC.</summary>
    public int PerDay { get; set; }

    internal bool IsOn => PerMinute > 0 || HooksPerMinute > 0 || PerDay > 0;
}

/// <summary>Settings under Forwarded: whose word is taken for where a request came from.</summary>
internal sealed class ForwardedSettings
{
    internal const string Section = "Forwarded";

    /// <summary>Addresses (10.0.0.5) and networks (10.0.0.0/8) of proxies, with commas between; empty: nobody's.</summary>
    public string KnownProxies { get; set; } = "";

    internal IEnumerable<string> Proxies => KnownProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal ForwardedHeadersOptions Options()
    {
        // However many proxies stand in a row: the first address from behind that is not one of them is the client's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
        return options;
    }
}

/// <summary>Says at the start what is wrong with the settings.</summary>
internal sealed class RateLimitSettingsCheck(IConfiguration configuration) : IValidateOptions<RateLimitSettings>, IValidateOptions<ForwardedSettings>
{
    public ValidateOptionsResult Validate(string? name, RateLimitSettings options) => KnownSettings.Result(
    [
        .. KnownSettings.Unknown<RateLimitSettings>(configuration, RateLimitSettings.Section),
        .. options is { PerMinute: < 0 } or { HooksPerMinute: < 0 } or { PerDay: < 0 } ? ["RateLimits are 0, which is none, or more."] : Array.Empty<string>(),
    ]);

    public ValidateOptionsResult Validate(string? name, ForwardedSettings options) => KnownSettings.Result(
    [
        .. KnownSettings.Unknown<ForwardedSettings>(configuration, ForwardedSettings.Section),
        .. options.Proxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !System.Net.IPNetwork.TryParse(proxy, out _)).Select(proxy => $"Forwarded:KnownProxies: '{proxy}' is no address or network."),
    ]);
}
