using System.Text.Json;
using Dapper;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>A later release: what it changes, what it leaves alone, and that the earlier one stays as it was.</summary>
public sealed class SecondReleaseTests(EvidenceServiceFixture service, SecondRelease release) : IClassFixture<SecondRelease>
{
    private const string Knee = "knee-osteoarthritis.prp.intra-articular-joint";

    [Fact]
    public async Task Only_items_with_changed_content_are_written_again()
    {
        await using var connection = await release.Database.OpenAsync();
        var written = await connection.QueryAsync<string>("select id from evidence_document where from_release = 2");
        var closed = await connection.QueryAsync<string>("select id from evidence_document where until_release = 2");
        var changed = await ChangedAsync();

        Assert.Equal(changed.Where(id => !id.StartsWith("chronic", StringComparison.Ordinal)), written.Order(StringComparer.Ordinal));
        Assert.Equal(changed, closed.Order(StringComparer.Ordinal));
        Assert.Contains(Knee, changed);
        Assert.Contains("knee-osteoarthritis.prp-leukocyte-poor.intra-articular-joint", changed);
        Assert.InRange(changed.Count, 6, 15);
        Assert.InRange(release.Result.Changed, changed.Count, 250);
        Assert.Equal((SecondRelease.Second, 139, 335), (release.Result.Release, release.Result.Evidence, release.Result.Studies));
    }

