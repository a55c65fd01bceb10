using System.Globalization;
using System.Net;
using System.Text.Json;
using EvidenceApi.Fhir;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>Reads of single resources: versions, parts, addresses.</summary>
public sealed class FhirReadTests(EvidenceServiceFixture service)
{
    private const string Item = "Evidence/discogenic-low-back-pain.prp.intervertebral-disc";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HttpClient Client => service.Client;

    [Theory]
    [InlineData(Item)]
    [InlineData("Evidence/schepers-2022-intradiscal-prp-saline.1")]
    [InlineData("Citation/bennell-2021-restore")]
    [InlineData("ArtifactAssessment/asipp-2019-prp-intradiscal")]
    [InlineData("EvidenceVariable/population.knee-osteoarthritis")]
    [InlineData("EvidenceVariable/exposure.prp.intervertebral-disc")]
    [InlineData("EvidenceVariable/comparator.saline-placebo")]
    [InlineData("EvidenceVariable/outcome.nrs-pain")]
    [InlineData("CodeSystem/condition")]
    [InlineData("ValueSet/asipp-best-evidence-level")]
    [InlineData("ConceptMap/icd-10-cm-to-condition")]
    [InlineData("SearchParameter/condition")]
    [InlineData("StructureDefinition/level-of-evidence")]
    public async Task A_read_has_a_version_by_which_it_is_not_sent_twice(string path)
    {
        using var first = await Client.SendFhirAsync(HttpMethod.Get, path);
        var resource = await first.FhirAsync();

        Assert.Equal(path, $"{resource.Text("resourceType")}/{resource.Text("id")}");
        Assert.Equal($"W/\"{resource.Text("meta.versionId")}\"", first.Headers.ETag!.ToString());
        Assert.Equal(resource.At("meta.lastUpdated").GetDateTimeOffset(), first.Content.Headers.LastModified);
        Assert.Equal("2026-11-22T00:00:00Z", resource.Text("meta.lastUpdated"));
        Assert.Equal("2026.11.1", Assert.Single(first.Headers.GetValues("Evidence-Release")));
        foreach (var header in new[]
        {
            ("If-None-Match", first.Headers.ETag.ToString()), ("If-None-Match", $"\"x\", {first.Headers.ETag}"), ("If-None-Match", first.Headers.ETag.Tag),
            ("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("R", CultureInfo.InvariantCulture)),
        })
        {
            using var second = await Client.SendFhirAsync(HttpMethod.Get, path, null, header);
            Assert.True(second.StatusCode == HttpStatusCode.NotModified, $"{header}: {second.StatusCode}");
            Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancel));
            Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        }
        await Client.FhirAsync(path, 200, ("If-None-Match", "W/\"99\""));
        await Client.FhirAsync(path, 200, ("If-None-Match", "nonsense"));
        await Client.FhirAsync(path, 200, ("If-Modified-Since", "Sat, 21 Nov 2026 00:00:00 GMT"));
        Assert.Equal(resource.GetRawText(), (await Client.FhirAsync($"{path}/_history/{resource.Text("meta.versionId")}")).GetRawText());
        await Client.FhirAsync($"{path}/_history/99", 404);
    }

    [Fact]
    public async Task A_head_is_a_get_without_its_body()
    {
        using var answer = await Client.SendFhirAsync(HttpMethod.Head, Item);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("W/\"1\"", answer.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task An_id_that_fhir_does_not_allow_has_a_short_form_that_is_read_and_found()
    {
        var ids = (await service.ItemsAsync()).Ids().Where(id => id.Length > FhirId.Longest).ToList();

        Assert.NotEmpty(ids);
        foreach (var id in ids)
        {
            var shortened = FhirId.Of(id);
            Assert.Matches(@"^[A-Za-z0-9\-.]{1,64}$", shortened);
            var resource = await Client.FhirAsync($"Evidence/{shortened}");
            Assert.Equal(shortened, resource.Text("id"));
            Assert.Equal(id, Assert.Single(resource.Items("identifier")).Text("value"));
            Assert.Equal(shortened, Assert.Single((await Client.FhirAsync($"Evidence?_id={shortened}")).Matches()).Text("id"));
            Assert.Equal(shortened, Assert.Single((await Client.FhirAsync($"Evidence?identifier={id}")).Matches()).Text("id"));
            Assert.Equal(shortened, Assert.Single((await Client.FhirAsync($"Evidence?url={Uri.EscapeDataString(resource.Text("url"))}")).Matches()).Text("id"));
            await Client.FhirAsync($"Evidence/{shortened[..^1]}{(shortened[^1] == '0' ? '1' : '0')}", 404);
        }
    }

    [Fact]
    public async Task A_part_is_asked_for_by_summary_or_elements_and_says_that_it_is_one()
    {
        var whole = await Client.FhirAsync(Item);
        Assert.False(whole.At("meta").Has("tag"));

        string[] required = ["resourceType", "id", "meta", "status", "variableDefinition"];
        var elements = await Client.FhirAsync($"{Item}?_elements=title,assertion");
        Assert.Equal(required.Append("title").Append("assertion").Order(), Names(elements).Order());
        Assert.Equal(whole.Text("assertion"), elements.Text("assertion"));

        Assert.Equal(required.Append("text").Order(), Names(await Client.FhirAsync($"{Item}?_summary=text")).Order());
        Assert.Equal(Names(whole).Where(name => name != "text"), Names(await Client.FhirAsync($"{Item}?_summary=data")));
        var summary = await Client.FhirAsync($"{Item}?_summary=true");
        Assert.True(summary.GetRawText().Length < whole.GetRawText().Length / 3);
        Assert.DoesNotContain("statistic", Names(summary));
        Assert.Equal(whole.GetRawText(), (await Client.FhirAsync($"{Item}?_summary=false")).GetRawText());

        foreach (var part in new[] { elements, summary })
        {
            Assert.Equal("SUBSETTED", Assert.Single(part.Items("meta.tag")).Text("code"));
        }
        Assert.All((await Client.FhirAsync("Evidence?_elements=title&_count=3")).Matches(), part => Assert.Equal("SUBSETTED", Assert.Single(part.Items("meta.tag")).Text("code")));

        static IEnumerable<string> Names(JsonElement resource) => resource.EnumerateObject().Select(member => member.Name);
    }

    [Theory]
    [InlineData("", "*/*", 200)]
    [InlineData("", "application/fhir+json", 200)]
    [InlineData("", "application/fhir+json; fhirVersion=5.0", 200)]
    [InlineData("", "application/fhir+json; fhirVersion=4.0", 406)]
    [InlineData("", "application/json", 200)]
    [InlineData("", "text/html, application/xhtml+xml, */*;q=0.8", 200)]
    [InlineData("", "application/fhir+xml", 406)]
    [InlineData("", "application/fhir+xml, application/fhir+json;q=0.5", 200)]
    [InlineData("", "application/fhir+json;q=0", 406)]
    [InlineData("_format=json", "application/fhir+xml", 200)]
    [InlineData("_format=application/fhir%2Bjson", "*/*", 200)]
    [InlineData("_format=xml", "application/json", 406)]
    [InlineData("_format=ttl", "*/*", 406)]
    public async Task Json_is_what_is_written_and_everything_else_is_refused(string query, string accept, int status)
    {
        foreach (var path in new[] { Item, "Evidence", "metadata", "CodeSystem/condition", "ConceptMap/$translate" })
        {
            var translated = path.EndsWith("$translate", StringComparison.Ordinal) ? "system=http%3A%2F%2Fhl7.org%2Ffhir%2Fsid%2Ficd-10-cm&sourceCode=M17&" : "";
            await Client.FhirAsync($"{path}?{translated}{query}", status, ("Accept", accept));
        }
    }

    [Fact]
    public async Task The_capability_statement_names_what_every_type_can_do_and_it_does()
    {
        var statement = await Client.FhirAsync("metadata");

        Assert.Equal("5.0.0", statement.Text("fhirVersion"));
        Assert.Equal("instance", statement.Text("kind"));
        var rest = Assert.Single(statement.Items("rest"));
        foreach (var resource in rest.Items("resource"))
        {
            var type = resource.Text("type");
            Assert.Equal(["read", "vread", "search-type"], resource.Items("interaction").Select(interaction => interaction.Text("code")));
            foreach (var parameter in resource.Items("searchParam"))
            {
                var name = parameter.Text("name");
                var value = name switch { "release" => "2026.11.1", "date" or "_lastUpdated" => "2026", "context-type-value" => "focus$x", _ => "x" };
                await Client.FhirAsync($"{type}?{name}={value}&_count=1", 200, ("Prefer", "handling=strict"));
                if (parameter.Text("definition").StartsWith(Client.BaseAddress!.ToString(), StringComparison.Ordinal)) await Client.FhirAsync(parameter.Text("definition").Split("/fhir/r5/")[1]);
            }
        }
        Assert.Equal(9, rest.Items("resource").Count());
        Assert.DoesNotContain((await service.GetAsync("/openapi/v1.json")).At("paths").EnumerateObject(), path => path.Name.StartsWith("/fhir", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Addresses_follow_the_setting_of_the_operator()
    {
        await using var app = EvidenceService.Build(
            service.OwnerConnectionString, ["--urls", "http://127.0.0.1:0", "--PublicUrl", "https://evidence.example.org/base/", "--Logging:LogLevel:Default=None"]);
        await app.StartAsync(Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var resource = await client.FhirAsync(Item);

        Assert.Equal($"https://evidence.example.org/base/fhir/r5/{Item}", resource.Text("url"));
        Assert.DoesNotContain("127.0.0.1", resource.GetRawText(), StringComparison.Ordinal);
        Assert.StartsWith("https://evidence.example.org/base/fhir/r5/Evidence?", (await client.FhirAsync("Evidence?_count=1")).Link("next"), StringComparison.Ordinal);
    }
}
