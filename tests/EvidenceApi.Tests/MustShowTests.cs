using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>What the first version was asked to show, number by number.</summary>
public sealed class MustShowTests(EvidenceServiceFixture service)
{
    private const string Disc = "discogenic-low-back-pain.prp.intervertebral-disc";

    [Theory]
    [InlineData("icd-10-cm|M51.360")]
    [InlineData("icd-10-cm|M5136")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm|m51.36")]
    public async Task Number_1_a_disc_code_finds_discogenic_pain_with_level_and_certainty_side_by_side(string code)
    {
        var list = await service.GetAsync($"/v1/evidence?code={Uri.EscapeDataString(code)}");

        Assert.All(list.Items("items"), item => Assert.Equal("discogenic-low-back-pain", item.Text("condition.id")));
        var disc = list.Items("items").ById(Disc);
        Assert.Equal(("asipp-best-evidence", "III", "published"),
            (disc.Text("evidenceLevel.system"), disc.Text("evidenceLevel.level"), disc.Text("evidenceLevel.basis")));
        Assert.Equal((2019, "navani-2019-asipp-guideline"), (disc.Number("evidenceLevel.year"), disc.Text("evidenceLevel.source")));
        Assert.Equal(("grade", "very-low"), (disc.Text("certainty.system"), disc.Text("certainty.rating")));
        Assert.Equal((2022, "schneider-2022-intradiscal-biologics"), (disc.Number("certainty.year"), disc.Text("certainty.source")));
        Assert.Matches("^(exact|subtree)$", disc.Text("match.kind"));
        Assert.Equal("icd-10-cm", disc.Text("match.system"));
        Assert.Equal(code.Split('|')[1], disc.Text("match.requested"));
        Assert.Equal("discogenic-low-back-pain", disc.Text("match.condition"));
    }

    [Fact]
    public async Task Number_1_the_studies_behind_it_are_there_and_those_that_found_no_difference_too()
    {
        var shown = (await service.GetAsync("/v1/evidence?code=icd-10-cm%7CM51.360")).Items("items").ById(Disc);
        Assert.Contains("no-difference", shown.Items("studies").Select(study => study.Text("direction")));
        Assert.Contains("uncontrolled-improvement", shown.Items("studies").Select(study => study.Text("direction")));

        var whole = await service.GetAsync($"/v1/evidence/{Disc}");
        Assert.Equal(2, whole.Number("directions.noDifference"));
        Assert.Equal("no-difference", whole.Items("studies").ById("schepers-2022-intradiscal-prp-saline").Text("direction"));
        Assert.Equal("no-difference", whole.Items("studies").ById("akeda-2022-prp-releasate").Text("direction"));
        Assert.Equal(12, whole.Items("studies").Count());
    }

    [Theory]
    [InlineData("lumbar-radiculopathy.prp.epidural-space")]
    [InlineData("facet-joint-pain.prp.facet-joint")]
    [InlineData("sacroiliac-joint-pain.prp.sacroiliac-joint")]
    [InlineData("lumbar-radiculopathy.msc-bone-marrow.epidural-space")]
    [InlineData("facet-joint-pain.msc-bone-marrow.facet-joint")]
    [InlineData("sacroiliac-joint-pain.msc-bone-marrow.sacroiliac-joint")]
    public async Task Number_2_epidural_facet_and_sacroiliac_injections_are_level_four_of_the_same_system(string id)
    {
        var level = (await service.GetAsync($"/v1/evidence/{id}")).At("evidenceLevel");

        Assert.Equal(("asipp-best-evidence", "IV", "published"), (level.Text("system"), level.Text("level"), level.Text("basis")));
    }

    [Fact]
    public async Task Number_3_knee_osteoarthritis_and_prp_conflict_with_the_restore_trial_and_the_guidelines_in_the_default_view()
    {
        var list = await service.GetAsync("/v1/evidence?condition=knee-osteoarthritis&modality=prp");
        var joint = list.Items("items").ById("knee-osteoarthritis.prp.intra-articular-joint");

        Assert.Equal("conflicting", joint.Text("agreement"));
        var restore = joint.Items("studies").ById("bennell-2021-restore");
        Assert.Equal("prp-leukocyte-poor", restore.Text("via.modality"));
        Assert.Equal(("no-difference", 288), (restore.Text("direction"), restore.Number("participants")));
        var acr = joint.Items("recommendations").ById("acr-af-2019-prp");
        Assert.Equal("American College of Rheumatology / Arthritis Foundation", acr.Text("organization"));
        Assert.Equal("against", acr.Text("position"));
        var nice = joint.Items("recommendations").ById("nice-ipg637-prp-knee-2019");
        Assert.Equal("National Institute for Health and Care Excellence (NICE)", nice.Text("organization"));
    }

    [Fact]
    public async Task Number_4_an_unknown_code_is_an_explained_empty_answer()
    {
        var list = await service.GetAsync("/v1/evidence?code=icd-10-cm%7CZ99.9");

        Assert.Empty(list.Items("items"));
        Assert.Equal(0, list.Number("page.total"));
        Assert.Equal("unknown-code", list.Text("reason.code"));
        Assert.Contains("Z99.9", list.Text("reason.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_4_a_misspelt_parameter_is_refused_and_the_right_one_named()
    {
        var problem = await service.GetProblemAsync("/v1/evidence?modalty=prp", 400);

        var error = Assert.Single(problem.Items("errors.modalty"));
        Assert.Equal("unknown-parameter", error.Text("code"));
        Assert.Equal(["modality"], error.Texts("didYouMean"));
    }

    [Fact]
    public async Task Number_4_a_level_that_no_system_has_is_refused_with_those_allowed()
    {
        var problem = await service.GetProblemAsync("/v1/evidence?level=IX", 400);

        var error = Assert.Single(problem.Items("errors.level"));
        Assert.Equal(("unknown-value", "IX"), (error.Text("code"), error.Text("value")));
        Assert.Superset(new HashSet<string> { "I", "II", "III", "IV", "V", "low", "very-low", "5" }, error.Texts("allowed").ToHashSet());
    }

    [Fact]
    public async Task Number_4_an_evidence_id_that_does_not_exist_is_a_404_problem_with_near_matches()
    {
        Assert.NotEmpty((await service.GetProblemAsync("/v1/evidence/knee.prp", 404)).Texts("didYouMean"));
        // Like nothing on record: a name that has nothing to do with it would mislead.
        Assert.Empty((await service.GetProblemAsync("/v1/evidence/nope", 404)).Texts("didYouMean"));

        var near = await service.GetProblemAsync("/v1/evidence/knee-osteoarthritis.prp.intraarticular-joint", 404);
        Assert.Equal("knee-osteoarthritis.prp.intra-articular-joint", near.Texts("didYouMean")[0]);
    }

    [Fact]
    public async Task Number_5_the_profile_of_prolotherapy_traces_every_source_document()
    {
        var profile = (await service.GetAsync("/v1/modalities/prolotherapy")).At("profile");

        Says("mechanism", "rit-guide", "Mild irritation sets off local healing");
        Says("ingredients", "facet-prolotherapy", "Dextrose with saline");
        Says("ingredients", "regenexx-prolotherapy", "sodium morrhuate");
        Assert.Equal([3, 6], Numbers(Says("course", "back-pain-clinic", "three to six visits").At("details.visits")));
        Assert.Equal([2, 3], Numbers(Says("course", "regenexx-prolotherapy", "two to three weeks apart").At("details.interval_weeks")));
        Says("adverseEffects", "back-pain-clinic", "soreness for one to four days");
        Says("precautions", "facet-prolotherapy", "Stop NSAIDs");
        Says("regulatoryStatus", "facet-prolotherapy", "Not approved by the FDA");
        Says("limitations", "asian-pain-academy", "Long-term data are sparse");
        Assert.Contains(profile.Items("regulatoryStatus"), row =>
            row.Text("type") == "recommendation" && row.Text("source.title").Contains("(FDA)", StringComparison.Ordinal));

        JsonElement Says(string subject, string source, string words)
        {
            var statement = Assert.Single(profile.Items(subject), row =>
                row.At("source.id").GetString() == source && row.Text("statement").Contains(words, StringComparison.Ordinal));
            Assert.Equal("claim", statement.Text("type"));
            Assert.NotEmpty(statement.Text("source.title"));
            return statement;
        }

        static IEnumerable<int> Numbers(JsonElement array) => array.EnumerateArray().Select(number => number.GetInt32());
    }

    [Fact]
    public async Task Number_5_figures_without_a_study_are_marked_uncited()
    {
        var statements = (await service.GetAsync("/v1/modalities/prolotherapy")).At("profile").EnumerateObject()
            .SelectMany(subject => subject.Value.EnumerateArray());

        Assert.Equal(
            ["back-pain-clinic-prolotherapy-effectiveness-1", "facet-prolotherapy-prolotherapy-effectiveness-1"],
            statements.Where(row => row.At("uncited").GetBoolean()).Ids());
    }
}