    [Fact]
    public async Task Only_changed_studies_are_written_again()
    {
        await using var connection = await release.Database.OpenAsync();

        // The second report of a retracted trial no longer counts, and its row says so.
        Assert.Equal(
            ["bennell-2021-restore", "farr-2019-amniotic-suspension", "gomoll-2021-amniotic-12-months", "levi-2025-bmc-sham", "paget-2021-prima"],
            (await connection.QueryAsync<string>("select id from record_document where kind = 'study' and from_release = 2"))
                .Where(id => !id.StartsWith("navani", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/v1/evidence?view=full&limit=100")]
    [InlineData("/v1/evidence?condition=knee-osteoarthritis&modality=prp")]
    [InlineData("/v1/evidence/" + Knee)]
    [InlineData("/v1/studies?limit=100")]
    [InlineData("/v1/studies/bennell-2021-restore")]
    [InlineData("/v1/conditions?limit=100")]
    [InlineData("/v1/modalities/prolotherapy")]
    [InlineData("/v1/grading-systems")]
    public async Task The_first_release_can_still_be_read_byte_by_byte(string path)
    {
        var cancel = TestContext.Current.CancellationToken;
        var pinned = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}release={SecondRelease.First}";

        Assert.Equal(await service.Client.GetStringAsync(pinned, cancel), await release.Client.GetStringAsync(pinned, cancel));
        using var answer = await release.Client.GetAsync(pinned, cancel);
        Assert.Equal(SecondRelease.First, Assert.Single(answer.Headers.GetValues("Evidence-Release")));
        using var current = await release.Client.GetAsync(path, cancel);
        Assert.Equal(SecondRelease.Second, Assert.Single(current.Headers.GetValues("Evidence-Release")));
        Assert.NotEqual(answer.Headers.ETag, current.Headers.ETag);
    }

    [Fact]
    public async Task The_current_release_shows_the_new_result_and_counts_it()
    {
        var (before, after) = await BothAsync(Knee);

        Assert.Equal("favours-comparator", after.Items("studies").ById("bennell-2021-restore").Text("direction"));
        Assert.Equal(before.Number("directions.noDifference") - 1, after.Number("directions.noDifference"));
        Assert.Equal(before.Number("directions.favoursComparator") + 1, after.Number("directions.favoursComparator"));
        Assert.Equal(before.Number("studyCount"), after.Number("studyCount"));
    }

    [Fact]
    public async Task A_retracted_study_stays_in_sight_but_leaves_counts_and_level()
    {
        var (before, after) = await BothAsync("discogenic-low-back-pain.bmac.intervertebral-disc");
        Assert.Equal(("2", "no-difference"), (before.Text("evidenceLevel.level"), before.Text("direction")));
        Assert.Equal(4, before.Number("studyCount"));
        Assert.Equal(["levi-2025-bmc-sham"], before.Texts("evidenceLevel.studies"));

        var retracted = after.Items("studies").ById("levi-2025-bmc-sham");
        Assert.Equal(("retracted", "retracted"), (retracted.Text("standing"), retracted.Text("notCounted")));
        Assert.Equal((3, 1), (after.Number("studyCount"), after.Number("notCounted.retracted")));
        Assert.Equal(0, after.Number("directions.noDifference"));
        Assert.DoesNotContain("levi-2025-bmc-sham", after.Texts("evidenceLevel.studies"));
        Assert.NotEqual("2", after.Text("evidenceLevel.level"));
        Assert.Equal(("uncontrolled-improvement", "uncontrolled-only"), (after.Text("direction"), after.Text("agreement")));
        Assert.True(after.Number("participantCount") < before.Number("participantCount"));
    }

    [Fact]
    public async Task A_trial_whose_first_report_is_retracted_does_not_count_through_the_second()
    {
        var (before, after) = await BothAsync("ankle-osteoarthritis.prp.intra-articular-joint");

        Assert.Equal("retracted", after.Items("studies").ById("paget-2021-prima").Text("notCounted"));
        Assert.Equal("second-report", after.Items("studies").ById("paget-2023-prima-52w").Text("notCounted"));
        Assert.Equal(before.Number("studyCount") - 1, after.Number("studyCount"));
    }

    [Fact]
    public async Task A_trial_whose_first_report_becomes_incomplete_counts_through_the_second()
    {
        var (before, after) = await BothAsync("knee-osteoarthritis.amniotic-product.intra-articular-joint");
        Assert.True(before.Items("studies").ById("farr-2019-amniotic-suspension").IsNull("notCounted"));
        Assert.Equal("second-report", before.Items("studies").ById("gomoll-2021-amniotic-12-months").Text("notCounted"));

        Assert.Equal("incomplete", after.Items("studies").ById("farr-2019-amniotic-suspension").Text("notCounted"));
        Assert.True(after.Items("studies").ById("gomoll-2021-amniotic-12-months").IsNull("notCounted"));
        Assert.Equal(before.Number("studyCount"), after.Number("studyCount"));
    }

    [Fact]
    public async Task A_newer_grading_gives_the_headline_and_the_older_stays_beside_it()
    {
        var (before, after) = await BothAsync("discogenic-low-back-pain.prp.intervertebral-disc");

        Assert.Equal(("III", 2019), (before.Text("evidenceLevel.level"), before.Number("evidenceLevel.year")));
        Assert.Equal(("II", 2026, "asipp-2026-prp-intradiscal"),
            (after.Text("evidenceLevel.level"), after.Number("evidenceLevel.year"), after.Text("evidenceLevel.grading")));
        Assert.Contains("asipp-2019-prp-intradiscal", after.Items("gradings").Ids());
        Assert.Equal(before.At("certainty").GetRawText(), after.At("certainty").GetRawText());
    }

    [Fact]
    public async Task A_release_that_there_is_not_is_refused_however_long_its_name()
    {
        foreach (var name in new[] { "2099.1.1", new string('2', 40), new string('2', 4000) })
        {
            var problem = await release.Client.ProblemAsync($"/v1/evidence?release={name}", 400);
            Assert.Contains(SecondRelease.Second, Assert.Single(problem.At("errors").Items("release")).Texts("allowed"));
        }
    }

    [Fact]
    public async Task An_item_without_anything_left_is_gone_from_the_second_release_and_stays_in_the_first()
    {
        const string id = "chronic-low-back-pain.prolotherapy.ligament";

        await release.Client.ProblemAsync($"/v1/evidence/{id}", 404);
        Assert.Equal("claims-only", (await release.Client.JsonAsync($"/v1/evidence/{id}?release={SecondRelease.First}")).Text("agreement"));
    }

    private async Task<(JsonElement Before, JsonElement After)> BothAsync(string id)
    {
        var before = await release.Client.JsonAsync($"/v1/evidence/{id}?release={SecondRelease.First}");
        return (before, await release.Client.JsonAsync($"/v1/evidence/{id}"));
    }

    /// <summary>Items that are not the same in both releases, in the order of their ids.</summary>
    private async Task<IReadOnlyList<string>> ChangedAsync()
    {
        var before = await release.Client.AllAsync($"/v1/evidence?view=full&release={SecondRelease.First}");
        var after = (await release.Client.AllAsync("/v1/evidence?view=full"))
            .ToDictionary(item => item.Text("id"), item => item.GetRawText());
        return [.. before.Where(item => after.GetValueOrDefault(item.Text("id")) != item.GetRawText()).Ids().Order(StringComparer.Ordinal)];
    }
}
