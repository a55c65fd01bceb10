using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Studies: the list with its filters, and one study with everything that was read of it.</summary>
public sealed class StudyTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task One_study_is_shown_with_its_findings_as_printed()
    {
        var study = await service.GetAsync("/v1/studies/bennell-2021-restore");

        Assert.Equal(("JAMA", "326", "2021-2030"), (study.Text("journal"), study.Text("volume"), study.Text("pages")));
        Assert.Equal(("34812863", "PMC8611484", "10.1001/jama.2021.19415"), (study.Text("pmid"), study.Text("pmcid"), study.Text("doi")));
        Assert.Equal(("https://doi.org/10.1001/jama.2021.19415", "AU"), (study.Text("url"), study.Text("country")));
        Assert.Equal((288, 2, 12), (study.Number("participants"), study.Number("ocebmLevel"), study.Number("followUpMonths")));
        Assert.Equal(["saline-placebo"], study.Texts("comparators"));
        Assert.True(study.IsNull("adverseEvents") && study.IsNull("seriousAdverseEvents"));
        Assert.Equal(2, study.Items("findings").Count());
        var pain = study.Items("findings").ById("bennell-2021-restore.1");
        Assert.Equal(("nrs-pain", "-2.1", "-1.8"), (pain.Text("measure"), pain.Text("intervention"), pain.Text("comparator")));
        Assert.Equal(("mean-change", "saline-placebo", "no-difference"),
            (pain.Text("effectMeasure"), pain.Text("comparatorName"), pain.Text("direction")));
        Assert.True(pain.At("primary").GetBoolean() && pain.IsNull("p") && pain.IsNull("estimate"));
        Assert.Equal(
            ["knee-osteoarthritis.prp-leukocyte-poor.intra-articular-joint", "knee-osteoarthritis.prp.intra-articular-joint"],
            study.Texts("evidence"));
    }

    [Fact]
    public async Task An_incomplete_study_says_what_was_not_read_and_why()
    {
        var study = await service.GetAsync("/v1/studies/tuakli-wosornu-2016-intradiskal-prp");

        Assert.Equal("incomplete", study.Text("verification"));
        Assert.Equal(["authors", "journal", "year"], study.Texts("unverified"));
        Assert.Equal(["no PMID, DOI or PMCID found", "journal", "year"], study.Texts("incompleteReason"));
        Assert.Equal(["cheng-2019-intradiscal-prp-long-term"], study.Texts("otherReports"));
        Assert.True(study.IsNull("standingCheckedOn"));
        Assert.Equal("https://www.dsbiologicals.com/lumbar-intradiskal-platelet-rich-plasma-prp-injections-a-prospective-double-blind-"
            + "randomized-controlled-study/", study.Text("verified.url"));
    }

    [Theory]
    [InlineData("bennell-2021-restore", "2026-11-22", "current")]
    [InlineData("mautner-2023-miles", null, "corrected")]
    public async Task Standing_is_told_with_the_day_on_which_somebody_looked(string id, string? checkedOn, string standing)
    {
        var study = await service.GetAsync($"/v1/studies/{id}");

        Assert.Equal(standing, study.Text("standing"));
        if (checkedOn is not null) Assert.Equal(checkedOn, study.Text("standingCheckedOn"));
        if (standing != "current") Assert.False(study.IsNull("standingNoticeUrl") && study.IsNull("standingNote"));
    }

    [Fact]
    public async Task Reports_of_one_trial_name_each_other()
    {
        Assert.Equal(["paget-2023-prima-52w"], (await service.GetAsync("/v1/studies/paget-2021-prima")).Texts("otherReports"));
        var second = await service.GetAsync("/v1/studies/paget-2023-prima-52w");
        Assert.Equal(["paget-2021-prima"], second.Texts("otherReports"));
        Assert.Equal("paget-2021-prima", second.Text("sameTrialAs"));
    }

    [Theory]
    [InlineData("design", "design")]
    [InlineData("direction", "direction")]
    [InlineData("standing", "standing")]
    [InlineData("verification", "verification")]
    [InlineData("targetTissue", "targetTissue.id")]
    public async Task A_value_gives_exactly_the_studies_that_have_it(string parameter, string member)
    {
        var all = await service.AllAsync("/v1/studies");
        var values = all.Select(study => study.Text(member)).Distinct().ToList();
        Assert.True(values.Count > 1, parameter);

        foreach (var value in values)
        {
            var found = await service.AllAsync($"/v1/studies?{parameter}={value}");
            Assert.Equal(all.Where(study => study.Text(member) == value).Ids(), found.Ids());
        }
    }

    [Fact]
    public async Task A_modality_gives_its_studies_those_of_its_forms_and_those_of_technique()
    {
        var all = await service.AllAsync("/v1/studies");
        string?[] accepted = ["prp", "prp-leukocyte-poor", "prp-leukocyte-rich", null];

        Assert.Equal(
            all.Where(study => accepted.Contains(Modality(study))).Ids(),
            (await service.AllAsync("/v1/studies?modality=prp")).Ids());
        Assert.Equal(
            all.Where(study => Modality(study) is "prp-leukocyte-poor" or null).Ids(),
            (await service.AllAsync("/v1/studies?modality=prp-leukocyte-poor")).Ids());

        static string? Modality(JsonElement study) => study.IsNull("modality") ? null : study.Text("modality.id");
    }

    [Fact]
    public async Task A_grouping_gives_the_studies_of_its_members()
    {
        var members = (await service.GetAsync("/v1/conditions/osteoarthritis")).Texts("children");
        var expected = (await service.AllAsync("/v1/studies")).Where(study => study.Items("conditions").Ids().Intersect(members).Any());

        Assert.Equal(expected.Ids(), (await service.AllAsync("/v1/studies?condition=osteoarthritis")).Ids());
    }

    [Fact]
    public async Task Participants_and_year_bound_the_list_from_below()
    {
        var all = await service.AllAsync("/v1/studies");

        Assert.Equal(
            all.Where(study => !study.IsNull("participants") && study.Number("participants") >= 1000).Ids(),
            (await service.AllAsync("/v1/studies?minParticipants=1000")).Ids());
        Assert.Equal(
            all.Where(study => study.Number("year") >= 2024).Ids(),
            (await service.AllAsync("/v1/studies?publishedSince=2024")).Ids());
    }

    [Fact]
    public async Task Studies_stand_newest_first()
    {
        var keys = (await service.AllAsync("/v1/studies")).Select(study => (-study.Number("year"), study.Text("id"))).ToList();

        Assert.Equal(keys.OrderBy(key => key.Item1).ThenBy(key => key.Item2, StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task A_listed_study_says_the_same_as_the_study_itself()
    {
        foreach (var listed in (await service.GetAsync("/v1/studies?limit=100")).Items("items"))
        {
            var study = await service.GetAsync($"/v1/studies/{listed.Text("id")}");
            Assert.All(listed.EnumerateObject(), member => Assert.Equal(member.Value.GetRawText(), study.At(member.Name).GetRawText()));
        }
    }
}
