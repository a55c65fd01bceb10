using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Modalities, target tissues and grading systems; and an id of any kind that does not exist.</summary>
public sealed class VocabularyTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task A_modality_shows_its_forms_codes_and_counts()
    {
        var prp = await service.GetAsync("/v1/modalities/prp");

        Assert.Equal(("Platelet-rich plasma", "PRP"), (prp.Text("name"), prp.Text("abbreviation")));
        Assert.Equal(["prp-leukocyte-poor", "prp-leukocyte-rich"], prp.Texts("forms"));
        Assert.Equal("mesh D053657", Assert.Single(prp.Items("codes").Select(code => $"{code.Text("system")} {code.Text("code")}")));
        Assert.Equal((51, 144), (prp.Number("evidenceCount"), prp.Number("studyCount")));
        Assert.Equal(["prp-soft-tissue-cochrane-2014"], prp.Items("gradingsAcrossConditions").Ids());
    }

    [Fact]
    public async Task A_grouping_of_modalities_has_members_and_no_evidence_of_its_own()
    {
        var cells = await service.GetAsync("/v1/modalities/orthobiologic-cell");

        Assert.True(cells.At("grouping").GetBoolean());
        Assert.Equal(["bmac", "mfat", "msc-adipose", "msc-bone-marrow", "svf"], cells.Texts("forms"));
        Assert.Equal((0, 0), (cells.Number("evidenceCount"), cells.Number("studyCount")));
    }

    [Theory]
    [InlineData("prp", "mechanism")]
    [InlineData("prp", "effectiveness")]
    [InlineData("prp", "patientSelection")]
    [InlineData("mfat", "course")]
    [InlineData("mfat", "ingredients")]
    [InlineData("perineural-injection", "primaryTargets")]
    [InlineData("perineural-injection", "indications")]
    [InlineData("prolotherapy", "procedure")]
    [InlineData("prolotherapy", "practice")]
    public async Task A_profile_has_statements_on_its_subjects(string modality, string subject) =>
        Assert.NotEmpty((await service.GetAsync($"/v1/modalities/{modality}")).At("profile").Items(subject));

    [Fact]
    public async Task A_statement_about_another_form_is_marked_in_a_profile()
    {
        var profile = (await service.GetAsync("/v1/modalities/prp")).At("profile");

        var marked = profile.EnumerateObject().SelectMany(subject => subject.Value.EnumerateArray()).Where(row => row.Has("via")).ToList();
        Assert.Contains("asian-pain-academy-prp-leukocyte-poor-comparison-1", marked.Ids());
        Assert.All(marked, row => Assert.StartsWith("prp-leukocyte-", row.Text("via.modality"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Counts_of_modalities_and_tissues_agree_with_the_evidence()
    {
        var items = await service.ItemsAsync();

        Assert.All(await service.AllAsync("/v1/modalities"), row =>
            Assert.Equal(items.Count(item => item.Text("modality.id") == row.Text("id")), row.Number("evidenceCount")));
        Assert.All(await service.AllAsync("/v1/target-tissues"), row =>
            Assert.Equal(items.Count(item => item.Text("targetTissue.id") == row.Text("id")), row.Number("evidenceCount")));
    }

    [Fact]
    public async Task A_target_tissue_shows_its_synonyms_and_anatomy_codes()
    {
        var disc = await service.GetAsync("/v1/target-tissues/intervertebral-disc");

        Assert.Contains("nucleus pulposus", disc.Texts("synonyms"));
        Assert.Equal(["uberon UBERON:0001066", "fma 10446", "mesh D007403"],
            disc.Items("codes").Select(code => $"{code.Text("system")} {code.Text("code")}"));
        Assert.Equal(9, disc.Number("evidenceCount"));
    }

    [Theory]
    [InlineData("asipp-best-evidence", "level", "I II III IV V")]
    [InlineData("ocebm-2011", "level", "1 2 3 4 5")]
    [InlineData("grade", "certainty", "high moderate low very-low")]
    [InlineData("sort", "strength", "A B C")]
    [InlineData("aaos", "strength", "strong moderate limited inconclusive consensus")]
    [InlineData("authors-conclusion", "narrative", "")]
    [InlineData("cochrane", "certainty", "")]
    public async Task A_grading_system_shows_its_kind_and_its_levels_strongest_first(string id, string kind, string levels)
    {
        var system = (await service.AllAsync("/v1/grading-systems")).ById(id);

        Assert.Equal(kind, system.Text("kind"));
        Assert.Equal(levels, string.Join(' ', system.Items("levels").Select(level => level.Text("level"))));
        Assert.Equal(Enumerable.Range(1, system.Items("levels").Count()), system.Items("levels").Select(level => level.Number("rank")));
    }

    [Fact]
    public async Task A_definition_that_was_not_read_is_null_and_one_that_was_is_given()
    {
        var systems = await service.AllAsync("/v1/grading-systems");

        Assert.All(systems.ById("asipp-best-evidence").Items("levels"), level => Assert.True(level.IsNull("definition")));
        Assert.Equal("Randomized trial, or observational study with dramatic effect", systems.ById("ocebm-2011").Items("levels")
            .Single(level => level.Text("level") == "2").Text("definition"));
    }

    [Fact]
    public async Task The_rules_of_levels_and_agreement_are_published_beside_the_systems()
    {
        var rules = (await service.GetAsync("/v1/grading-systems")).At("rules");

        Assert.Contains("most recent", rules.Text("publishedLevel"), StringComparison.Ordinal);
        Assert.Contains("OCEBM 2011", rules.Text("derivedLevel"), StringComparison.Ordinal);
        foreach (var agreement in new[] { "consistent", "conflicting", "single-study", "uncontrolled-only", "claims-only" })
        {
            Assert.NotEmpty(rules.At("agreement").Text(agreement));
        }
    }

    [Theory]
    [InlineData("/v1/conditions/knee-osteoarthritus", "knee-osteoarthritis")]
    [InlineData("/v1/conditions/KOA", "knee-osteoarthritis")]
    [InlineData("/v1/conditions/tennis-elbow", "lateral-epicondylitis")]
    [InlineData("/v1/conditions/knee-osteoarthritus/evidence", "knee-osteoarthritis")]
    [InlineData("/v1/modalities/PRP", "prp")]
    [InlineData("/v1/modalities/platelet-rich-plasma", "prp")]
    [InlineData("/v1/target-tissues/disc", "intervertebral-disc")]
    [InlineData("/v1/studies/bennell-2021", "bennell-2021-restore")]
    [InlineData("/v1/evidence/knee-osteoarthritis.prp", "knee-osteoarthritis.prp.intra-articular-joint")]
    public async Task An_id_that_does_not_exist_is_a_404_with_what_may_have_been_meant(string path, string meant)
    {
        var problem = await service.GetProblemAsync(path, 404);

        Assert.Equal("not-found", problem.Text("code"));
        Assert.Contains(meant, problem.Texts("didYouMean"));
        Assert.Contains(meant, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/conditions/%20")]
    [InlineData("/v1/modalities/%F0%9F%92%89")]
    [InlineData("/v1/studies/%25")]
    [InlineData("/v1/evidence/..")]
    [InlineData("/v1/evidence/'%20or%201=1")]
    [InlineData("/v1/studies/a%0Ab")]
    public async Task An_id_that_can_be_none_is_a_404_as_well(string path) => await service.GetProblemAsync(path, 404);
}
