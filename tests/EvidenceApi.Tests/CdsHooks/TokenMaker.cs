using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>An EHR with keys: its JWK Set and its tokens, written by hand so that they can be wrong in every way.</summary>
internal sealed class TokenMaker : IDisposable
{
    internal const string Issuer = "https://ehr.example.org";
    internal const string Jku = "https://ehr.example.org/jwks.json";
    internal const string Tenant = "clinic-1";
    internal const string Base = "https://cds.example.org";
    internal const string EcKid = "ec-1";
    internal const string RsaKid = "rsa-1";
    internal const string SmallEcKid = "ec-256";

    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly ECDsa smallEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA rsa = RSA.Create(2048);

    internal TokenMaker(string issuer = Issuer)
    {
        IssuerName = issuer;
        JwksFile = Path.GetTempFileName();
        File.WriteAllText(JwksFile, JwksText);
    }

    internal string IssuerName { get; }

    internal string JwksFile { get; }

    internal string JwksText => JsonSerializer.Serialize(new { keys = new[] { Public(ec, EcKid, "P-384"), Public(smallEc, SmallEcKid, "P-256"), Public(rsa, RsaKid) } });

    internal string RsaPublicPem => rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>Settings of a service that trusts this EHR.</summary>
    internal string[] Settings(int client = 0, string? jku = Jku, string? tenant = Tenant, string? jwks = null) =>
    [
        $"--PublicUrl={Base}", $"--CdsHooks:Clients:{client}:Issuer={IssuerName}", $"--CdsHooks:Clients:{client}:Jwks={jwks ?? JwksFile}",
        .. jku is null ? Array.Empty<string>() : [$"--CdsHooks:Clients:{client}:Jku={jku}"],
        .. tenant is null ? Array.Empty<string>() : [$"--CdsHooks:Clients:{client}:Tenant={tenant}"],
    ];

    internal static JsonObject Header(string alg = "ES384", string kid = EcKid) => new() { ["alg"] = alg, ["typ"] = "JWT", ["kid"] = kid, ["jku"] = Jku };

    internal JsonObject Payload(string path = $"/cds-services/{HookCall.PatientView}")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new() { ["iss"] = IssuerName, ["aud"] = Base + path, ["iat"] = now, ["exp"] = now + 300, ["jti"] = Guid.NewGuid().ToString(), ["tenant"] = Tenant };
    }

    /// <summary>A good token for a path.</summary>
    internal string Bearer(string path = $"/cds-services/{HookCall.PatientView}", string? tenant = Tenant)
    {
        var payload = Payload(path);
        if (tenant is null) payload.Remove("tenant");
        else payload["tenant"] = tenant;
        return $"Bearer {Sign(Header(), payload)}";
    }

    internal string Sign(JsonObject header, JsonObject payload, string? with = null) => Sign(header.ToJsonString(), payload.ToJsonString(), with ?? (string?)header["alg"] ?? "ES384");

    internal string Sign(string header, string payload, string alg)
    {
        var text = $"{Encode(header)}.{Encode(payload)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = alg switch
        {
            "ES384" => ec.SignData(bytes, HashAlgorithmName.SHA384),
            "ES256" => smallEc.SignData(bytes, HashAlgorithmName.SHA256),
            "RS384" => rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            "RS256" => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "PS384" => rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(RsaPublicPem), bytes),
            _ => [],
        };
        return $"{text}.{Base64UrlEncoder.Encode(signature)}";
    }

    internal static string Encode(string text) => Base64UrlEncoder.Encode(text);

    internal object PublicEc() => Public(ec, EcKid, "P-384");

    private static object Public(ECDsa key, string kid, string crv)
    {
        var point = key.ExportParameters(false).Q;
        return new { kty = "EC", use = "sig", crv, kid, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private static object Public(RSA key, string kid)
    {
        var parameters = key.ExportParameters(false);
        return new { kty = "RSA", use = "sig", kid, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    public void Dispose()
    {
        ec.Dispose();
        smallEc.Dispose();
        rsa.Dispose();
        File.Delete(JwksFile);
    }
}
