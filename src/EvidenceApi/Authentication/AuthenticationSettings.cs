using EvidenceApi.CdsHooks;
using EvidenceApi.Http;
using Microsoft.Extensions.Options;

namespace EvidenceApi.Authentication;

/// <summary>Settings under Authentication: who may read.</summary>
internal sealed class AuthenticationSettings
{
    internal const string Section = "Authentication";

    /// <summary>Whether everybody may read, without a key. A key or token that is sent must be good all the same.</summary>
    public bool AnonymousReads { get; set; } = true;

    /// <summary>Whether keys of the table api_key open the service.</summary>
    public bool ApiKeys { get; set; }

    /// <summary>The authorization server whose tokens open the service.</summary>
    public OAuth2Settings OAuth2 { get; set; } = new();
}

/// <summary>An OAuth 2 authorization server, as SMART Backend Services uses one. All three or none.</summary>
internal sealed class OAuth2Settings
{
    /// <summary>iss of its tokens.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Its JWK Set: path of a file, or https address (http on this machine only).</summary>
    public string Jwks { get; set; } = "";

    /// <summary>aud that its tokens must name.</summary>
    public string Audience { get; set; } = "";

    internal bool IsOn => Issuer.Length > 0 || Jwks.Length > 0 || Audience.Length > 0;

    internal bool IsWhole => Issuer.Length > 0 && Jwks.Length > 0 && Audience.Length > 0;
}

/// <summary>Says at the start what is wrong with the settings.</summary>
internal sealed class AuthenticationSettingsCheck(IConfiguration configuration, IOptions<CdsHooksSettings> hooks) : IValidateOptions<AuthenticationSettings>
{
    public ValidateOptionsResult Validate(string? name, AuthenticationSettings options) => KnownSettings.Result([.. Faults(options)]);

    private IEnumerable<string> Faults(AuthenticationSettings settings)
    {
        foreach (var unknown in KnownSettings.Unknown<AuthenticationSettings>(configuration, AuthenticationSettings.Section)) yield return unknown;
        foreach (var unknown in KnownSettings.Unknown<OAuth2Settings>(configuration, $"{AuthenticationSettings.Section}:{nameof(AuthenticationSettings.OAuth2)}")) yield return unknown;
        if (settings.OAuth2 is { IsOn: true, IsWhole: false }) yield return "Authentication:OAuth2 needs Issuer, Jwks and Audience.";
        if (settings.OAuth2.IsWhole && !ClientKeys.IsFile(settings.OAuth2.Jwks) && !ClientKeys.IsSafeAddress(settings.OAuth2.Jwks)) yield return "Authentication:OAuth2:Jwks must be an existing file or an https address.";
        if (settings.AnonymousReads) yield break;
        if (!settings.ApiKeys && !settings.OAuth2.IsOn) yield return "Authentication:AnonymousReads=false needs Authentication:ApiKeys=true or Authentication:OAuth2: nobody could read.";
        // Hooks have tokens of their own, and without clients answer everybody.
        if (hooks.Value.Clients.Count == 0) yield return "Authentication:AnonymousReads=false needs CdsHooks:Clients: CDS Hooks would answer everybody, without a token.";
    }
}
