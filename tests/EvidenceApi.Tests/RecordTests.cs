using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>The tables behind the evidence items.</summary>
public sealed class RecordTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("/v1/studies", "study", 335)]
    [InlineData("/v1/findings", "finding", 830)]
    [InlineData("/v1/gradings", "grading", 66)]
    [InlineData("/v1/recommendations", "recommendation", 76)]
    [InlineData("/v1/safety", "safety_fact", 99)]
    [InlineData("/v1/claims", "claim", 109)]
    [InlineData("/v1/sources", "source_document", 5)]
    [InlineData("/v1/outcome-measures", "outcome_measure", 45)]
    [InlineData("/v1/conditions", "condition", 55)]
    [InlineData("/v1/modalities", "modality", 14)]
    [InlineData("/v1/target-tissues", "target_tissue", 21)]
    [InlineData("/v1/grading-systems", "grading_system", 8)]
    public async Task Rows_reached_by_paging_are_the_total_and_the_rows_of_the_database(string path, string table, int count)
    {
        var rows = (await service.Client.AllAsync(path, 37)).Ids();
        await using var connection = new NpgsqlConnection(service.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"select count(*)::int from evidence.{table}", connection);

        Assert.Equal(count, rows.Count);
        Assert.Equal(count, rows.Distinct().Count());
        Assert.Equal(count, (await service.GetAsync(path)).Number("page.total"));
        Assert.Equal(count, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/v1/findings", "measure=womac-total", "finding.measure", "womac-total")]
    [InlineData("/v1/findings", "direction=favours-comparator", "finding.direction", "favours-comparator")]
    [InlineData("/v1/findings", "design=case-series", "study.design", "case-series")]
    [InlineData("/v1/findings", "verification=incomplete", "study.verification", "incomplete")]
    [InlineData("/v1/findings", "targetTissue=tendon", "targetTissue", "tendon")]
    [InlineData("/v1/findings", "study=bennell-2021-restore", "study.id", "bennell-2021-restore")]
    [InlineData("/v1/studies", "standing=corrected", "standing", "corrected")]
    [InlineData("/v1/studies", "design=network-meta-analysis", "design", "network-meta-analysis")]
    [InlineData("/v1/gradings", "gradingSystem=asipp-best-evidence", "system", "asipp-best-evidence")]
    [InlineData("/v1/gradings", "level=IV", "level", "IV")]
    [InlineData("/v1/recommendations", "position=not-approved", "position", "not-approved")]
    [InlineData("/v1/recommendations", "jurisdiction=GB", "jurisdiction", "GB")]
    [InlineData("/v1/recommendations", "kind=regulator", "kind", "regulator")]
    [InlineData("/v1/safety", "kind=contraindication", "kind", "contraindication")]
    [InlineData("/v1/claims", "kind=regulatory", "kind", "regulatory")]
    [InlineData("/v1/claims", "source=back-pain-clinic", "source.id", "back-pain-clinic")]
    public async Task A_filter_keeps_what_meets_it_and_nothing_else(string path, string filter, string member, string value)
    {
        var all = await service.AllAsync(path);
        var kept = await service.AllAsync($"{path}?{filter}");

        Assert.NotEmpty(kept);
        Assert.Equal(all.Where(row => row.At(member).ToString() == value).Ids(), kept.Ids());
    }

    [Fact]
    public async Task Years_bound_a_list_on_both_sides()
    {
        var studies = await service.AllAsync("/v1/studies?publishedSince=2019&publishedUntil=2020");

        Assert.NotEmpty(studies);
        Assert.All(studies, study => Assert.InRange(study.Number("year"), 2019, 2020));
    }

    [Fact]
    public async Task Three_claims_give_a_figure_without_a_study()
    {
        var claims = await service.AllAsync("/v1/claims?uncited=true");

        Assert.Equal(3, claims.Count);
        Assert.All(claims, claim => Assert.True(claim.At("uncited").GetBoolean()));
    }

    [Fact]
    public async Task A_position_that_names_no_condition_stands_in_the_list_of_every_condition()
    {
        var positions = await service.AllAsync("/v1/recommendations?condition=hip-osteoarthritis&modality=msc-bone-marrow");

        Assert.Contains("racgp-2018-stem-cell-hip", positions.Ids());
        Assert.Contains("fda-2020-guidance-hctp", positions.Ids());
        Assert.All(positions, row => Assert.True(row.IsNull("condition") || row.Text("condition") == "hip-osteoarthritis"));
        Assert.All(positions, row => Assert.True(row.IsNull("modality") || row.Text("modality") == "msc-bone-marrow"));
    }

    [Fact]
    public async Task A_verdict_on_several_conditions_together_is_listed_without_a_condition_but_under_none()
    {
        Assert.Contains("prp-soft-tissue-cochrane-2014", (await service.AllAsync("/v1/gradings")).Ids());
        Assert.DoesNotContain("prp-soft-tissue-cochrane-2014", (await service.AllAsync("/v1/gradings?condition=knee-osteoarthritis")).Ids());
    }

    [Fact]
    public async Task Codes_find_the_records_of_their_conditions()
    {
        var byCode = await service.AllAsync("/v1/studies?code=icd-10-cm%7CM17.11&modality=prp");
        var byCondition = await service.AllAsync("/v1/studies?condition=knee-osteoarthritis&modality=prp");

        Assert.NotEmpty(byCode);
        Assert.Equal(byCondition.Ids(), byCode.Ids());
        Assert.Contains("bennell-2021-restore", byCode.Ids());
    }

    [Fact]
    public async Task An_empty_table_says_why()
    {
        var unknown = await service.GetAsync("/v1/findings?code=icd-10-cm%7CZ99.9");
        var excluded = await service.GetAsync("/v1/gradings?condition=knee-osteoarthritis&level=IV");

        Assert.Equal("unknown-code", unknown.Text("reason.code"));
        Assert.Equal("filters-exclude-all", excluded.Text("reason.code"));
        Assert.Contains("level", excluded.Text("reason.hint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Printed_outcomes_stay_as_printed_beside_their_numbers()
    {
        var finding = (await service.AllAsync("/v1/findings?study=bennell-2021-restore")).ById("bennell-2021-restore.1").At("finding");

        Assert.Equal("-2.1", finding.Text("intervention"));
        Assert.Equal(-2.1m, finding.At("interventionValue.mean").GetDecimal());
        Assert.Equal("-1.8", finding.Text("comparator"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?total=exact")]
    public async Task A_total_is_counted_where_that_is_cheap_or_asked_for(string query) =>
        Assert.Equal(830, (await service.GetAsync("/v1/findings" + query)).Number("page.total"));

    [Fact]
    public async Task A_total_that_nobody_wants_is_not_counted()
    {
        var page = await service.GetAsync("/v1/findings?total=none&limit=1");

        Assert.True(page.IsNull("page.total"));
        Assert.False(page.IsNull("page.next"));
    }
}
