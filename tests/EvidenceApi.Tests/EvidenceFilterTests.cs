using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Every filter gives exactly the items that meet it, told from the whole items themselves.</summary>
public sealed class EvidenceFilterTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task Condition_gives_its_items_and_a_grouping_those_of_everything_below()
    {
        var conditions = await service.AllAsync("/v1/conditions");
        foreach (var condition in conditions)
        {
            var id = condition.Text("id");
            var accepted = condition.At("grouping").GetBoolean()
                ? conditions.Where(other => other.Texts("ancestors").Contains(id)).Ids().ToHashSet()
                : [id];
            await ExactlyAsync($"condition={id}", item => accepted.Contains(item.Text("condition.id")), mayBeEmpty: true);
            Assert.Equal(
                (await service.AllAsync($"/v1/evidence?condition={id}&view=summary")).Select(item => item.GetRawText()),
                (await service.AllAsync($"/v1/conditions/{id}/evidence?view=summary")).Select(item => item.GetRawText()));
        }
    }

    [Fact]
    public async Task Modality_gives_its_items_and_a_grouping_those_of_its_forms()
    {
        foreach (var modality in await service.AllAsync("/v1/modalities"))
        {
            var id = modality.Text("id");
            var accepted = modality.At("grouping").GetBoolean() ? modality.Texts("forms") : [id];
            await ExactlyAsync($"modality={id}", item => accepted.Contains(item.Text("modality.id")));
        }
    }

    [Theory]
    [InlineData("targetTissue", "targetTissue.id")]
    [InlineData("direction", "direction")]
    [InlineData("agreement", "agreement")]
    public async Task A_value_of_an_item_gives_the_items_that_have_it(string parameter, string member)
    {
        var values = (await service.ItemsAsync()).Select(item => item.At(member).GetString()).OfType<string>().Distinct().ToList();
        Assert.True(values.Count > 2, parameter);

        foreach (var value in values)
        {
            await ExactlyAsync($"{parameter}={value}", item => item.At(member).GetString() == value);
        }
    }

    [Fact]
    public async Task Design_gives_the_items_with_a_study_of_it()
    {
        var studies = (await service.ItemsAsync()).SelectMany(item => item.Items("studies"));
        foreach (var design in studies.Select(study => study.Text("design")).Distinct())
        {
            await ExactlyAsync($"design={design}", item => item.Items("studies").Any(study => study.Text("design") == design));
        }
    }

    [Fact]
    public async Task Grading_system_gives_the_items_that_it_graded_or_by_which_their_level_is_derived()
    {
        foreach (var system in (await service.AllAsync("/v1/grading-systems")).Ids())
        {
            await ExactlyAsync($"gradingSystem={system}", item => Graded(item, system), mayBeEmpty: true);
        }
    }

    [Fact]
    public async Task Level_gives_the_items_that_have_it_in_any_system_or_in_the_one_named_beside_it()
    {
        var systems = await service.AllAsync("/v1/grading-systems");
        var strengths = systems.Where(system => system.Text("kind") == "strength").Ids();
        var found = 0;
        foreach (var level in systems.SelectMany(system => system.Items("levels")).Select(level => level.Text("level")).Distinct())
        {
            found += await ExactlyAsync($"level={level}", item => Levels(item).Any(pair => pair.Level == level), mayBeEmpty: true);
        }
        foreach (var system in systems)
        {
            foreach (var level in system.Items("levels").Select(level => level.Text("level")))
            {
                var wanted = (system.Text("id"), level);
                await ExactlyAsync(
                    $"level={level}&gradingSystem={wanted.Item1}",
                    item => Levels(item).Contains(wanted) && Graded(item, wanted.Item1),
                    mayBeEmpty: true);
            }
        }
        Assert.True(found > 50, $"only {found} items by level");

        IEnumerable<(string System, string? Level)> Levels(JsonElement item)
        {
            if (!item.IsNull("evidenceLevel")) yield return (item.Text("evidenceLevel.system"), item.Text("evidenceLevel.level"));
            if (!item.IsNull("certainty")) yield return ("grade", item.At("certainty.rating").GetString());
            foreach (var grading in item.Items("gradings").Where(grading => strengths.Contains(grading.Text("system"))))
            {
                yield return (grading.Text("system"), grading.At("level").GetString());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(2000)]
    public async Task Min_participants_gives_the_items_with_so_many(int participants)
    {
        await ExactlyAsync($"minParticipants={participants}", item => item.Number("participantCount") >= participants);
    }

    [Theory]
    [InlineData(2010)]
    [InlineData(2019)]
    [InlineData(2022)]
    [InlineData(2024)]
    public async Task Published_since_gives_the_items_with_a_study_or_grading_so_new(int year)
    {
        await ExactlyAsync($"publishedSince={year}", item => item.Items("studies").Concat(item.Items("gradings"))
            .Any(record => !record.IsNull("year") && record.Number("year") >= year));
    }

    [Fact]
    public async Task Filters_together_give_the_items_that_meet_all_of_them()
    {
        foreach (var (modality, tissue, direction) in (await service.ItemsAsync()).Select(Values).Distinct())
        {
            await ExactlyAsync(
                $"modality={modality}&targetTissue={tissue}&direction={direction}&minParticipants=20",
                item => Values(item) == (modality, tissue, direction) && item.Number("participantCount") >= 20,
                mayBeEmpty: true);
        }

        static (string, string, string) Values(JsonElement item) =>
            (item.Text("modality.id"), item.Text("targetTissue.id"), item.Text("direction"));
    }

    /// <summary>The ids of the filtered list are those of the items that meet the test, in the same order; how many there are.</summary>
    private async Task<int> ExactlyAsync(string query, Func<JsonElement, bool> meets, bool mayBeEmpty = false)
    {
        var items = await service.ItemsAsync();
        var expected = items.Where(meets).Ids();
        var found = await service.AllAsync($"/v1/evidence?{query}&view=summary");
        var (missing, tooMany) = (string.Join(", ", expected.Except(found.Ids())), string.Join(", ", found.Ids().Except(expected)));
        Assert.True(expected.SequenceEqual(found.Ids()), $"{query}: missing {missing}; too many {tooMany}");
        Assert.True(mayBeEmpty || expected.Count > 0, $"{query}: the base has no such item");
        Assert.True(mayBeEmpty || expected.Count < items.Count, $"{query}: excludes nothing");
        return expected.Count;
    }

    private static bool Graded(JsonElement item, string system) =>
        item.Items("gradings").Any(grading => grading.Text("system") == system)
        || (!item.IsNull("evidenceLevel") && item.Text("evidenceLevel.basis") == "derived" && item.Text("evidenceLevel.system") == system);

    [Theory]
    [InlineData("tenis elbow prp", "lateral-epicondylitis.prp.tendon")]
    [InlineData("PRP knee", "knee-osteoarthritis.prp.intra-articular-joint")]
    [InlineData("disc stem cell", "discogenic-low-back-pain.msc-bone-marrow.intervertebral-disc")]
    public async Task Words_find_items_as_in_the_search_and_every_hit_of_it(string words, string id)
    {
        var found = (await service.AllAsync($"/v1/evidence?view=summary&q={Uri.EscapeDataString(words)}")).Ids();
        var searched = (await service.AllAsync($"/v1/search?kind=evidence&q={Uri.EscapeDataString(words)}")).Ids();

        Assert.Contains(id, found);
        Assert.Equal(searched.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Words_that_nothing_meets_are_named_as_the_filter_to_drop() =>
        Assert.Contains("Drop q", (await service.GetAsync("/v1/evidence?q=zzzzqqq")).Text("reason.hint"), StringComparison.Ordinal);
}
