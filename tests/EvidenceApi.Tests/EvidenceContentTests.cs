using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>What holds of every evidence item of the base, worked out again from its own records.</summary>
public sealed class EvidenceContentTests(EvidenceServiceFixture service)
{
    private static readonly string[] Uncontrolled = ["uncontrolled-improvement", "uncontrolled-no-improvement"];

    [Fact]
    public Task Every_study_is_counted_or_said_not_to_be_and_why() => EachAsync(item =>
    {
        var counted = Counted(item);
        Assert.Equal(item.Number("studyCount"), counted.Count);
        Assert.Equal(item.Items("studies").Count(), counted.Count + Sum(item.At("notCounted")));
        foreach (var reason in item.At("notCounted").EnumerateObject())
        {
            var kebab = JsonNamingPolicy.KebabCaseLower.ConvertName(reason.Name);
            Assert.Equal(reason.Value.GetInt32(), item.Items("studies").Count(study => study.At("notCounted").GetString() == kebab));
        }
    });

    [Fact]
    public Task Directions_and_designs_sum_to_the_counted_studies() => EachAsync(item =>
    {
        var counted = Counted(item);
        Assert.Equal(counted.Count, Sum(item.At("directions")));
        Assert.Equal(counted.Count, Sum(item.At("designs")));
        foreach (var direction in item.At("directions").EnumerateObject())
        {
            var kebab = JsonNamingPolicy.KebabCaseLower.ConvertName(direction.Name);
            Assert.Equal(direction.Value.GetInt32(), counted.Count(study => study.Text("direction") == kebab));
        }
        foreach (var design in item.At("designs").EnumerateObject())
        {
            Assert.Equal(design.Value.GetInt32(), counted.Count(study => study.Text("design") == design.Name));
        }
    });

    [Fact]
    public Task Nothing_incomplete_retracted_or_without_result_is_counted() => EachAsync(item => Assert.All(Counted(item), study =>
    {
        Assert.Equal("verified", study.Text("verification"));
        Assert.Matches("^(current|corrected)$", study.Text("standing"));
        Assert.NotEqual("trial-protocol", study.Text("design"));
    }));

    [Fact]
    public Task A_trial_counts_once() => EachAsync(item =>
    {
        var trials = Counted(item).Select(study => study.At("sameTrialAs").GetString() ?? study.Text("id")).ToList();
        Assert.Equal(trials.Distinct().Count(), trials.Count);
    });

    [Fact]
    public async Task A_comparison_of_forms_or_doses_of_the_modality_with_each_other_counts_neither_for_nor_against_it()
    {
        var forms = (await service.AllAsync("/v1/modalities"))
            .ToDictionary(row => row.Text("id"), row => row.Texts("forms").Append(row.Text("id")));
        await EachAsync(item =>
        {
            var within = item.Items("studies").Where(study => study.Text("verification") == "verified"
                && study.Texts("comparators").Count > 0
                && study.Texts("comparators").All(forms[item.Text("modality.id")].Contains));
            Assert.Equal(within.Ids(), item.Items("studies").Where(study => study.At("notCounted").GetString() == "within-modality").Ids());
        });
    }

    [Fact]
    public async Task A_later_report_counts_where_the_first_is_incomplete_and_only_there()
    {
        var disc = await service.GetAsync("/v1/evidence/discogenic-low-back-pain.prp.intervertebral-disc");
        Assert.Equal("incomplete", disc.Items("studies").ById("tuakli-wosornu-2016-intradiskal-prp").Text("notCounted"));
        Assert.True(disc.Items("studies").ById("cheng-2019-intradiscal-prp-long-term").IsNull("notCounted"));

        var ankle = await service.GetAsync("/v1/evidence/ankle-osteoarthritis.prp.intra-articular-joint");
        Assert.True(ankle.Items("studies").ById("paget-2021-prima").IsNull("notCounted"));
        Assert.Equal("second-report", ankle.Items("studies").ById("paget-2023-prima-52w").Text("notCounted"));
    }

