using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Conditions by name, code, region and place in the tree.</summary>
public sealed class ConditionTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("tennis elb", "lateral-epicondylitis", "synonym", "tennis elbow")]
    [InlineData("Tennis Elbow", "lateral-epicondylitis", "synonym", "tennis elbow")]
    [InlineData("golfer's elbow", "medial-epicondylitis", "synonym", "golfer's elbow")]
    [InlineData("golfers elbow", "medial-epicondylitis", "synonym", "golfers elbow")]
    [InlineData("KOA", "knee-osteoarthritis", "synonym", "KOA")]
    [InlineData("knee oa", "knee-osteoarthritis", "synonym", "knee OA")]
    [InlineData("osteoarthritis knee", "knee-osteoarthritis", "exact", "Osteoarthritis of the knee")]
    [InlineData("frozen sh", "adhesive-capsulitis", "synonym", "frozen shoulder")]
    [InlineData("jumper's knee", "patellar-tendinopathy", "synonym", "jumper's knee")]
    [InlineData("sciatica", "lumbar-radiculopathy", "synonym", "sciatica")]
    [InlineData("carpal", "carpal-tunnel-syndrome", "exact", "Carpal tunnel syndrome")]
    [InlineData("heel", "plantar-fasciitis", "synonym", "heel pain")]
    public async Task A_typed_word_finds_the_condition_first_and_says_by_which_name(string typed, string id, string kind, string matched)
    {
        var found = (await service.GetAsync($"/v1/conditions?q={Uri.EscapeDataString(typed)}")).Items("items").First();

        Assert.Equal(id, found.Text("id"));
        Assert.Equal((kind, typed, matched), (found.Text("match.kind"), found.Text("match.requested"), found.Text("match.matched")));
    }

    [Fact]
    public async Task A_slip_of_the_pen_finds_what_was_meant_and_is_not_called_exact()
    {
        var found = Assert.Single((await service.GetAsync("/v1/conditions?q=tenis%20elbow")).Items("items"));

        Assert.Equal("lateral-epicondylitis", found.Text("id"));
        Assert.Equal(("synonym", "tennis elbow"), (found.Text("match.kind"), found.Text("match.matched")));
    }

    [Theory]
    [InlineData("zzzz")]
    [InlineData("100%")]
    [InlineData("_____")]
    [InlineData("'; drop table evidence.condition; --")]
    public async Task A_word_that_means_nothing_finds_nothing(string typed)
    {
        Assert.Equal(0, (await service.GetAsync($"/v1/conditions?q={Uri.EscapeDataString(typed)}")).Number("page.total"));
    }

    [Fact]
    public async Task Every_condition_is_found_by_its_name_and_each_of_its_synonyms()
    {
        foreach (var condition in await service.AllAsync("/v1/conditions"))
        {
            foreach (var name in condition.Texts("synonyms").Append(condition.Text("name")))
            {
                var found = (await service.GetAsync($"/v1/conditions?q={Uri.EscapeDataString(name)}&limit=100")).Items("items");
                Assert.True(found.Ids().Contains(condition.Text("id")), $"{name} does not find {condition.Text("id")}");
            }
        }
    }

    [Fact]
    public async Task A_body_region_gives_its_conditions()
    {
        var all = await service.AllAsync("/v1/conditions");
        foreach (var region in all.Select(condition => condition.Text("bodyRegion")).Distinct())
        {
            Assert.Equal(
                all.Where(condition => condition.Text("bodyRegion") == region).Ids(),
                (await service.AllAsync($"/v1/conditions?bodyRegion={region}")).Ids());
        }
        Assert.Equal(
            ["acl-injury", "cartilage-defect-knee", "knee-osteoarthritis", "meniscal-tear", "osgood-schlatter", "patellar-tendinopathy"],
            (await service.AllAsync("/v1/conditions?bodyRegion=knee")).Ids());
    }

    [Fact]
    public async Task Word_code_and_region_narrow_each_other()
    {
        Assert.Equal(["sacroiliac-joint-pain"], (await service.AllAsync("/v1/conditions?code=icd-10-cm%7CM53.3&q=sacro")).Ids());
        Assert.Equal(["knee-osteoarthritis"], (await service.AllAsync("/v1/conditions?q=osteoarthritis&bodyRegion=knee")).Ids());
        Assert.Empty(await service.AllAsync("/v1/conditions?code=icd-10-cm%7CM17&bodyRegion=hip"));
    }

    [Fact]
    public async Task One_condition_shows_its_names_codes_and_place()
    {
        var knee = await service.GetAsync("/v1/conditions/knee-osteoarthritis");

        Assert.Equal(("Osteoarthritis of the knee", "knee", "osteoarthritis"),
            (knee.Text("name"), knee.Text("bodyRegion"), knee.Text("parent")));
        Assert.Contains("gonarthrosis", knee.Texts("synonyms"));
        Assert.Equal(["icd-10-cm M17 subtree", "icd-11 FA01 subtree", "mesh D020370 exact", "snomed-ct 239873007 exact"],
            knee.Items("codes").Select(code => $"{code.Text("system")} {code.Text("code")} {code.Text("match")}"));
        Assert.Equal((16, 99), (knee.Number("evidenceCount"), knee.Number("studyCount")));
        Assert.False(knee.At("grouping").GetBoolean());
    }

    [Fact]
    public async Task A_grouping_shows_its_children_and_what_lies_below()
    {
        var osteoarthritis = await service.GetAsync("/v1/conditions/osteoarthritis");

        Assert.True(osteoarthritis.At("grouping").GetBoolean());
        Assert.Equal(6, osteoarthritis.Texts("children").Count);
        Assert.Equal((0, 25), (osteoarthritis.Number("evidenceCount"), osteoarthritis.Number("evidenceCountBelow")));
    }

    [Fact]
    public async Task Counts_and_tree_agree_with_the_evidence_and_the_studies()
    {
        var all = (await service.AllAsync("/v1/conditions")).ToDictionary(condition => condition.Text("id"));
        var items = (await service.ItemsAsync()).ToLookup(item => item.Text("condition.id"), item => item.Text("modality.id"));
        var studies = (await service.AllAsync("/v1/studies")).SelectMany(study => study.Items("conditions").Ids()).ToLookup(id => id);
        foreach (var (id, condition) in all)
        {
            var below = all.Values.Where(other => other.Texts("ancestors").Contains(id)).Ids();
            Assert.Equal(items[id].Count(), condition.Number("evidenceCount"));
            Assert.Equal(items[id].Count() + below.Sum(child => items[child].Count()), condition.Number("evidenceCountBelow"));
            Assert.Equal(studies[id].Count(), condition.Number("studyCount"));
            Assert.Equal(items[id].Distinct().Order(StringComparer.Ordinal), condition.Texts("modalities"));
            Assert.All(condition.Texts("children"), child => Assert.Equal(id, all[child].Text("parent")));
            Assert.Equal(condition.At("parent").GetString(), condition.Texts("ancestors").Take(1).SingleOrDefault());
        }
    }

    [Fact]
    public async Task Indications_are_claims_with_their_document()
    {
        var indication = Assert.Single((await service.GetAsync("/v1/conditions/tfcc-tear")).Items("indications"));

        Assert.Equal(("regenexx-prolotherapy", "prolotherapy"), (indication.Text("source.id"), indication.Text("modality")));
        Assert.Equal("001_4755f78cf92944ec.txt", indication.Text("source.document"));
    }

    [Theory]
    [InlineData("q=zzzzqqq", "no-match")]
    [InlineData("code=icd-10-cm%7CZ99.9", "unknown-code")]
    [InlineData("q=knee&bodyRegion=jaw", "filters-exclude-all")]
    public async Task An_empty_list_of_conditions_says_why(string query, string reason)
    {
        var answer = await service.GetAsync($"/v1/conditions?{query}");

        Assert.Empty(answer.Items("items"));
        Assert.Equal(reason, answer.Text("reason.code"));
        Assert.True((await service.GetAsync("/v1/conditions")).IsNull("reason"));
    }
}
