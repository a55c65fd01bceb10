using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EvidenceApi.Authentication;

/// <summary>
/// Checks access tokens (RFC 9068) of the configured authorization server: signed with one of its keys, made out to this service, not
/// expired. Of a token that fails nothing is told to the caller and nothing of it is logged.
/// </summary>
internal sealed partial class AccessTokens(IOptions<AuthenticationSettings> settings, ILogger<AccessTokens> log) : IDisposable
{
    private const int LongestToken = 8 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    // Never none, never a shared secret.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // The application before its user: all users of one share its limits.
    private static readonly string[] ClientClaims = ["client_id", "azp", "sub"];

    private readonly OAuth2Settings server = settings.Value.OAuth2;
    private readonly ClientKeys keys = new(settings.Value.OAuth2.Jwks, log);
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    /// <summary>Null where the text is no good token.</summary>
    /// <exception cref="KeysUnavailableException">The keys of the server cannot be read, so that nobody can tell.</exception>
    internal async Task<Caller?> FindAsync(string text, CancellationToken cancel)
    {
        if (Read(text) is not { Kid: { Length: > 0 and <= 256 } kid } token || token.TryGetHeaderValue<object>("crit", out _)) return Refused("not a token");
        if (await keys.FindAsync(kid, cancel) is not { } key || key.Alg is { Length: > 0 } algorithm && algorithm != token.Alg) return Refused("no such key");
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = Algorithms,
            ValidTypes = ["JWT", "at+jwt", "application/at+jwt"],
            ValidIssuer = server.Issuer,
            ValidAudience = server.Audience,
            RequireExpirationTime = true,
            ClockSkew = Skew,
        });
        return result.IsValid ? new($"client:{Client(token)}", ScopesOf(token)) : Refused(result.Exception?.GetType().Name ?? "not valid");
    }

    private JsonWebToken? Read(string text)
    {
        try
        {
            return text.Length <= LongestToken && handler.ReadJsonWebToken(text) is { IsEncrypted: false, IsSigned: true } token ? token : null;
        }
        // Whatever the library says about a text that is no token: it is none.
        catch (Exception)
        {
            return null;
        }
    }

    private static string Client(JsonWebToken token) =>
        ClientClaims.Select(claim => token.TryGetPayloadValue<object>(claim, out var value) ? value as string : null).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";

    // One text with spaces (RFC 8693), or a list as some servers write it.
    private static IReadOnlyList<string> ScopesOf(JsonWebToken token) =>
        [.. token.Claims.Where(claim => claim.Type is "scope" or "scp").SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private Caller? Refused(string fault)
    {
        LogRefused(fault);
        return null;
    }

    public void Dispose() => keys.Dispose();

    [LoggerMessage(LogLevel.Information, "An access token was refused: {Fault}")]
    private partial void LogRefused(string fault);
}
