using System.Text.Json;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;
using Microsoft.Extensions.Options;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>Where clients are configured, only they get in: every bad token is a 401 that tells nothing, beside a good one that passes.</summary>
public sealed class HookTokenTests(EvidenceServiceFixture service) : IAsyncLifetime
{
    private const string View = $"/cds-services/{HookCall.PatientView}";

    private readonly TokenMaker ehr = new();
    private readonly TokenMaker attacker = new();
    private RunningService? running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HttpClient Client => running!.Client;

    public async ValueTask InitializeAsync() => running = await (await RunningService.StartAsync(service.OwnerConnectionString, ehr.Settings())).ReadyAsync();

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        ehr.Dispose();
        attacker.Dispose();
    }

    [Theory]
    [InlineData("ES384", TokenMaker.EcKid)]
    [InlineData("ES256", TokenMaker.SmallEcKid)]
    [InlineData("RS384", TokenMaker.RsaKid)]
    [InlineData("RS256", TokenMaker.RsaKid)]
    public async Task A_good_token_of_every_allowed_algorithm_passes(string alg, string kid) =>
        Assert.Equal(["knee-osteoarthritis"], await TopicsAsync($"Bearer {ehr.Sign(TokenMaker.Header(alg, kid), ehr.Payload())}"));

    [Fact]
    public async Task Every_bad_token_is_a_401_without_detail_and_a_good_one_beside_it_passes()
    {
        var good = ehr.Bearer();
        var used = ehr.Bearer();
        await TopicsAsync(used);
        (string Fault, string? Authorization)[] bad =
        [
            ("no header", null),
            ("empty bearer", "Bearer "),
            ("no scheme", good["Bearer ".Length..]),
            ("basic scheme", "Basic dXNlcjpwYXNz"),
            ("garbage", "Bearer garbage"),
            ("three empty parts", "Bearer .."),
            ("not base64", "Bearer !!!.???.***"),
            ("truncated", good[..^20]),
            ("no signature", good[..(good.LastIndexOf('.') + 1)]),
            ("five parts", $"{good}.a.b"),
            ("very long", $"Bearer {new string('a', 20_000)}"),
            ("alg none", $"Bearer {ehr.Sign(Header(("alg", "none")), ehr.Payload())}"),
            ("alg None with a signature", $"Bearer {ehr.Sign(Header(("alg", "None")), ehr.Payload(), "ES384")}"),
            ("no alg", $"Bearer {ehr.Sign(Header(("alg", null)), ehr.Payload())}"),
            ("HMAC with the public key", $"Bearer {ehr.Sign(TokenMaker.Header("HS256", TokenMaker.RsaKid), ehr.Payload())}"),
            ("PS384, which is not allowed", $"Bearer {ehr.Sign(TokenMaker.Header("PS384", TokenMaker.RsaKid), ehr.Payload())}"),
            ("algorithm of another key", $"Bearer {ehr.Sign(TokenMaker.Header("RS384"), ehr.Payload())}"),
            ("another's key under our kid", $"Bearer {attacker.Sign(TokenMaker.Header(), ehr.Payload())}"),
            ("embedded key", $"Bearer {attacker.Sign(Header(("jwk", JsonSerializer.SerializeToNode(attacker.PublicEc()))), ehr.Payload())}"),
            ("payload changed after signing", Tampered(good)),
            ("no kid", $"Bearer {ehr.Sign(Header(("kid", null)), ehr.Payload())}"),
            ("unknown kid", $"Bearer {ehr.Sign(Header(("kid", "ec-9")), ehr.Payload())}"),
            ("kid that is a path", $"Bearer {ehr.Sign(Header(("kid", "../../../../dev/null")), ehr.Payload())}"),
            ("kid that is SQL", $"Bearer {ehr.Sign(Header(("kid", "' or 1=1 --")), ehr.Payload())}"),
            ("kid that is a list", $"Bearer {ehr.Sign(Header(("kid", new JsonArray("ec-1"))), ehr.Payload())}"),
            ("typ at+jwt", $"Bearer {ehr.Sign(Header(("typ", "at+jwt")), ehr.Payload())}"),
            ("no typ", $"Bearer {ehr.Sign(Header(("typ", null)), ehr.Payload())}"),
            ("crit", $"Bearer {ehr.Sign(Header(("crit", new JsonArray("b64"))), ehr.Payload())}"),
            ("another jku", $"Bearer {ehr.Sign(Header(("jku", "https://attacker.example/jwks.json")), ehr.Payload())}"),
            ("jku that begins like ours", $"Bearer {ehr.Sign(Header(("jku", TokenMaker.Jku + "/x")), ehr.Payload())}"),
            ("no jku", $"Bearer {ehr.Sign(Header(("jku", null)), ehr.Payload())}"),
            ("jku that is a list", $"Bearer {ehr.Sign(Header(("jku", new JsonArray(TokenMaker.Jku))), ehr.Payload())}"),
            ("another issuer", With("iss", "https://ehr.example.com")),
            ("issuer in capitals", With("iss", TokenMaker.Issuer.ToUpperInvariant())),
            ("issuer with a slash", With("iss", TokenMaker.Issuer + "/")),
            ("no issuer", With("iss", null)),
            ("another tenant", With("tenant", "clinic-2")),
            ("no tenant", With("tenant", null)),
            ("tenant that is a list", With("tenant", new JsonArray(TokenMaker.Tenant))),
            ("another service", With("aud", $"{TokenMaker.Base}/cds-services/{HookCall.OrderSelect}")),
            ("audience of the host only", With("aud", TokenMaker.Base)),
            ("audience with a slash", With("aud", $"{TokenMaker.Base}{View}/")),
            ("audience of another host", With("aud", $"https://cds.example.com{View}")),
            ("audience of the socket", With("aud", $"{Client.BaseAddress}cds-services/{HookCall.PatientView}")),
            ("no audience", With("aud", null)),
            ("empty audience", With("aud", new JsonArray())),
            ("expired", Times(-3600, -3000)),
            ("expired for a minute", Times(-120, -60)),
            ("no exp", With("exp", null)),
            ("exp that is a text", With("exp", "tomorrow")),
            ("exp beyond all time", With("exp", 1e300)),
            ("lives for a day", Times(0, 86_400)),
            ("lives for an hour and a minute", Times(0, 3660)),
            ("issued in the future", Times(600, 900)),
            ("not valid before the future", With("nbf", DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600)),
            ("no iat", With("iat", null)),
            ("exp before iat", Times(0, -10)),
            ("no jti", With("jti", null)),
            ("empty jti", With("jti", " ")),
            ("jti without end", With("jti", new string('j', 5000))),
            ("used before", used),
        ];

        string? problem = null;
        foreach (var (fault, authorization) in bad)
        {
            using var answer = await Client.PostAsync(HookCall.PatientView, HookCall.PatientWith((HookCall.Icd, "M17.11")).ToJsonString(), authorization);
            var body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True((int)answer.StatusCode == 401, $"{fault}: {(int)answer.StatusCode} {body}");
            Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).ToString());
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            // Whatever was wrong, the answer is the same.
            var told = JsonNode.Parse(body)!.AsObject();
            told.Remove("traceId");
            Assert.False(told.ContainsKey("detail"), fault);
            Assert.Equal(problem ??= told.ToJsonString(), told.ToJsonString());
            Assert.Equal(["knee-osteoarthritis"], await TopicsAsync(ehr.Bearer()));
        }
        Assert.True(bad.Length >= 55, $"{bad.Length} tokens");

        string With(string claim, JsonNode? value)
        {
            var payload = ehr.Payload();
            if (value is null) payload.Remove(claim);
            else payload[claim] = value;
            return $"Bearer {ehr.Sign(TokenMaker.Header(), payload)}";
        }

        string Times(int issued, int expires)
        {
            var (payload, now) = (ehr.Payload(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            (payload["iat"], payload["exp"]) = (now + issued, now + expires);
            return $"Bearer {ehr.Sign(TokenMaker.Header(), payload)}";
        }

        static string Tampered(string token)
        {
            var parts = token.Split('.');
            return $"{parts[0]}.{TokenMaker.Encode(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(parts[1]).Replace("clinic-1", "clinic-9", StringComparison.Ordinal))}.{parts[2]}";
        }
    }

    [Fact]
    public async Task Audiences_may_be_a_list_and_every_route_wants_its_own()
    {
        var payload = ehr.Payload();
        payload["aud"] = new JsonArray("https://other.example", TokenMaker.Base + View);
        Assert.Equal(["knee-osteoarthritis"], await TopicsAsync($"Bearer {ehr.Sign(TokenMaker.Header(), payload)}"));

        foreach (var (path, body) in new[] { ("/cds-services", null), ($"{View}/feedback", """{"feedback":[]}"""), ("/cds-services/nope", "{}") })
        {
            foreach (var token in new[] { null, ehr.Bearer() })
            {
                using var refused = await SendAsync(path, body, token);
                await refused.ProblemAsync(401);
            }
            using var answer = await SendAsync(path, body, ehr.Bearer(path));
            Assert.Equal(path switch { "/cds-services" => 200, "/cds-services/nope" => 404, _ => 400 }, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_new_key_is_found_and_the_key_set_is_not_asked_for_every_unknown_one()
    {
        using var set = new HttpServer(ehr.JwksText);
        await using var own = await (await RunningService.StartAsync(service.OwnerConnectionString, ehr.Settings(jwks: set.Address))).ReadyAsync();

        Assert.Equal(["knee-osteoarthritis"], await own.Client.TopicsAsync(HookCall.PatientWith((HookCall.Icd, "M17.11")), token: ehr.Bearer()));
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var answer = await own.Client.PostAsync(HookCall.PatientView, "{}", $"Bearer {ehr.Sign(Header(("kid", $"made-up-{attempt}")), ehr.Payload())}");
            await answer.ProblemAsync(401);
        }

        Assert.InRange(set.Requests, 1, 2);
    }

    [Theory]
    [InlineData("PublicUrl", "CdsHooks:Clients:0:Issuer=https://x.example", "CdsHooks:Clients:0:Jwks=/dev/null")]
    [InlineData("Jwks", "PublicUrl=https://cds.example.org", "CdsHooks:Clients:0:Issuer=https://x.example", "CdsHooks:Clients:0:Jwks=http://x.example/jwks.json")]
    [InlineData("Issuer", "PublicUrl=https://cds.example.org", "CdsHooks:Clients:0:Jwks=/dev/null")]
    [InlineData("DeadlineMilliseconds", "CdsHooks:DeadlineMilliseconds=0")]
    [InlineData("PublicUrl", "PublicUrl=cds.example.org")]
    public async Task Wrong_settings_end_the_start_with_a_message(string named, params string[] settings)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningService.StartAsync(service.OwnerConnectionString, [.. settings.Select(setting => $"--{setting}")]));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> TopicsAsync(string token) => Client.TopicsAsync(HookCall.PatientWith((HookCall.Icd, "M17.11")), token: token);

    private static JsonObject Header((string Name, JsonNode? Value) changed)
    {
        var header = TokenMaker.Header();
        if (changed.Value is null) header.Remove(changed.Name);
        else header[changed.Name] = changed.Value;
        return header;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? body, string? token)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
        return await Client.SendAsync(request, Cancel);
    }
}
