using EvidenceApi.Authentication;
using EvidenceApi.Http;
using Microsoft.Extensions.Options;

namespace EvidenceApi.CdsHooks;

/// <summary>Settings under CdsHooks.</summary>
internal sealed class CdsHooksSettings
{
    internal const string Section = "CdsHooks";

    /// <summary>How long a hook call may take inside the service. Past it the answer has no cards: a late answer keeps a clinician waiting.</summary>
    public int DeadlineMilliseconds { get; set; } = 400;

    /// <summary>Overrides as not-relevant after which a tenant gets no more cards of a service and topic; 0: never left out.</summary>
    public int SuppressAfterOverrides { get; set; }

    /// <summary>Whether comments of users are kept. They may hold patient data.</summary>
    public bool KeepComments { get; set; }

    /// <summary>EHRs that may call; empty: everybody may, without a token.</summary>
    public List<HookClient> Clients { get; set; } = [];
}

/// <summary>An EHR that may call. A token must name exactly this issuer, key set address and tenant.</summary>
internal sealed class HookClient
{
    /// <summary>iss of its tokens.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>jku of its tokens; null: they have none. Compared, never fetched.</summary>
    public string? Jku { get; set; }

    /// <summary>tenant of its tokens; null: they have none.</summary>
    public string? Tenant { get; set; }

    /// <summary>Its JWK Set: path of a file, or https address (http on this machine only).</summary>
    public string Jwks { get; set; } = "";

    /// <summary>Who the client is in feedback.</summary>
    internal string Name => $"{Issuer}|{Tenant}";
}

/// <summary>Says at the start what is wrong with the settings.</summary>
internal sealed class CdsHooksSettingsCheck(IConfiguration configuration) : IValidateOptions<CdsHooksSettings>
{
    public ValidateOptionsResult Validate(string? name, CdsHooksSettings options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(CdsHooksSettings settings)
    {
        var publicUrl = PublicUrl.Of(configuration);
        if (publicUrl is not null && !(Uri.TryCreate(publicUrl, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")) yield return "PublicUrl must be an absolute http or https address.";
        if (settings.DeadlineMilliseconds is < 1 or > 60_000) yield return "CdsHooks:DeadlineMilliseconds must be 1 to 60000.";
        if (settings.SuppressAfterOverrides < 0) yield return "CdsHooks:SuppressAfterOverrides must be 0 or more.";
        // The host of a request is the caller's word: a token made out to another service would pass.
        if (settings.Clients.Count > 0 && publicUrl is null) yield return "CdsHooks:Clients needs PublicUrl, the address to which tokens must be made out.";
        foreach (var client in settings.Clients)
        {
            if (client.Issuer.Length == 0) yield return "Every entry of CdsHooks:Clients needs an Issuer.";
            if (client.Jku is "" || client.Tenant is "") yield return $"CdsHooks:Clients {client.Issuer}: leave Jku and Tenant out where tokens have none.";
            if (!ClientKeys.IsFile(client.Jwks) && !ClientKeys.IsSafeAddress(client.Jwks)) yield return $"CdsHooks:Clients {client.Issuer}: Jwks must be an existing file or an https address.";
        }
        if (settings.Clients.GroupBy(client => (client.Issuer, client.Jku, client.Tenant)).Any(group => group.Count() > 1)) yield return "CdsHooks:Clients has an issuer, jku and tenant twice.";
    }
}
