using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>How much of an item is shown, and in which order items stand.</summary>
public sealed class EvidenceViewTests(EvidenceServiceFixture service)
{
    private static readonly string[] OnlyInFull = ["gradings", "safety", "claims"];

    [Fact]
    public async Task A_summary_has_headline_level_and_counts_and_nothing_long()
    {
        foreach (var (item, full) in await BesideWholeAsync("/v1/evidence?view=summary"))
        {
            Assert.Equal(Members(full).Except(OnlyInFull).Except(["studies", "recommendations"]), Members(item));
            Assert.All(item.EnumerateObject(), member => Assert.Equal(full.At(member.Name).GetRawText(), member.Value.GetRawText()));
        }
    }

    [Fact]
    public async Task The_default_view_adds_studies_and_the_positions_of_guidelines()
    {
        foreach (var (item, full) in await BesideWholeAsync("/v1/evidence"))
        {
            Assert.Equal(Members(full).Except(OnlyInFull), Members(item));
            Assert.Equal(
                Texts(full.Items("recommendations").Where(row => row.Text("kind") != "regulator")),
                Texts(item.Items("recommendations")));
            // Whole, a study also carries its findings.
            Assert.Subset(full.Items("studies").Select(WithoutFindings).ToHashSet(), item.Items("studies").Select(WithoutFindings).ToHashSet());
            Assert.All(full.Items("studies"), study => Assert.True(study.Has("findings")));
            Assert.All(item.Items("studies"), study => Assert.False(study.Has("findings")));
        }

        static string WithoutFindings(JsonElement study) =>
            string.Join(",", study.EnumerateObject().Where(member => member.Name != "findings").Select(member => member.ToString()));
    }

    [Fact]
    public async Task In_the_default_view_every_direction_found_by_a_verified_study_is_represented()
    {
        foreach (var (item, full) in await BesideWholeAsync("/v1/evidence"))
        {
            var shown = item.Items("studies").ToList();
            var found = Directions(full.Items("studies").Where(study => study.Text("verification") == "verified"));
            var missing = found.Except(Directions(shown)).ToList();
            Assert.True(
                missing.Count == 0 || (missing is ["unclear"] && found.Count > 5),
                $"{item.Text("id")} does not show {string.Join(", ", missing)}");
            Assert.Equal(Math.Min(5, full.Items("studies").Count()), shown.Count);
        }

        static IReadOnlyList<string> Directions(IEnumerable<JsonElement> studies) =>
            [.. studies.Select(study => study.Text("direction")).Distinct()];
    }

    [Fact]
    public async Task The_studies_of_an_item_begin_with_the_strongest_design_and_among_equals_the_largest()
    {
        foreach (var view in new[] { "standard", "full" })
        {
            foreach (var item in await service.AllAsync($"/v1/evidence?view={view}"))
            {
                var keys = item.Items("studies").Select(study => (study.Number("ocebmLevel"), -Participants(study)));
                Assert.Equal(keys.Order(), keys);
            }
        }
    }

    [Fact]
    public async Task Items_stand_by_condition_then_strength_then_participants()
    {
        var systems = (await service.AllAsync("/v1/grading-systems")).ToDictionary(system => system.Text("id"));
        var items = await service.ItemsAsync();
        var keys = items
            .Select(item => (item.Text("condition.id"), Rank(item), -item.Number("participantCount"), item.Text("id")))
            .ToList();

        Assert.Equal(keys
            .OrderBy(key => key.Item1, StringComparer.Ordinal).ThenBy(key => key.Item2).ThenBy(key => key.Item3)
            .ThenBy(key => key.Item4, StringComparer.Ordinal), keys);
        Assert.True(keys.Select(key => key.Item2).Distinct().Count() > 3, "the base has too few ranks to tell");

        int Rank(JsonElement item) => item.IsNull("evidenceLevel")
            ? int.MaxValue
            : systems[item.Text("evidenceLevel.system")].Items("levels")
                .Single(level => level.Text("level") == item.Text("evidenceLevel.level")).Number("rank");
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("standard")]
    [InlineData("full")]
    public async Task One_item_is_the_same_by_its_id_as_in_a_list(string view)
    {
        foreach (var listed in await service.AllAsync($"/v1/evidence?view={view}"))
        {
            var item = await service.GetAsync($"/v1/evidence/{listed.Text("id")}?view={view}");
            Assert.Equal("2026.11.1", item.Text("release"));
            Assert.Equal(listed.GetRawText()[1..], item.GetRawText()[(item.GetRawText().IndexOf(',', StringComparison.Ordinal) + 1)..]);
        }
    }

    [Fact]
    public async Task One_item_is_whole_unless_asked_otherwise()
    {
        var item = await service.GetAsync("/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint");

        Assert.Equal(42, item.Items("studies").Count());
        Assert.Equal("bennell-2021-restore", item.Items("studies").ById("bennell-2021-restore").Text("id"));
        Assert.All(OnlyInFull, member => Assert.True(item.Has(member), member));
        Assert.Equal(("PRP", "Platelet-rich plasma"), (item.Text("modality.abbreviation"), item.Text("modality.name")));
    }

    [Fact]
    public async Task Match_is_there_where_a_code_or_condition_was_asked_for_and_only_there()
    {
        Assert.All((await service.GetAsync("/v1/evidence")).Items("items"), item => Assert.False(item.Has("match")));
        var list = await service.GetAsync("/v1/evidence?condition=knee-osteoarthritis");

        const string knee = "knee-osteoarthritis";
        Assert.All(list.Items("items"), item => Assert.Equal(
            $$"""{"kind":"exact","system":null,"requested":"{{knee}}","matched":"{{knee}}","condition":"{{knee}}"}""",
            item.At("match").GetRawText()));
    }

    [Fact]
    public async Task A_list_of_summaries_stays_small()
    {
        var cancel = TestContext.Current.CancellationToken;
        var summary = (await service.Client.GetByteArrayAsync("/v1/evidence?view=summary&limit=100", cancel)).Length;
        var standard = (await service.Client.GetByteArrayAsync("/v1/evidence?limit=100", cancel)).Length;
        var full = (await service.Client.GetByteArrayAsync("/v1/evidence?view=full&limit=100", cancel)).Length;

        Assert.InRange(summary, 1, 250_000);
        Assert.True(3 * summary < standard && standard < full, $"{summary}, {standard}, {full} bytes");
    }

    private async Task<IEnumerable<(JsonElement Item, JsonElement Full)>> BesideWholeAsync(string path)
    {
        var (list, whole) = (await service.AllAsync(path), await service.ItemsAsync());
        Assert.Equal(whole.Ids(), list.Ids());
        return list.Zip(whole);
    }

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> elements) => elements.Select(element => element.GetRawText());

    private static IReadOnlyList<string> Members(JsonElement item) => [.. item.EnumerateObject().Select(member => member.Name)];

    private static int Participants(JsonElement study) => study.IsNull("participants") ? 0 : study.Number("participants");
}
