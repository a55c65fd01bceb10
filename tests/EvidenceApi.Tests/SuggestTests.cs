using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Suggestions while somebody types.</summary>
public sealed class SuggestTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData("tennis elb", "lateral-epicondylitis", "tennis elbow")]
    [InlineData("tenis elb", "lateral-epicondylitis", "tennis elbow")]
    [InlineData("golf", "medial-epicondylitis", "golfer's elbow")]
    [InlineData("KO", "knee-osteoarthritis", "KOA")]
    [InlineData("frozen", "adhesive-capsulitis", "frozen shoulder")]
    [InlineData("prp", "prp", "PRP")]
    [InlineData("platelet r", "prp", "Platelet-rich plasma")]
    [InlineData("sij", "sacroiliac-joint", "SIJ")]
    [InlineData("osteonecr", "osteonecrosis-femoral-head", "Osteonecrosis of the femoral head")]
    public async Task The_first_suggestion_is_what_is_being_typed(string typed, string id, string text)
    {
        var first = (await SuggestAsync(typed)).Items("items").First();

        Assert.Equal((id, text), (first.Text("id"), first.Text("text")));
        Assert.NotEmpty(first.Text("name"));
    }

    [Theory]
    [InlineData("prp kn", "knee-osteoarthritis.prp.intra-articular-joint")]
    [InlineData("knee prp", "knee-osteoarthritis.prp.intra-articular-joint")]
    [InlineData("stem disc", "discogenic-low-back-pain.msc-bone-marrow.intervertebral-disc")]
    [InlineData("tennis elbow prolo", "lateral-epicondylitis.prolotherapy.tendon")]
    public async Task Words_of_condition_and_modality_suggest_the_evidence_item(string typed, string id)
    {
        var first = (await SuggestAsync(typed)).Items("items").First();

        Assert.Equal(("evidence", id), (first.Text("kind"), first.Text("id")));
    }

    [Fact]
    public async Task Two_letters_suggest_names_of_which_a_word_begins_with_them()
    {
        var items = (await SuggestAsync("te")).Items("items").ToList();

        Assert.Equal(8, items.Count);
        Assert.All(items, item => Assert.Matches("(?i)\\bte", item.Text("text")));
    }

    [Theory]
    [InlineData("t")]
    [InlineData(" t ")]
    [InlineData("😀")]
    public async Task One_character_is_refused_and_the_answer_says_so(string typed)
    {
        var problem = await service.GetProblemAsync($"/v1/suggest?q={Uri.EscapeDataString(typed)}", 400);

        Assert.Contains("at least 2 characters", Assert.Single(problem.Items("errors.q")).Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&limit=20", 20)]
    [InlineData("&limit=1", 1)]
    [InlineData("", 8)]
    public async Task The_limit_is_kept(string more, int count) => Assert.Equal(count, (await SuggestAsync("os", more)).Items("items").Count());

    [Theory]
    [InlineData("limit=21", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("kind=study", "kind")]
    [InlineData("cursor=x", "cursor")]
    public async Task What_it_does_not_have_is_refused(string parameter, string name) =>
        Assert.True((await service.GetProblemAsync($"/v1/suggest?q=knee&{parameter}", 400)).At("errors").Has(name));

    [Fact]
    public async Task Kind_and_fields_are_kept()
    {
        var items = (await SuggestAsync("kn", "&kind=condition&fields=kind,text")).Items("items").ToList();

        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Equal(["kind", "text"], item.EnumerateObject().Select(member => member.Name)));
        Assert.All(items, item => Assert.Equal("condition", item.Text("kind")));
    }

    [Fact]
    public async Task Every_beginning_of_every_name_of_a_condition_suggests_it()
    {
        var missed = new List<string>();
        foreach (var condition in await service.AllAsync("/v1/conditions"))
        {
            var id = condition.Text("id");
            foreach (var name in condition.Texts("synonyms").Append(condition.Text("name")).Where(name => name.Length > 4))
            {
                var typed = name[..Math.Max(4, name.Length * 3 / 4)].TrimEnd();
                if (!(await SuggestAsync(typed, "&limit=20")).Items("items").Ids().Contains(id)) missed.Add($"{typed}: {id}");
            }
        }

        Assert.Empty(missed);
    }

    [Fact]
    public async Task Every_address_of_a_suggestion_answers()
    {
        foreach (var item in (await SuggestAsync("kn", "&limit=20")).Items("items"))
        {
            Assert.Equal(item.Text("id"), (await service.GetAsync(item.Text("url"))).Text("id"));
        }
    }

    private Task<JsonElement> SuggestAsync(string typed, string more = "") => service.GetAsync($"/v1/suggest?q={Uri.EscapeDataString(typed)}{more}");
}
