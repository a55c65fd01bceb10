using System.Net;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Setup;
using Microsoft.Extensions.Options;

namespace EvidenceApi.Tests.Authentication;

/// <summary>Access tokens of the configured authorization server pass, and no others; wrong settings stop the service at the start.</summary>
public sealed class AccessTokenTests(EvidenceServiceFixture service, ClosedService closed) : IClassFixture<ClosedService>
{
    private const string Path = "/v1/conditions/knee-osteoarthritis";

    [Fact]
    public async Task Every_bad_token_is_a_401_and_a_good_one_beside_it_passes()
    {
        using var attacker = new TokenMaker(ClosedService.Authority);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (good, server) = (closed.Token(ClosedService.Payload()), closed.Server);
        (string Fault, string Token)[] bad =
        [
            ("garbage", "Bearer a.b.c"),
            ("very long", $"Bearer {new string('a', 20_000)}"),
            ("no signature", good[..(good.LastIndexOf('.') + 1)]),
            ("alg none", $"Bearer {server.Sign(ClosedService.Header("none"), ClosedService.Payload())}"),
            ("HMAC with the public key", $"Bearer {server.Sign(ClosedService.Header("HS256", TokenMaker.RsaKid), ClosedService.Payload())}"),
            ("algorithm of another key", $"Bearer {server.Sign(ClosedService.Header("RS256"), ClosedService.Payload())}"),
            ("another's key under the server's name", $"Bearer {attacker.Sign(ClosedService.Header(), ClosedService.Payload())}"),
            ("unknown kid", $"Bearer {server.Sign(ClosedService.Header(kid: "ec-9"), ClosedService.Payload())}"),
            ("an id token", $"Bearer {server.Sign(With(ClosedService.Header(), "typ", "id+jwt"), ClosedService.Payload())}"),
            ("crit", $"Bearer {server.Sign(With(ClosedService.Header(), "crit", new JsonArray("b64")), ClosedService.Payload())}"),
            ("another issuer", Token("iss", "https://login.example.com")),
            ("issuer with a slash", Token("iss", ClosedService.Authority + "/")),
            ("another audience", Token("aud", "https://other.example.org")),
            ("no audience", Token("aud", null)),
            ("expired", Token("exp", now - 60)),
            ("no end", Token("exp", null)),
            ("end as text", Token("exp", "tomorrow")),
            ("not yet", Token("nbf", now + 600)),
        ];

        foreach (var (fault, token) in bad)
        {
            using var refused = await closed.SendAsync(Path, ("Authorization", token));
            Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{fault}: {refused.StatusCode}");
            Assert.Equal("unauthorized", (await refused.ProblemAsync(401)).Text("code"));
        }
        foreach (var (alg, kid) in new[] { ("ES384", TokenMaker.EcKid), ("ES256", TokenMaker.SmallEcKid), ("RS256", TokenMaker.RsaKid), ("PS384", TokenMaker.RsaKid) })
        {
            Assert.Equal(200, await closed.StatusAsync(Path, ("Authorization", $"Bearer {server.Sign(ClosedService.Header(alg, kid), ClosedService.Payload())}")));
        }
        Assert.Equal(200, await closed.StatusAsync(Path, ("Authorization", Token("aud", new JsonArray("https://other.example.org", ClosedService.Audience)))));

        string Token(string claim, JsonNode? value) => closed.Token(With(ClosedService.Payload(), claim, value));
    }

    [Theory]
    [InlineData("""{"scope":"openid system/*.rs"}""", 200)]
    [InlineData("""{"scp":["profile","evidence.read"]}""", 200)]
    [InlineData("""{"scope":"openid profile"}""", 403)]
    [InlineData("""{"scope":"evidence.reader"}""", 403)]
    [InlineData("""{"scope":"user/*.rs patient/*.rs"}""", 403)]
    [InlineData("""{"scope":"system/*.r"}""", 403)]
    [InlineData("""{"scope":"system/*.rs?category=x"}""", 403)]
    [InlineData("""{"scope":""}""", 403)]
    [InlineData("""{}""", 403)]
    public async Task A_token_opens_what_its_scopes_say(string claims, int status)
    {
        var payload = ClosedService.Payload();
        payload.Remove("scope");
        foreach (var (name, value) in JsonNode.Parse(claims)!.AsObject()) payload[name] = value!.DeepClone();

        Assert.Equal(status, await closed.StatusAsync(Path, ("Authorization", closed.Token(payload))));
    }

    [Fact]
    public async Task Without_the_keys_of_the_authorization_server_a_token_is_a_503()
    {
        using var server = new TokenMaker(ClosedService.Authority);
        await using var running = await (await RunningService.StartAsync(
            service.OwnerConnectionString, $"--Authentication:OAuth2:Issuer={ClosedService.Authority}", "--Authentication:OAuth2:Jwks=http://127.0.0.1:1/jwks", $"--Authentication:OAuth2:Audience={ClosedService.Audience}")).ReadyAsync();

        using var answer = await ClosedService.SendAsync(running.Client, Path, ("Authorization", $"Bearer {server.Sign(ClosedService.Header(), ClosedService.Payload())}"));

        Assert.Equal("keys-unavailable", (await answer.ProblemAsync(503)).Text("code"));
        Assert.NotNull(answer.Headers.RetryAfter);
        await running.Client.JsonAsync(Path);
    }

    [Theory]
    [InlineData("nobody could read", "--Authentication:AnonymousReads=false")]
    [InlineData("CdsHooks:Clients", "--Authentication:AnonymousReads=false", "--Authentication:ApiKeys=true")]
    [InlineData("no setting Authentication:AnonymousRead.", "--Authentication:AnonymousRead=false")]
    [InlineData("no setting Authentication:OAuth2:Authority.", "--Authentication:OAuth2:Authority=https://login.example.org")]
    [InlineData("needs Issuer, Jwks and Audience", "--Authentication:OAuth2:Issuer=https://login.example.org")]
    [InlineData("an existing file or an https address", "--Authentication:OAuth2:Issuer=x", "--Authentication:OAuth2:Audience=y", "--Authentication:OAuth2:Jwks=http://login.example.org/jwks")]
    public async Task Settings_that_cannot_be_meant_stop_the_service_at_the_start(string says, params string[] settings)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningService.StartAsync(service.OwnerConnectionString, settings));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static JsonObject With(JsonObject json, string name, JsonNode? value)
    {
        if (value is null) json.Remove(name);
        else json[name] = value;
        return json;
    }
}