    [Fact]
    public Task Participants_are_those_of_the_trials_or_of_the_largest_review_and_never_of_both() => EachAsync(item =>
    {
        var pooled = Counted(item).ToLookup(study => study.Text("design") is
            "systematic-review" or "systematic-review-meta-analysis" or "network-meta-analysis" or "umbrella-review" or "narrative-review");
        var (trials, review) = (pooled[false].Sum(Participants), pooled[true].Select(Participants).DefaultIfEmpty(0).Max());
        Assert.Equal(Math.Max(trials, review), item.Number("participantCount"));
    });

    [Fact]
    public Task Direction_is_that_of_the_controlled_studies_else_of_the_others() => EachAsync(item =>
    {
        var clear = Clear(item);
        var controlled = clear.Where(direction => !Uncontrolled.Contains(direction)).ToList();
        var found = (controlled.Count > 0 ? controlled : clear).Distinct().ToList();
        Assert.Equal(found.Count switch { 0 => "unclear", 1 => found[0], _ => "mixed" }, item.Text("direction"));
    });

    [Fact]
    public Task Agreement_follows_from_the_directions_of_the_counted_studies() => EachAsync(item =>
    {
        var clear = Clear(item);
        var controlled = clear.Where(direction => !Uncontrolled.Contains(direction)).ToList();
        var expected = (clear.Count, controlled.Count) switch
        {
            _ when !item.Items("studies").Any() && !item.Items("gradings").Any() => "claims-only",
            (0, _) => Counted(item).Count == 1 ? "single-study" : null,
            (_, 0) => "uncontrolled-only",
            (_, 1) => "single-study",
            _ when controlled.Distinct().Count() > 1 || controlled[0] == "mixed" => "conflicting",
            _ when controlled[0] == "favours-intervention" && clear.Contains("uncontrolled-no-improvement") => "conflicting",
            _ => "consistent",
        };
        Assert.Equal(expected, item.At("agreement").GetString());
    });

    [Fact]
    public async Task A_favourable_item_is_never_without_the_studies_that_found_otherwise()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var (condition, modality, tissue) = (item.Text("condition.id"), item.Text("modality.id"), item.Text("targetTissue.id"));
            var onRecord = (await service.AllAsync($"/v1/studies?condition={condition}&modality={modality}&targetTissue={tissue}"))
                .Where(study => study.Items("conditions").Ids().Contains(condition) && !study.IsNull("modality"));
            Assert.Equal(onRecord.Ids().Order(StringComparer.Ordinal), item.Items("studies").Ids().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Every_study_of_a_condition_and_modality_stands_in_an_item_of_both()
    {
        var places = (await service.ItemsAsync())
            .SelectMany(item => item.Items("studies").Ids().Select(id => (id, item.Text("condition.id"), item.Text("targetTissue.id"))))
            .ToHashSet();

        Assert.All((await service.AllAsync("/v1/studies")).Where(study => !study.IsNull("modality")), study =>
            Assert.All(study.Items("conditions"), condition =>
                Assert.Contains((study.Text("id"), condition.Text("id"), study.Text("targetTissue.id")), places)));
    }

    private async Task EachAsync(Action<JsonElement> holds)
    {
        var items = await service.ItemsAsync();
        Assert.Equal(140, items.Count);
        foreach (var item in items)
        {
            try
            {
                holds(item);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(item.Text("id"), fault);
            }
        }
    }

    private static List<JsonElement> Counted(JsonElement item) => [.. item.Items("studies").Where(study => study.IsNull("notCounted"))];

    private static List<string> Clear(JsonElement item) =>
        [.. Counted(item).Select(study => study.Text("direction")).Where(direction => direction != "unclear")];

    private static int Sum(JsonElement counts) => counts.EnumerateObject().Sum(count => count.Value.GetInt32());

    private static int Participants(JsonElement study) => study.IsNull("participants") ? 0 : study.Number("participants");
}
