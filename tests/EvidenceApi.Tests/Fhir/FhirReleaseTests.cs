using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>What a second release changes, and that the first can be read for ever.</summary>
public sealed class FhirReleaseTests(EvidenceServiceFixture service, SecondRelease second) : IClassFixture<SecondRelease>
{
    private const string Changed = "Evidence/discogenic-low-back-pain.prp.intervertebral-disc";
    private const string Retracted = "levi-2025-bmc-sham";

    [Fact]
    public async Task A_past_release_is_read_as_it_was()
    {
        foreach (var path in new[] { Changed, $"Citation/{Retracted}", "CodeSystem/condition", "EvidenceVariable/population.knee-osteoarthritis", "Evidence/bennell-2021-restore.1" })
        {
            var before = await service.Client.FhirAsync(path);
            Assert.Equal(Unaddressed(before), Unaddressed(await second.Client.FhirAsync($"{path}?release={SecondRelease.First}")));
            Assert.Equal(Unaddressed(before), Unaddressed(await second.Client.FhirAsync($"{path}/_history/1")));
        }
        Assert.Equal(66, (await second.Client.FhirAsync($"ArtifactAssessment?release={SecondRelease.First}&_count=0")).Number("total"));
        Assert.Equal(67, (await second.Client.FhirAsync("ArtifactAssessment?_count=0")).Number("total"));
        using var form = new StringContent($"release={SecondRelease.First}&_count=0", new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        using var posted = await second.Client.SendFhirAsync(HttpMethod.Post, "ArtifactAssessment/_search", form);
        Assert.Equal(66, (await posted.FhirAsync()).Number("total"));
    }

    [Fact]
    public async Task What_changed_has_a_new_version_and_nothing_else()
    {
        var changed = await second.Client.FhirAsync(Changed);
        Assert.Equal("2", changed.Text("meta.versionId"));
        Assert.Equal("2026-12-01T00:00:00Z", changed.Text("meta.lastUpdated"));
        Assert.Equal(SecondRelease.Second, changed.Text("version"));
        Assert.Equal("II", changed.Extension("/level-of-evidence")!.Value.Items("extension").First().At("valueCodeableConcept").Code("/asipp-best-evidence-level"));

        var versions = (await second.Client.AllFhirAsync("Evidence?kind=item&_count=100")).ToLookup(resource => resource.Text("meta.versionId"));
        Assert.Equal(["1", "2"], versions.Select(version => version.Key).Order());
        Assert.All(versions["1"], resource => Assert.Equal("2026-11-22T00:00:00Z", resource.Text("meta.lastUpdated")));
        Assert.Equal(versions["2"].Ids().Order(), (await second.Client.AllFhirAsync("Evidence?kind=item&_lastUpdated=gt2026-11-22&_count=100")).Ids().Order());
        Assert.Equal(versions["1"].Count(), (await second.Client.FhirAsync($"Evidence?kind=item&version={SecondRelease.First}&_count=0")).Number("total"));

        using var known = await second.Client.SendFhirAsync(HttpMethod.Get, Changed, null, ("If-None-Match", "W/\"1\""));
        await known.FhirAsync();
    }

    [Fact]
    public async Task Every_resource_that_reads_otherwise_has_another_version()
    {
        foreach (var search in new[] { "Evidence", "Citation", "ArtifactAssessment", "CodeSystem", "EvidenceVariable" })
        {
            var before = (await second.Client.AllFhirAsync($"{search}?release={SecondRelease.First}&_count=100")).ToDictionary(resource => resource.Text("id"));
            foreach (var after in await second.Client.AllFhirAsync($"{search}?_count=100"))
            {
                if (!before.TryGetValue(after.Text("id"), out var old) || old.GetRawText() == after.GetRawText()) continue;
                Assert.True(old.Text("meta.versionId") != after.Text("meta.versionId"), $"{search}/{after.Text("id")} changed under version {after.Text("meta.versionId")}");
            }
        }
    }

    [Fact]
    public async Task A_new_code_of_a_condition_makes_a_new_version_of_what_shows_it()
    {
        const string newCode = """
            insert into condition_code (condition, position, system, code, display, match, source)
            select 'coccydynia', 90, 'icd-10-cm', 'M99.99', 'A code of the tests', 'exact', 'the tests'
            """;
        await using var own = await service.OwnDatabaseAsync();
        await own.PublishAsync(SecondRelease.Second, newCode);
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync(SecondRelease.Second);

        var resources = await running.Client.AllFhirAsync("Evidence?_count=100");
        var newer = resources.Where(resource => resource.Text("meta.versionId") == "2").ToList();

        Assert.Contains(newer, resource => resource.Text("id").StartsWith("coccydynia.", StringComparison.Ordinal));
        Assert.Equal(
            resources.Where(resource => resource.GetRawText().Contains("M99.99", StringComparison.Ordinal)).ToList().Ids().Order(), newer.Ids().Order());
        Assert.Equal(newer.Count, (await running.Client.FhirAsync($"Evidence?version={SecondRelease.Second}&_count=0")).Number("total"));
    }

    [Fact]
    public async Task A_retracted_study_is_shown_as_such_and_does_not_count()
    {
        var citation = await second.Client.FhirAsync($"Citation/{Retracted}");
        var cited = citation.At("citedArtifact");
        Assert.Equal("retracted", Assert.Single(Assert.Single(cited.Items("currentState")).Items("coding")).Text("code"));
        var notice = cited.Items("relatesTo").Single(related => related.Text("type") == "retracted-by");
        Assert.Equal("https://example.org/notice", notice.Text("document.url"));
        Assert.Equal("active", citation.Text("status"));

        var items = citation.Items("relatedArtifact").Select(related => related.Text("resourceReference.reference")).ToList();
        Assert.NotEmpty(items);
        foreach (var item in items)
        {
            var related = (await second.Client.FhirAsync(item)).Items("relatedArtifact").Single(artifact => artifact.Text("resourceReference.reference") == $"Citation/{Retracted}");
            Assert.Equal("cites", related.Text("type"));
            Assert.Equal("retracted", related.Items("classifier").Select(concept => concept.Code("/not-counted-reason")).OfType<string>().Single());
        }
        var finding = (await second.Client.FhirAsync($"Evidence/{Retracted}.1")).Items("note").Select(note => note.Text("text"));
        Assert.Contains("The publication is retracted.", finding);
    }

    [Fact]
    public async Task A_page_goes_on_reading_the_release_that_it_began_with()
    {
        var first = await second.Client.FhirAsync($"ArtifactAssessment?release={SecondRelease.First}&_count=40");
        var next = await second.Client.FhirAsync(first.Link("next")!.Split("/fhir/r5/")[1]);

        Assert.Equal(66, first.Matches().Count + next.Matches().Count);
    }

    [Fact]
    public async Task The_manifest_of_a_release_lists_its_own_files()
    {
        using var now = await second.Client.SendFhirAsync(HttpMethod.Get, "$bulk-publish");
        using var then = await second.Client.SendFhirAsync(HttpMethod.Get, $"$bulk-publish?release={SecondRelease.First}");

        Assert.Equal(67, await CountAsync(now));
        Assert.Equal(66, await CountAsync(then));
        Assert.NotEqual(now.Headers.ETag, then.Headers.ETag);

        static async Task<int> CountAsync(HttpResponseMessage answer)
        {
            var manifest = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return manifest.Items("output").Single(file => file.Text("type") == "ArtifactAssessment").Number("count");
        }
    }

    // The two services listen at different ports.
    private static string Unaddressed(JsonElement resource) => System.Text.RegularExpressions.Regex.Replace(resource.GetRawText(), "http://127\\.0\\.0\\.1:[0-9]+", "");
}
