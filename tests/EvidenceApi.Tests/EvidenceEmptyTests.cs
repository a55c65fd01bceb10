using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>An empty answer says why, since "nothing found" could be read as "there is no evidence".</summary>
public sealed class EvidenceEmptyTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("tfcc-tear", "Regenexx", "triangular fibrocartilage complex", "ligament-injury")]
    [InlineData("joint-hypermobility", "Regenerative injection therapy: a guide", "joint instability", "joint-instability")]
    [InlineData("post-traumatic-neuropathy", "Regenerative injection therapy", "post-traumatic neuropathy", "peripheral-neuropathy")]
    public async Task A_condition_with_nothing_but_an_indication_says_so(string condition, string document, string words, string broader)
    {
        var list = await service.GetAsync($"/v1/evidence?condition={condition}");

        Assert.Empty(list.Items("items"));
        Assert.Equal("no-evidence-for-condition", list.Text("reason.code"));
        Assert.Contains(document, list.Text("reason.message"), StringComparison.Ordinal);
        Assert.Contains(words, list.Text("reason.message"), StringComparison.Ordinal);
        Assert.Contains("claim and not evidence", list.Text("reason.message"), StringComparison.Ordinal);
        Assert.Contains(broader, list.Items("reason.broader").Ids());
    }

    [Fact]
    public async Task A_broader_condition_that_is_offered_answers_with_as_many_items_as_it_promises()
    {
        var list = await service.GetAsync("/v1/evidence?code=icd-10-cm%7CS63.591A");

        var broader = Assert.Single(list.Items("reason.broader"));
        Assert.Equal("ligament-injury", broader.Text("id"));
        Assert.Equal("Ligament injury", broader.Text("name"));
        var found = await service.GetAsync($"/v1/evidence?condition={broader.Text("id")}&match=broad");
        Assert.Equal(broader.Number("evidenceCount"), found.Number("page.total"));
        Assert.True(found.Number("page.total") > 0);
    }

    [Fact]
    public async Task Every_condition_answers_with_items_or_with_a_reason()
    {
        foreach (var condition in await service.AllAsync("/v1/conditions"))
        {
            var list = await service.GetAsync($"/v1/evidence?condition={condition.Text("id")}&view=summary");
            Assert.Equal(list.Number("page.total") == 0, !list.IsNull("reason"));
            if (!list.IsNull("reason")) Assert.Equal("no-evidence-for-condition", list.Text("reason.code"));
        }
    }

    [Theory]
    [InlineData("condition=knee-osteoarthritis&modality=disc-allograft", "modality (16 items without it)")]
    [InlineData("condition=knee-osteoarthritis&targetTissue=sacroiliac-joint", "targetTissue (16 items without it)")]
    [InlineData("condition=knee-osteoarthritis&modality=prp&agreement=claims-only", "agreement")]
    [InlineData("condition=knee-osteoarthritis&modality=prp&publishedSince=2100", "publishedSince")]
    [InlineData("code=icd-10-cm%7CM17.11&modality=prp&minParticipants=1000000", "minParticipants")]
    [InlineData("condition=knee-osteoarthritis&level=III&gradingSystem=asipp-best-evidence", "condition (2 items without it)")]
    [InlineData("condition=knee-osteoarthritis&gradingSystem=asipp-best-evidence", "gradingSystem (16 items without it)")]
    [InlineData("condition=medial-epicondylitis&direction=no-difference", "direction (1 item without it)")]
    [InlineData("condition=medial-epicondylitis&design=umbrella-review", "design (1 item without it)")]
    [InlineData("modality=disc-allograft&condition=knee-osteoarthritis", "condition (1 item without it)")]
    [InlineData("direction=favours-comparator", "direction (140 items without it)")]
    public async Task Filters_that_exclude_everything_are_named(string query, string hint)
    {
        var list = await service.GetAsync($"/v1/evidence?{query}");

        Assert.Empty(list.Items("items"));
        Assert.Equal("filters-exclude-all", list.Text("reason.code"));
        Assert.Contains(hint, list.Text("reason.hint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_whose_removal_would_not_help_is_not_named()
    {
        var list = await service.GetAsync("/v1/evidence?condition=medial-epicondylitis&design=umbrella-review&publishedSince=2100");

        Assert.Equal("filters-exclude-all", list.Text("reason.code"));
        foreach (var innocent in new[] { "condition", "design", "publishedSince" })
        {
            Assert.DoesNotContain($"{innocent} (", list.Text("reason.hint"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Following_the_hint_gives_what_it_promises()
    {
        var list = await service.GetAsync("/v1/evidence?condition=lateral-epicondylitis&modality=prp&direction=uncontrolled-improvement");
        Assert.Equal("filters-exclude-all", list.Text("reason.code"));

        var without = await service.GetAsync("/v1/evidence?condition=lateral-epicondylitis&modality=prp");
        Assert.Contains($"direction ({without.Number("page.total")} item", list.Text("reason.hint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_beside_another_condition_says_which_of_them_to_drop()
    {
        var list = await service.GetAsync("/v1/evidence?code=icd-10-cm%7CM17.11&condition=hip-osteoarthritis");

        Assert.Equal("filters-exclude-all", list.Text("reason.code"));
        Assert.Matches("(?i)code.+condition|condition.+code", list.Text("reason.message") + list.Text("reason.hint"));
    }

    [Fact]
    public async Task A_code_beside_its_own_grouping_narrows_to_the_code()
    {
        var items = await service.AllAsync("/v1/evidence?code=icd-10-cm%7CM17.11&condition=osteoarthritis&view=summary");

        Assert.Equal(16, items.Count);
        Assert.All(items, item => Assert.Equal("knee-osteoarthritis", item.Text("condition.id")));
    }

    [Fact]
    public async Task A_list_that_is_not_empty_gives_no_reason()
    {
        Assert.True((await service.GetAsync("/v1/evidence?limit=1")).IsNull("reason"));
    }

    [Fact]
    public async Task A_key_with_only_claims_is_an_item_that_says_so()
    {
        var item = await service.GetAsync("/v1/evidence/chronic-low-back-pain.prolotherapy.ligament");

        Assert.Equal("claims-only", item.Text("agreement"));
        Assert.True(item.IsNull("evidenceLevel") && item.IsNull("certainty"));
        Assert.Equal((0, 0), (item.Number("studyCount"), item.Number("participantCount")));
        Assert.Empty(item.Items("studies"));
        Assert.Contains("rit-guide-prolotherapy-effectiveness-2", item.Items("claims").Ids());
        Assert.Contains("only what source documents claim", item.Text("summary"), StringComparison.Ordinal);
    }
}
