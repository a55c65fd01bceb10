using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>From a diagnosis code to conditions: how it is written, what it covers, and how loose the match may be.</summary>
public sealed class CodeMatchTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("icd-10-cm|M17")]
    [InlineData("icd-10-cm|m17")]
    [InlineData("ICD-10-CM|M17")]
    [InlineData(" icd-10-cm | M17 ")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm|M17")]
    [InlineData("https://hl7.org/fhir/sid/icd-10-cm|M17")]
    [InlineData("urn:oid:2.16.840.1.113883.6.90|M17")]
    [InlineData("icd-11|FA01")]
    [InlineData("mesh|D020370")]
    [InlineData("https://www.nlm.nih.gov/mesh|D020370")]
    [InlineData("http://id.nlm.nih.gov/mesh/|D020370")]
    [InlineData("snomed-ct|239873007")]
    [InlineData("http://snomed.info/sct|239873007")]
    [InlineData("urn:oid:2.16.840.1.113883.6.96|239873007")]
    public async Task A_code_on_record_matches_exactly_however_its_system_is_named(string code)
    {
        var match = Assert.Single(await MatchesAsync(code));

        Assert.Equal(("exact", "knee-osteoarthritis"), (match.Text("kind"), match.Text("condition")));
        Assert.Equal(code.Split('|')[1].Trim(), match.Text("requested"));
    }

    [Theory]
    [InlineData("M51.36", "exact", "M51.36")]
    [InlineData("M5136", "exact", "M51.36")]
    [InlineData("m51.36", "exact", "M51.36")]
    [InlineData("m5136", "exact", "M51.36")]
    [InlineData("M51.360", "exact", "M51.360")]
    [InlineData("M51361", "subtree", "M51.36")]
    [InlineData("M51.369", "subtree", "M51.36")]
    public async Task With_or_without_the_dot_and_in_any_case(string code, string kind, string matched)
    {
        var match = Assert.Single(await MatchesAsync($"icd-10-cm|{code}"));

        Assert.Equal((kind, matched, "discogenic-low-back-pain"), (match.Text("kind"), match.Text("matched"), match.Text("condition")));
    }

    [Theory]
    [InlineData("M19.071", "M19.07", "ankle-osteoarthritis")]
    [InlineData("M19.011", "M19.01", "glenohumeral-osteoarthritis")]
    [InlineData("M17.0", "M17", "knee-osteoarthritis")]
    [InlineData("M77.12", "M77.1", "lateral-epicondylitis")]
    [InlineData("M19.90", "M19", "osteoarthritis")]
    public async Task The_longest_prefix_that_covers_its_subtree_wins(string code, string matched, string condition)
    {
        var match = Assert.Single(await MatchesAsync($"icd-10-cm|{code}"));

        Assert.Equal(("subtree", matched, condition), (match.Text("kind"), match.Text("matched"), match.Text("condition")));
    }

    [Fact]
    public async Task A_code_of_the_ankle_brings_the_ankle_alone_and_not_the_other_members_of_its_grouping()
    {
        var list = await service.GetAsync("/v1/evidence?code=icd-10-cm%7CM19.071&limit=100");

        Assert.NotEmpty(list.Items("items"));
        Assert.All(list.Items("items"), item => Assert.Equal("ankle-osteoarthritis", item.Text("condition.id")));
        Assert.All(list.Items("items"), item => Assert.Equal("subtree", item.Text("match.kind")));
    }

    [Fact]
    public async Task A_code_of_a_grouping_brings_its_members_as_descendants()
    {
        var items = await service.AllAsync("/v1/evidence?code=icd-10-cm%7CM19.90&view=summary");

        Assert.Equal(
            [
                "ankle-osteoarthritis", "glenohumeral-osteoarthritis", "hip-osteoarthritis", "knee-osteoarthritis",
                "thumb-cmc-osteoarthritis", "tmj-osteoarthritis",
            ],
            items.Select(item => item.Text("condition.id")).Distinct());
        Assert.All(items, item => Assert.Equal(("descendant", "M19", "osteoarthritis"),
            (item.Text("match.kind"), item.Text("match.matched"), item.Text("match.condition"))));
    }

    [Theory]
    [InlineData("S46.011A", "rotator-cuff-partial-tear", "rotator-cuff-repair")]
    [InlineData("s46011a", "rotator-cuff-partial-tear", "rotator-cuff-repair")]
    [InlineData("M53.3", "coccydynia", "sacroiliac-joint-pain")]
    [InlineData("M54.50", "chronic-low-back-pain", "low-back-pain")]
    public async Task A_code_of_several_conditions_answers_all_of_them(string code, params string[] conditions)
    {
        Assert.Equal(conditions, Conditions(await MatchesAsync($"icd-10-cm|{code}")));
    }

    [Fact]
    public async Task A_category_above_every_code_on_record_is_met_by_the_codes_below_it()
    {
        var matches = await MatchesAsync("icd-10-cm|M51");

        Assert.Equal(["discogenic-low-back-pain", "lumbar-radiculopathy"], Conditions(matches));
        Assert.All(matches, match => Assert.Equal("descendant", match.Text("kind")));
    }

    [Theory]
    [InlineData("icd-10-cm|M")]
    [InlineData("icd-10-cm|M5")]
    [InlineData("icd-10-cm|Z99.9")]
    [InlineData("mesh|D02037")]
    [InlineData("mesh|D0203701")]
    [InlineData("snomed-ct|2398730071")]
    [InlineData("icd-10-cm|' or 1=1 --")]
    public async Task What_stands_for_no_condition_is_an_unknown_code(string code)
    {
        var list = await service.GetAsync($"/v1/evidence?code={Uri.EscapeDataString(code)}");

        Assert.Empty(list.Items("items"));
        Assert.Equal("unknown-code", list.Text("reason.code"));
        Assert.Empty(Assert.Single(list.Items("codes")).Items("matches"));
    }

    [Theory]
    [InlineData("M17.11")]
    [InlineData("|M17")]
    [InlineData("icd-10-cm|")]
    [InlineData("icd-9-cm|715.16")]
    [InlineData("uberon|UBERON:0002481")]
    [InlineData("unii|IY9XDZ35W2")]
    [InlineData("icd-10-cm|M17\0")]
    [InlineData("icd-10-cm|M17\u0007")]
    [InlineData("icd-10-cm|M17\r\nX: y")]
    [InlineData(" ")]
    public async Task A_code_that_cannot_be_used_is_refused(string code)
    {
        foreach (var route in new[] { "/v1/evidence", "/v1/conditions" })
        {
            var problem = await service.GetProblemAsync($"{route}?code={Uri.EscapeDataString(code)}", 400);
            Assert.Equal("invalid-parameters", problem.Text("code"));
            Assert.Single(problem.Items("errors.code"));
        }
    }

    [Fact]
    public async Task A_refused_code_system_comes_with_those_that_have_conditions()
    {
        var problem = await service.GetProblemAsync("/v1/evidence?code=icd10cm%7CM17", 400);

        var error = Assert.Single(problem.Items("errors.code"));
        Assert.Equal(["icd-10-cm", "icd-11", "mesh", "snomed-ct"], error.Texts("allowed").Where(system => !system.Contains('/')));
        Assert.Contains("http://snomed.info/sct", error.Texts("allowed"));
        Assert.Equal("icd-10-cm", error.Texts("didYouMean")[0]);
    }

    [Fact]
    public async Task A_hundred_codes_are_answered_and_one_more_is_refused()
    {
        var hundred = string.Join('&', Enumerable.Repeat("code=icd-10-cm%7CM17", 100));

        Assert.Equal(100, (await service.GetAsync($"/v1/evidence?{hundred}")).Items("codes").Count());
        await service.GetProblemAsync($"/v1/evidence?{hundred}&code=icd-10-cm%7CM17", 400);
    }

    private async Task<IReadOnlyList<JsonElement>> MatchesAsync(string code)
    {
        var list = await service.GetAsync($"/v1/evidence?code={Uri.EscapeDataString(code)}&limit=1&view=summary");
        return [.. Assert.Single(list.Items("codes")).Items("matches")];
    }

    private static IEnumerable<string> Conditions(IEnumerable<JsonElement> matches) =>
        matches.Select(match => match.Text("condition")).Order(StringComparer.Ordinal);
}
