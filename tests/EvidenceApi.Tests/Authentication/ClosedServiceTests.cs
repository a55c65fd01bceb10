using System.Net;
using System.Text;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Fhir;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Authentication;

/// <summary>Without anonymous reads nothing of the content goes to somebody without a key or token, from memory or from the database.</summary>
public sealed class ClosedServiceTests(ClosedService closed) : IClassFixture<ClosedService>
{
    private const string Item = "/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_read_of_the_contract_answers_without_a_key_even_when_its_answer_is_in_memory()
    {
        var key = await closed.AddKeyAsync();
        var routes = await Route.ReadsAsync(closed.Client);
        Assert.InRange(routes.Count, 20, 100);

        foreach (var route in routes)
        {
            // In memory after the first.
            foreach (var _ in new[] { "miss", "hit" }) Assert.Equal(200, await closed.StatusAsync(route.Address, ("X-Api-Key", key)));
            using var refused = await closed.SendAsync(route.Address);
            Assert.Equal("unauthorized", (await refused.ProblemAsync(401)).Text("code"));
            Assert.Equal("Bearer realm=\"evidence\"", Assert.Single(refused.Headers.WwwAuthenticate).ToString());
            Assert.False(refused.Headers.Contains("ETag") || refused.Headers.Contains("Evidence-Release"));
        }
    }

    [Theory]
    [InlineData("GET", "/V1/EVIDENCE")]
    [InlineData("GET", "//v1/evidence")]
    [InlineData("GET", "/%761/evidence")]
    [InlineData("GET", "/v1/evidence/")]
    [InlineData("GET", "/healthy/../v1/evidence")]
    [InlineData("GET", "/no-such-address")]
    [InlineData("GET", "/fhir/r5/metadatas")]
    [InlineData("GET", "/v1/releases/2026.11.1/datapackage.zip")]
    [InlineData("GET", "/v1/findings?format=csv")]
    [InlineData("HEAD", "/v1/evidence")]
    [InlineData("POST", "/v1/evidence/lookup")]
    [InlineData("OPTIONS", "/v1/evidence")]
    [InlineData("DELETE", "/v1/evidence")]
    public async Task No_way_of_writing_the_address_leads_around_the_check(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), new Uri($"{closed.Client.BaseAddress!.ToString().TrimEnd('/')}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var answer = await closed.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/docs/index.html")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/fhir/r5/metadata")]
    public async Task State_contract_and_capabilities_need_no_key_and_a_wrong_one_does_not_matter_there(string path)
    {
        Assert.Equal(200, await closed.StatusAsync(path));
        Assert.Equal(200, await closed.StatusAsync(path, ("X-Api-Key", "wrong")));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/conditions/knee-osteoarthritis")]
    [InlineData("/changes.atom")]
    public async Task A_page_is_a_plain_page_that_says_why_without_the_release(string path)
    {
        using var refused = await closed.SendAsync(path);
        var page = await refused.Content.ReadAsStringAsync(Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Only with a key", page, StringComparison.Ordinal);
        Assert.DoesNotContain("2026.11.1", page, StringComparison.Ordinal);
        Assert.Equal(200, await closed.StatusAsync(path, ("X-Api-Key", await closed.AddKeyAsync())));
    }

    [Fact]
    public async Task A_refusal_below_fhir_is_an_operation_outcome()
    {
        using var none = await closed.SendAsync("/fhir/r5/Evidence");
        Assert.Equal("login", Assert.Single((await none.FhirAsync(401)).Items("issue")).Text("code"));
        using var scope = await closed.SendAsync("/fhir/r5/Evidence", ("X-Api-Key", await closed.AddKeyAsync("system/Citation.rs")));
        Assert.Equal("forbidden", Assert.Single((await scope.FhirAsync(403)).Items("issue")).Text("code"));
    }

    [Fact]
    public async Task Hooks_keep_to_the_tokens_of_their_clients()
    {
        using var ehr = new TokenMaker();
        using var call = new StringContent("{}", Encoding.UTF8, "application/json");
        call.Headers.Add("X-Api-Key", await closed.AddKeyAsync());
        using var answer = await closed.Client.PostAsync($"/cds-services/{HookCall.PatientView}", call, Cancel);

        Assert.Equal("unauthorized", (await answer.ProblemAsync(401)).Text("code"));
    }

    [Theory]
    [InlineData("evidence.read", Item, 200)]
    [InlineData("evidence.read", "/fhir/r5/Evidence?_count=1", 200)]
    [InlineData("system/*.rs", Item, 200)]
    [InlineData("system/*.cruds", "/fhir/r5/Evidence?_count=1", 200)]
    [InlineData("system/Evidence.rs", "/fhir/r5/Evidence?_count=1", 200)]
    [InlineData("system/Evidence.rs", "/fhir/r5/Evidence/knee-osteoarthritis.prp.intra-articular-joint", 200)]
    [InlineData("system/Evidence.rs", "/fhir/r5/EvidenceVariable?_count=1", 403)]
    [InlineData("system/Evidence.rs", "/fhir/r5/$bulk-publish", 403)]
    [InlineData("system/Evidence.rs system/Citation.rs", "/fhir/r5/Citation?_count=1", 200)]
    [InlineData("system/Evidence.rs", Item, 403)]
    [InlineData("system/Evidence.rs", "/", 403)]
    public async Task A_scope_opens_what_it_says(string scope, string path, int status)
    {
        var key = await closed.AddKeyAsync(scope);

        Assert.Equal(status, await closed.StatusAsync(path, ("X-Api-Key", key)));
        Assert.Equal(status, await closed.StatusAsync(path, ("Authorization", $"Bearer {key}")));
        Assert.Equal(status, await closed.StatusAsync(path, ("Authorization", closed.Token(ClosedService.Payload(scope)))));
    }

    [Fact]
    public async Task A_403_names_the_scope()
    {
        using var answer = await closed.SendAsync(Item, ("X-Api-Key", await closed.AddKeyAsync("system/Citation.rs")));

        var problem = await answer.ProblemAsync(403);
        Assert.Equal("insufficient-scope", problem.Text("code"));
        Assert.Contains("evidence.read", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("Bearer realm=\"evidence\", error=\"insufficient_scope\", scope=\"evidence.read\"", Assert.Single(answer.Headers.WwwAuthenticate).ToString());
    }

    [Theory]
    [InlineData(Item)]
    [InlineData("/fhir/r5/Evidence?_count=1")]
    [InlineData("/v1/findings?condition=knee-osteoarthritis&format=csv")]
    [InlineData("/v1/conditions/knee-osteoarthritis?release=2026.11.1")]
    [InlineData("/")]
    public async Task No_cache_that_others_share_keeps_an_answer(string path)
    {
        var key = await closed.AddKeyAsync();
        foreach (var _ in new[] { "miss", "hit" })
        {
            using var answer = await closed.SendAsync(path, ("X-Api-Key", key));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl is { Public: false, Private: true }, $"{answer.Headers.CacheControl}");
            Assert.Contains("X-Api-Key", string.Join(", ", answer.Headers.Vary), StringComparison.Ordinal);
        }
    }
}
