using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EvidenceApi.Fhir;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>What a search finds, and how it says what it did.</summary>
public sealed class FhirSearchTests(EvidenceServiceFixture service)
{
    private HttpClient Client => service.Client;

    [Theory]
    [InlineData("icd-10-cm", "M51.360")]
    [InlineData("icd-10-cm", "m51360")]
    [InlineData("icd-10-cm", "M17.11")]
    [InlineData("icd-10-cm", "M54")]
    [InlineData("snomed-ct", "57406009")]
    [InlineData("mesh", "D017116")]
    public async Task A_code_finds_the_items_that_the_lookup_finds(string system, string code)
    {
        var uri = system switch { "icd-10-cm" => FhirRequests.Icd, "snomed-ct" => "http://snomed.info/sct", _ => "https://www.nlm.nih.gov/mesh" };
        var expected = await service.AllAsync($"/v1/evidence?code={FhirRequests.Encoded(system, code)}");

        var found = await Client.AllFhirAsync($"Evidence?kind=item&condition={FhirRequests.Encoded(uri, code)}");

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Ids().Select(FhirId.Of).Order(), found.Ids().Order());
    }

    [Theory]
    [InlineData("condition=low-back-pain", "condition=low-back-pain")]
    [InlineData("condition=knee-osteoarthritis&modality=prp", "condition=knee-osteoarthritis&modality=prp")]
    [InlineData("modality=orthobiologic-cell", "modality=orthobiologic-cell")]
    [InlineData("target-tissue=tendon", "targetTissue=tendon")]
    [InlineData("modality=prp&target-tissue=intervertebral-disc", "modality=prp&targetTissue=intervertebral-disc")]
    public async Task The_axes_find_the_items_that_the_lookup_finds(string fhir, string lookup)
    {
        var expected = await service.AllAsync($"/v1/evidence?{lookup}");

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Ids().Select(FhirId.Of).Order(), (await Client.AllFhirAsync($"Evidence?kind=item&{fhir}")).Ids().Order());
    }

    [Fact]
    public async Task Values_with_a_comma_are_alternatives_and_repeated_parameters_both_hold()
    {
        var knee = await CountAsync("Evidence?condition=knee-osteoarthritis");
        var hip = await CountAsync("Evidence?condition=hip-osteoarthritis");
        var kneeByTissue = await CountAsync("Evidence?condition=knee-osteoarthritis&target-tissue=intra-articular-joint");

        Assert.True(knee > 0 && hip > 0 && kneeByTissue > 0);
        Assert.InRange(await CountAsync("Evidence?condition=knee-osteoarthritis,hip-osteoarthritis"), Math.Max(knee, hip), knee + hip);
        // A finding on both is counted once; nothing has both as an item.
        Assert.Equal(0, await CountAsync("Evidence?kind=item&condition=knee-osteoarthritis&condition=hip-osteoarthritis"));
        Assert.Equal(knee, await CountAsync("Evidence?condition=osteoarthritis&condition=knee-osteoarthritis"));
    }

    [Fact]
    public async Task Context_takes_exactly_the_codes_that_the_resource_shows()
    {
        var found = (await Client.FhirAsync($"Evidence?kind=item&_count=100&context-type-value=focus${FhirRequests.Encoded(FhirRequests.Icd, "M51.36")}")).Matches();

        Assert.NotEmpty(found);
        Assert.All(found, resource => Assert.Contains(resource.Items("useContext").SelectMany(context => context.Items("valueCodeableConcept.coding")), coding => coding.Text("code") == "M51.36"));
        // A code below one on record is for the parameter condition.
        var below = await Client.FhirAsync($"Evidence?context={FhirRequests.Encoded(FhirRequests.Icd, "M17.119")}");
        Assert.Empty(below.Matches());
        Assert.Contains("condition", below.Remarks(), StringComparison.Ordinal);
        Assert.Empty((await Client.FhirAsync($"Evidence?context-type-value=venue${FhirRequests.Encoded(FhirRequests.Icd, "M51.36")}")).Matches());
        Assert.Equal(await CountAsync("Evidence"), await CountAsync("Evidence?context-type=focus"));
        Assert.Equal(await CountAsync("Evidence?condition=coccydynia"), await CountAsync("Evidence?context=coccydynia"));
    }

    [Fact]
    public async Task Items_come_before_findings_and_kind_tells_them_apart()
    {
        var all = await Client.AllFhirAsync("Evidence?condition=discogenic-low-back-pain&_count=30");
        var kinds = all.Select(resource => Assert.Single(resource.Items("identifier")).Text("system").Split('/')[^1]).ToList();

        Assert.Equal(await CountAsync("Evidence?condition=discogenic-low-back-pain&kind=item"), kinds.Count(kind => kind == "evidence"));
        Assert.Equal(await CountAsync("Evidence?condition=discogenic-low-back-pain&kind=finding"), kinds.Count(kind => kind == "findings"));
        Assert.Equal(kinds.Order(), kinds);
        Assert.Equal(140, await CountAsync("Evidence?kind=item"));
        Assert.Equal(830, await CountAsync("Evidence?kind=finding"));
    }

    [Theory]
    [InlineData("Citation?identifier=https%3A%2F%2Fdoi.org%7C10.1177%2F1759720X211028001", "daste-2021-disc-therapies-meta")]
    [InlineData("Citation?identifier=10.1177%2F1759720X211028001", "daste-2021-disc-therapies-meta")]
    [InlineData("Citation?identifier=NCT03340818", "levi-2025-bmc-sham")]
    [InlineData("Citation?identifier=bennell-2021-restore", "bennell-2021-restore")]
    [InlineData("Citation?title=Intervertebral%20disc%20THERAPIES%20for", "daste-2021-disc-therapies-meta")]
    [InlineData("Citation?_id=bennell-2021-restore", "bennell-2021-restore")]
    [InlineData("Evidence?identifier=discogenic-low-back-pain.prp.intervertebral-disc", "discogenic-low-back-pain.prp.intervertebral-disc")]
    [InlineData("ArtifactAssessment?identifier=asipp-2019-prp-intradiscal", "asipp-2019-prp-intradiscal")]
    [InlineData("CodeSystem?title:exact=Modalities", "modality")]
    [InlineData("CodeSystem?title:contains=MODALIT", "modality")]
    [InlineData("CodeSystem?name=Modality", "modality")]
    [InlineData("SearchParameter?code=condition", "condition")]
    [InlineData("EvidenceVariable?condition=coccydynia", "population.coccydynia")]
    public async Task A_search_finds_the_one(string search, string id) => Assert.Equal(id, Assert.Single((await Client.FhirAsync(search)).Matches()).Text("id"));

    [Fact]
    public async Task The_canonical_url_of_a_resource_finds_it()
    {
        foreach (var type in new[] { "Evidence", "Citation", "EvidenceVariable", "CodeSystem", "ValueSet", "ConceptMap", "SearchParameter", "StructureDefinition" })
        {
            var one = (await Client.FhirAsync($"{type}?_count=1")).Matches().Single();

            Assert.Equal(one.Text("id"), Assert.Single((await Client.FhirAsync($"{type}?url={Uri.EscapeDataString(one.Text("url"))}")).Matches()).Text("id"));
            Assert.Empty((await Client.FhirAsync($"{type}?url={Uri.EscapeDataString(one.Text("url"))}x")).Matches());
        }
    }

    [Theory]
    [InlineData("_lastUpdated=2026-11-22", true)]
    [InlineData("_lastUpdated=2026", true)]
    [InlineData("_lastUpdated=eq2026-11", true)]
    [InlineData("_lastUpdated=ge2026-11-22", true)]
    [InlineData("_lastUpdated=gt2026-11-22", false)]
    [InlineData("_lastUpdated=gt2026-11-21", true)]
    [InlineData("_lastUpdated=lt2026-11-22", false)]
    [InlineData("_lastUpdated=le2026-11-22", true)]
    [InlineData("_lastUpdated=ne2026-11-22", false)]
    [InlineData("_lastUpdated=sa2026-11-22", false)]
    [InlineData("_lastUpdated=eb2026-11-22", false)]
    [InlineData("_lastUpdated=ap2026-11-22", true)]
    [InlineData("_lastUpdated=ge2026-11-22T00:00:00Z", true)]
    [InlineData("_lastUpdated=gt2026-11-22T00:00:00Z", false)]
    [InlineData("_lastUpdated=ge2026-01-01&_lastUpdated=lt2026-11-01", false)]
    [InlineData("date=2026-11-22", true)]
    [InlineData("date=lt2026", false)]
    [InlineData("version=2026.11.1", true)]
    [InlineData("version=2026.11.2", false)]
    [InlineData("status=active", true)]
    [InlineData("status=retired", false)]
    [InlineData("status=retired,active", true)]
    public async Task Dates_versions_and_status_mean_what_fhir_says(string query, bool all)
    {
        foreach (var type in new[] { "Evidence", "Citation", "CodeSystem" })
        {
            Assert.Equal(all ? await CountAsync(type) : 0, await CountAsync($"{type}?{query}"));
        }
    }

    [Theory]
    [InlineData("condition=http%3A%2F%2Fhl7.org%2Ffhir%2Fsid%2Ficd-10-cm%7CZ99.9", "says nothing about evidence")]
    [InlineData("condition=urn%3Anobody%7CM17", "stand for no condition here")]
    [InlineData("condition=M17.11", "needs its system")]
    [InlineData("condition=no-such-condition", "no condition 'no-such-condition'")]
    [InlineData("modality=no-such-modality", "no modality")]
    [InlineData("target-tissue=no-such-tissue", "no target tissue")]
    [InlineData("kind=study", "no kind")]
    [InlineData("condition=knee-osteoarthritis&modality=disc-allograft", "Nothing on record meets all parameters")]
    [InlineData("condition=tmj-disorder", "")]
    public async Task An_empty_answer_says_why(string query, string reason)
    {
        var bundle = await Client.FhirAsync($"Evidence?kind=item&{query}");

        if (bundle.Number("total") > 0 && reason.Length == 0) return;
        Assert.Equal(0, bundle.Number("total"));
        Assert.Empty(bundle.Matches());
        Assert.Contains(reason, bundle.Remarks(), StringComparison.Ordinal);
        Assert.NotEmpty(bundle.Remarks());
    }

    [Fact]
    public async Task What_is_not_understood_is_ignored_and_said_or_refused_where_the_caller_is_strict()
    {
        const string search = "Evidence?kind=item&colour=red&_sort=date&_count=2&modality=prp";
        var lenient = await Client.FhirAsync(search);

        Assert.Equal(2, lenient.Matches().Count);
        Assert.Equal(await CountAsync("Evidence?kind=item&modality=prp"), lenient.Number("total"));
        Assert.Contains("'colour'", lenient.Remarks(), StringComparison.Ordinal);
        Assert.Contains("'_sort'", lenient.Remarks(), StringComparison.Ordinal);
        Assert.EndsWith("/fhir/r5/Evidence?kind=item&_count=2&modality=prp", lenient.Link("self"), StringComparison.Ordinal);
        Assert.DoesNotContain("colour", lenient.Link("next")!, StringComparison.Ordinal);

        var strict = await Client.FhirAsync(search, 400, ("Prefer", "handling=strict"));
        Assert.Equal(2, strict.Items("issue").Count());
        await Client.FhirAsync(search, 200, ("Prefer", "respond-async, handling=lenient"));
        await Client.FhirAsync("Evidence?kind=item&modality=prp&_count=1", 200, ("Prefer", "handling=strict"));
    }

    [Fact]
    public async Task Count_and_total_are_obeyed()
    {
        Assert.Equal(20, (await Client.FhirAsync("Evidence")).Matches().Count);
        Assert.Equal(7, (await Client.FhirAsync("Evidence?_count=7")).Matches().Count);
        Assert.Equal(100, (await Client.FhirAsync("Evidence?_count=5000")).Matches().Count);
        Assert.False((await Client.FhirAsync("Evidence?_total=none")).Has("total"));
        Assert.Equal(970, (await Client.FhirAsync("Evidence?_total=accurate&_count=1")).Number("total"));
        Assert.Equal(970, (await Client.FhirAsync("Evidence?_total=estimate&_count=1")).Number("total"));
        foreach (var counted in new[] { "_count=0", "_summary=count", "_count=0&_total=none" })
        {
            var bundle = await Client.FhirAsync($"Evidence?{counted}");
            Assert.Equal(970, bundle.Number("total"));
            Assert.False(bundle.Has("entry"));
            Assert.Null(bundle.Link("next"));
        }
    }

    [Fact]
    public async Task A_form_is_answered_as_a_query()
    {
        foreach (var query in new[] { "condition=knee-osteoarthritis&_count=3", $"condition={FhirRequests.Encoded(FhirRequests.Icd, "M51.360")}&kind=item", "_elements=title&_count=2", "" })
        {
            var expected = await Client.FhirAsync($"Evidence?{query}");
            using var answer = await Client.SendFhirAsync(HttpMethod.Post, "Evidence/_search", Form(query));
            Assert.Equal(Comparable(expected), Comparable(await answer.FhirAsync()));
            using var mixed = await Client.SendFhirAsync(HttpMethod.Post, $"Evidence/_search?{query}", Form(""));
            Assert.Equal(Comparable(expected), Comparable(await mixed.FhirAsync()));
        }
    }

    [Theory]
    [InlineData("Evidence", 100)]
    [InlineData("Evidence", 33)]
    [InlineData("Evidence?condition=knee-osteoarthritis&modality=prp", 7)]
    [InlineData("Citation", 60)]
    [InlineData("ArtifactAssessment", 9)]
    [InlineData("EvidenceVariable", 50)]
    [InlineData("CodeSystem", 5)]
    public async Task The_union_of_the_pages_is_the_total_without_doubles(string search, int count)
    {
        var next = $"{search}{(search.Contains('?', StringComparison.Ordinal) ? '&' : '?')}_count={count}";
        var (ids, totals, pages) = (new List<string>(), new HashSet<int>(), 0);
        var first = new Uri(Client.BaseAddress!, $"/fhir/r5/{next}").ToString();
        while (next is not null)
        {
            var page = await Client.FhirAsync(next);
            Assert.InRange(page.Matches().Count, 1, count);
            Assert.Equal(first, page.Link("first"));
            ids.AddRange(page.Matches().Ids());
            totals.Add(page.Number("total"));
            pages++;
            next = page.Link("next")?.Split("/fhir/r5/")[1];
        }

        Assert.Equal(Assert.Single(totals), ids.Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal((ids.Count + count - 1) / count, pages);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_search()
    {
        var next = (await Client.FhirAsync("Evidence?modality=prp&_count=2")).Link("next")!.Split("/fhir/r5/")[1];
        await Client.FhirAsync(next);
        await Client.FhirAsync(next.Replace("_count=2", "_count=50", StringComparison.Ordinal));
        await Client.FhirAsync(next.Replace("modality=prp", "modality=bmac", StringComparison.Ordinal), 400);
        await Client.FhirAsync(next.Replace("Evidence", "Citation", StringComparison.Ordinal), 400);
        await Client.FhirAsync(next[..^4], 400);
    }

    private async Task<int> CountAsync(string search) =>
        (await Client.FhirAsync($"{search}{(search.Contains('?', StringComparison.Ordinal) ? '&' : '?')}_count=0")).Number("total");

    private static StringContent Form(string query) => new(query, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));

    // An outcome entry has an address of its own in every answer.
    private static string Comparable(JsonElement bundle) => System.Text.RegularExpressions.Regex.Replace(bundle.GetRawText(), "urn:uuid:[0-9a-f-]+", "");
}
