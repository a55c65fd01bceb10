using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>No statement without a source, no level without the grading or rule that gave it, no directive.</summary>
public sealed class EvidenceSourceTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task A_published_level_is_the_most_recent_grading_of_the_item_by_a_level_system()
    {
        var systems = await service.AllAsync("/v1/grading-systems");
        var levelSystems = systems.Where(system => system.Text("kind") == "level").Ids();
        var published = 0;
        foreach (var item in await service.ItemsAsync())
        {
            var graded = OwnGradings(item).Where(row => levelSystems.Contains(row.Text("system")) && !row.IsNull("level")).ToList();
            Assert.True((graded.Count > 0) == (Basis(item) == "published"), item.Text("id"));
            if (graded.Count == 0) continue;

            var level = item.At("evidenceLevel");
            var grading = graded.ById(level.Text("grading"));
            Assert.Equal(graded.Max(row => row.Number("year")), level.Number("year"));
            foreach (var member in new[] { "system", "level", "year", "source", "sourceUrl" })
            {
                Assert.Equal(grading.At(member).GetRawText(), level.At(member).GetRawText());
            }
            published++;
        }
        Assert.Equal(8, published);
    }

    [Fact]
    public async Task A_derived_level_is_the_strongest_among_the_counted_studies_with_a_clear_result_and_names_them()
    {
        foreach (var item in (await service.ItemsAsync()).Where(item => Basis(item) != "published"))
        {
            var clear = item.Items("studies").Where(study => study.IsNull("notCounted") && study.Text("direction") != "unclear").ToList();
            Assert.True((clear.Count > 0) == (Basis(item) == "derived"), item.Text("id"));
            if (clear.Count == 0) continue;

            var strongest = clear.Min(study => study.Number("ocebmLevel"));
            var level = item.At("evidenceLevel");
            Assert.Equal(("ocebm-2011", $"{strongest}"), (level.Text("system"), level.Text("level")));
            Assert.Equal(clear.Where(study => study.Number("ocebmLevel") == strongest).Ids(), level.Texts("studies"));
            Assert.True(level.IsNull("year") && level.IsNull("source") && level.IsNull("grading"));
        }
    }

    [Fact]
    public async Task Certainty_is_the_most_recent_grade_rating_of_the_item_and_nothing_else()
    {
        var rated = 0;
        foreach (var item in await service.ItemsAsync())
        {
            var ratings = OwnGradings(item)
                .Where(row => row.Text("system") == "grade" || row.At("levelSystem").GetString() == "grade").ToList();
            Assert.True(ratings.Count == 0 == item.IsNull("certainty"), item.Text("id"));
            if (ratings.Count == 0) continue;

            var certainty = item.At("certainty");
            var rating = ratings.ById(certainty.Text("grading"));
            Assert.Equal(ratings.Max(row => row.Number("year")), certainty.Number("year"));
            Assert.Equal(rating.At("level").GetString(), certainty.At("rating").GetString());
            Assert.Equal(rating.Text("levelAsWritten"), certainty.Text("asWritten"));
            rated++;
        }
        Assert.True(rated > 5, $"only {rated} rated");
    }

    [Fact]
    public async Task Level_and_certainty_say_their_rule_in_the_words_of_the_grading_systems()
    {
        var rules = (await service.GetAsync("/v1/grading-systems")).At("rules");

        Assert.All((await service.ItemsAsync()).Where(item => !item.IsNull("evidenceLevel")), item => Assert.Equal(
            rules.Text(Basis(item) == "published" ? "publishedLevel" : "derivedLevel"), item.Text("evidenceLevel.rule")));
        Assert.All((await service.ItemsAsync()).Where(item => item.At("agreement").GetString() is not null), item =>
            Assert.True(rules.At("agreement").Has(item.Text("agreement"))));
    }

    [Fact]
    public async Task Every_record_of_an_item_names_its_source()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var others = item.Items("gradings").Concat(item.Items("recommendations")).Concat(item.Items("safety"));
            var addresses = item.Items("studies").Select(study => study.Text("url")).Concat(others.Select(row => row.Text("sourceUrl")));
            Assert.All(addresses, address => Assert.Matches("^https?://[^ ]+$", address));
            Assert.All(item.Items("claims"), claim => Assert.NotEmpty(claim.Text("source.title")));
            Assert.All(item.Items("recommendations"), row => Assert.NotEmpty(row.Text("organization")));
        }
    }

    [Fact]
    public async Task Every_statement_of_a_profile_names_its_source()
    {
        var statements = (await service.AllAsync("/v1/modalities"))
            .SelectMany(modality => modality.At("profile").EnumerateObject())
            .SelectMany(subject => subject.Value.EnumerateArray()).ToList();

        Assert.True(statements.Count > 300, $"only {statements.Count} statements");
        Assert.All(statements, row =>
        {
            Assert.NotEmpty(row.Text("source.title"));
            Assert.True(row.Text("type") == "claim" ? !row.IsNull("source.id") : !row.IsNull("source.url"), row.Text("id"));
        });
    }

    [Fact]
    public async Task Via_is_set_exactly_where_a_record_is_about_another_form_or_a_broader_condition()
    {
        var modalityOf = (await service.AllAsync("/v1/studies")).ToDictionary(study => study.Text("id"), study => study.At("modality"));
        foreach (var item in await service.ItemsAsync())
        {
            var (condition, modality) = (item.Text("condition.id"), item.Text("modality.id"));
            Assert.All(item.Items("studies"), study =>
                Assert.Equal(Other(modalityOf[study.Text("id")].Text("id"), modality), Via(study, "modality")));
            Assert.All(item.Items("recommendations").Concat(item.Items("safety")).Concat(item.Items("claims")), row =>
            {
                Assert.Equal(Other(row.At("modality").GetString(), modality), Via(row, "modality"));
                Assert.Equal(Other(row.At("condition").GetString(), condition), Via(row, "condition"));
            });
        }

        static string? Other(string? about, string own) => about == own ? null : about;
        static string? Via(JsonElement row, string member) =>
            row.Has("via") && row.At("via").Has(member) ? row.At("via").Text(member) : null;
    }

    [Fact]
    public async Task A_summary_states_figures_and_never_what_to_do()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var summary = item.Text("summary");
            Assert.DoesNotMatch("(?i)should|recommend|you |must|advise|consider|first.line|effective|safe", summary);
            Assert.EndsWith(".", summary, StringComparison.Ordinal);
            if (item.Number("studyCount") > 0) Assert.StartsWith($"{item.Number("studyCount")} stud", summary, StringComparison.Ordinal);
            Assert.Equal(item.At("agreement").GetString() == "conflicting", summary.Contains("conflict", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_item_says_when_it_was_last_reviewed() =>
        Assert.All(await service.ItemsAsync(), item => Assert.Equal("2026-11-22", item.Text("lastReviewed")));

    private static string? Basis(JsonElement item) => item.IsNull("evidenceLevel") ? null : item.Text("evidenceLevel.basis");

    // A verdict on a more specific form gives its parent no level.
    private static IEnumerable<JsonElement> OwnGradings(JsonElement item) =>
        item.Items("gradings").Where(row => !row.Has("via") && !row.IsNull("year"));
}
