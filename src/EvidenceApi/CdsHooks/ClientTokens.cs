using EvidenceApi.Authentication;
using EvidenceApi.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EvidenceApi.CdsHooks;

/// <summary>
/// Checks the token of a calling EHR (CDS Hooks, Trusting CDS Clients): signed with a key of a configured client, made out to the address
/// called, short-lived, used once. Of a token that fails nothing is told to the caller and nothing of it is logged.
/// </summary>
internal sealed partial class ClientTokens : IDisposable
{
    private const int LongestToken = 8 * 1024;
    private const int LongestId = 256;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    // The two that CDS Hooks recommends, and their smaller kin that EHRs also use. Never none, never a shared secret.
    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly UsedTokens used = new();
    private readonly IReadOnlyList<(HookClient Client, ClientKeys Keys)> clients;
    private readonly ILogger<ClientTokens> log;

    public ClientTokens(IOptions<CdsHooksSettings> settings, ILogger<ClientTokens> log)
    {
        this.log = log;
        var sets = settings.Value.Clients.Select(client => client.Jwks).Distinct().ToDictionary(location => location, location => new ClientKeys(location, log));
        clients = [.. settings.Value.Clients.Select(client => (client, sets[client.Jwks]))];
    }

    internal bool AreRequired => clients.Count > 0;

    /// <summary>Reads all key sets, so that the first call need not wait for one.</summary>
    internal Task PrepareAsync() => Task.WhenAll(clients.Select(entry => entry.Keys.ReadAsync()));

    /// <summary>Who calls: empty where nobody needs a token, null where the caller has no good one.</summary>
    internal async Task<string?> CallerAsync(HttpContext http, CancellationToken cancel)
    {
        if (!AreRequired) return "";
        var (caller, fault) = await CheckAsync(http, cancel);
        if (caller is null) LogRefused(fault);
        return caller;
    }

    internal static IResult Refused(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Unauthorized", extensions: new Dictionary<string, object?> { ["code"] = "unauthorized" });
    }

    private async Task<(string? Caller, string Fault)> CheckAsync(HttpContext http, CancellationToken cancel)
    {
        const string scheme = "Bearer ";
        if (http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return (null, "no bearer token");
        var text = header[scheme.Length..].Trim();
        if (text.Length > LongestToken || Read(text) is not { } token) return (null, "not a token");
        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal)) return (null, "algorithm");
        if (token.Typ != "JWT" || token.TryGetHeaderValue<object>("crit", out _)) return (null, "type");
        if (token.Kid is not { Length: > 0 and <= LongestId }) return (null, "key id");

        var (jku, tenant) = (Text(token.TryGetHeaderValue<object>("jku", out var sentJku), sentJku), Text(token.TryGetPayloadValue<object>("tenant", out var sentTenant), sentTenant));
        var known = clients.FirstOrDefault(entry => entry.Client.Issuer == token.Issuer && Is(entry.Client.Jku, jku) && Is(entry.Client.Tenant, tenant));
        if (known.Client is null) return (null, "issuer, jku or tenant");
        if (!token.TryGetPayloadValue<string>("jti", out var id) || string.IsNullOrWhiteSpace(id) || id.Length > LongestId) return (null, "no token id");
        if (!token.TryGetPayloadValue<long>("iat", out _) || !token.TryGetPayloadValue<long>("exp", out _)) return (null, "times missing");
        var now = DateTime.UtcNow;
        if (token.IssuedAt > now + Skew || token.ValidTo <= token.IssuedAt || token.ValidTo - token.IssuedAt > LongestLife) return (null, "times");

        if (await known.Keys.FindAsync(token.Kid, cancel) is not { } key || key.Alg is { Length: > 0 } algorithm && algorithm != token.Alg) return (null, "no such key");
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = Algorithms,
            ValidTypes = ["JWT"],
            ValidIssuer = known.Client.Issuer,
            ValidAudience = $"{PublicUrl.Of(http)}{http.Request.Path}",
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ClockSkew = Skew,
        });
        if (!result.IsValid) return (null, result.Exception?.GetType().Name ?? "not valid");
        return used.Use(known.Client.Name, id, token.ValidTo + Skew) ? (known.Client.Name, "") : (null, "used before");
    }

    /// <summary>A header or claim as sent; a value that is no text can match no configured one.</summary>
    private static (bool IsThere, string? Text) Text(bool isThere, object? value) => (isThere, value as string);

    private static bool Is(string? configured, (bool IsThere, string? Text) sent) => configured is null ? !sent.IsThere : configured == sent.Text;

    private JsonWebToken? Read(string text)
    {
        try
        {
            var token = handler.ReadJsonWebToken(text);
            // Times and names are read here once, so that what is no token fails here.
            return token is { IsEncrypted: false, IsSigned: true, ValidTo.Ticks: >= 0, IssuedAt.Ticks: >= 0, Issuer: not null } ? token : null;
        }
        // Whatever the library says about a text that is no token: it is none.
        catch (Exception)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var (_, keys) in clients) keys.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "A call of CDS Hooks was refused: {Fault}")]
    private partial void LogRefused(string fault);
}
