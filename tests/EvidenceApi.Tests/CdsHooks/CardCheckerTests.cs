using System.Text.Json;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>Every card that the service can give keeps the rules of CDS Hooks; and the checker finds every kind of fault.</summary>
public sealed class CardCheckerTests(EvidenceServiceFixture service)
{
    private static readonly string[] Systems = ["icd-10-cm", "snomed-ct", "mesh", "icd-11"];

    [Fact]
    public async Task Every_code_of_every_condition_gives_cards_that_keep_the_rules()
    {
        var conditions = await service.AllAsync("/v1/conditions");
        var uris = Uris();
        var (asked, withCards, shown) = (0, 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var condition in conditions)
        {
            foreach (var code in condition.Items("codes").Where(code => Systems.Contains(code.Text("system"))))
            {
                var topics = await service.Client.TopicsAsync(HookCall.PatientWith((uris[code.Text("system")], code.Text("code"))));
                asked++;
                if (topics.Count > 0) withCards++;
                shown.UnionWith(topics);
                if (condition.Number("evidenceCount") > 0) Assert.Contains(topics, topic => topic == condition.Text("id") || topic == "several-conditions");
            }
        }

        // All conditions with evidence, each by a code of its own.
        var coded = conditions.Where(condition => condition.Number("evidenceCount") > 0 && condition.Items("codes").Any(code => Systems.Contains(code.Text("system")))).Ids();
        Assert.Superset(coded.ToHashSet(), shown);
        Assert.True(coded.Count > 40 && asked > 100 && withCards > 90, $"{coded.Count} conditions, {asked} codes, {withCards} with cards");
    }

    [Fact]
    public async Task Every_condition_alone_and_in_any_company_gives_cards_that_keep_the_rules()
    {
        var snapshot = await CompiledCards.SnapshotAsync(service.Database);
        var withEvidence = (await service.AllAsync("/v1/conditions")).Where(condition => condition.Number("evidenceCount") > 0).Ids();
        Assert.Equal(withEvidence, snapshot.Cards.Keys);
        Assert.Equal(44, withEvidence.Count);

        foreach (var condition in withEvidence)
        {
            var answer = CompiledCards.Answer(snapshot, condition);
            Assert.Empty(CardRules.Broken(answer));
            Assert.Equal([condition], answer.Topics());
        }
        for (var count = 2; count <= withEvidence.Count; count++)
        {
            var answer = CompiledCards.Answer(snapshot, withEvidence.Take(count));
            Assert.Empty(CardRules.Broken(answer));
            Assert.Equal(Math.Min(count, 5), answer.Items("cards").Count());
        }
    }

    [Fact]
    public async Task All_conditions_at_once_are_four_cards_and_one_that_folds_the_rest()
    {
        var uris = Uris();
        var conditions = (await service.AllAsync("/v1/conditions")).Where(condition => condition.Number("evidenceCount") > 0).ToList();
        var codes = conditions.SelectMany(condition => condition.Items("codes")).Where(code => Systems.Contains(code.Text("system"))).Select(code => (uris[code.Text("system")], code.Text("code"))).ToArray();

        var answer = await service.Client.CallAsync(HookCall.PatientWith(codes));
        var again = await service.Client.CallAsync(HookCall.PatientWith([.. codes.Reverse()]));

        var cards = answer.Items("cards").ToList();
        Assert.Equal(5, cards.Count);
        Assert.Equal(answer.Topics(), again.Topics());
        Assert.Equal("several-conditions", answer.Topics()[4]);
        var single = answer.Topics().Take(4).ToHashSet();
        var coded = conditions.Where(condition => condition.Items("codes").Any(code => Systems.Contains(code.Text("system")))).ToList();
        foreach (var condition in coded.Where(condition => !single.Contains(condition.Text("id"))))
        {
            Assert.Contains($"/conditions/{condition.Text("id")}?release=", cards[4].Text("detail"), StringComparison.Ordinal);
        }
        Assert.Contains($"{coded.Count - 4} more conditions", cards[4].Text("summary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_conditions_are_five_cards()
    {
        var answer = await service.Client.CallAsync(HookCall.PatientWith(
            (HookCall.Icd, "M17.11"), (HookCall.Icd, "M51.360"), (HookCall.Icd, "M77.11"), (HookCall.Icd, "M72.2"), (HookCall.Icd, "G56.01")));

        Assert.Equal(5, answer.Topics().Distinct().Count());
        Assert.DoesNotContain("several-conditions", answer.Topics());
    }

    [Fact]
    public async Task Nothing_relevant_is_exactly_an_empty_list_of_cards()
    {
        using var answer = await service.Client.PostAsync(HookCall.PatientView, HookCall.PatientWith((HookCall.Icd, "Z99.9")).ToJsonString());

        Assert.Equal("""{"cards":[]}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Discovery_lists_services_with_every_field_that_the_standard_asks_for()
    {
        var services = (await service.GetAsync("/cds-services")).Items("services").ToList();

        Assert.Equal([HookCall.PatientView, HookCall.ProblemCreate, HookCall.OrderSelect], services.Ids());
        Assert.All(services, entry =>
        {
            Assert.Equal(entry.Text("id"), $"evidence-{entry.Text("hook")}");
            foreach (var member in new[] { "title", "description", "usageRequirements" }) Assert.NotEmpty(entry.Text(member));
            Assert.Matches(@"^\d+\.\d+\.\d+$", entry.Text("version"));
            Assert.Matches(@"^\d+\.\d+(\.\d+)?$", entry.Text("hookVersion"));
            if (!entry.Has("prefetch")) return;
            var prefetch = Assert.Single(entry.At("prefetch").EnumerateObject());
            Assert.Equal(("conditions", "Condition?patient={{context.patientId}}&clinical-status=active"), (prefetch.Name, prefetch.Value.GetString()));
        });
    }

    [Theory]
    [InlineData("summary", "\"\"", "summary is required")]
    [InlineData("summary", null, "summary is required")]
    [InlineData("indicator", "\"urgent\"", "indicator is info, warning or critical")]
    [InlineData("indicator", "\"warning\"", "always info")]
    [InlineData("source", "{ \"url\": \"https://x.example\" }", "source.label is required")]
    [InlineData("uuid", "\"1\"", "uuid is a UUID")]
    [InlineData("detail", "\"Looks good.\"", "detail begins with release")]
    [InlineData("priority", "1", "card has no member priority")]
    [InlineData("overrideReasons", "[]", "is an empty list")]
    [InlineData("overrideReasons", "null", "is null")]
    [InlineData("overrideReasons", "[{ \"system\": \"https://x.example\", \"code\": \"a\" }]", "cds-resp-4")]
    [InlineData("links", "[{ \"label\": \"a\", \"url\": \"/v1\", \"type\": \"absolute\" }]", "link.url is absolute")]
    [InlineData("links", "[{ \"label\": \"a\", \"url\": \"https://x.example\", \"type\": \"absolute\", \"appContext\": \"x\" }]", "cds-resp-3")]
    [InlineData("suggestions", "[{ \"label\": \"a\" }]", "cds-resp-6")]
    [InlineData("suggestions", "[{ \"label\": \"a\", \"actions\": [{ \"type\": \"create\" }] }]", "cds-resp-5")]
    [InlineData("suggestions", "[{ \"label\": \"a\", \"actions\": [{ \"type\": \"delete\", \"description\": \"x\" }] }]", "cds-resp-2")]
    [InlineData("suggestions", "[{ \"label\": \"a\", \"actionSelectionBehavior\": \"some\" }]", "cds-resp-7")]
    [InlineData("at-most-one", "[{ \"label\": \"a\", \"isRecommended\": true }, { \"label\": \"b\", \"isRecommended\": true }]", "cds-resp-1")]
    public async Task The_checker_finds_every_kind_of_fault(string member, string? value, string rule)
    {
        var answer = await service.Client.CallAsync(HookCall.PatientWith((HookCall.Icd, "M17.11")));
        var changed = JsonNode.Parse(answer.GetRawText())!;
        var card = changed["cards"]![0]!.AsObject();
        if (member == "at-most-one") (card["selectionBehavior"], member) = (member, "suggestions");
        if (value is null) card.Remove(member);
        else card[member] = JsonNode.Parse(value);

        Assert.Contains(CardRules.Broken(JsonSerializer.Deserialize<JsonElement>(changed.ToJsonString())), broken => broken.Contains(rule, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_summary_of_140_characters_is_too_long()
    {
        var answer = JsonNode.Parse((await service.Client.CallAsync(HookCall.PatientWith((HookCall.Icd, "M17.11")))).GetRawText())!;
        answer["cards"]![0]!["summary"] = new string('x', 139);
        Assert.Empty(CardRules.Broken(JsonSerializer.Deserialize<JsonElement>(answer.ToJsonString())));
        answer["cards"]![0]!["summary"] = new string('x', 140);
        Assert.NotEmpty(CardRules.Broken(JsonSerializer.Deserialize<JsonElement>(answer.ToJsonString())));
    }

    private static Dictionary<string, string> Uris() => new()
    {
        ["icd-10-cm"] = HookCall.Icd,
        ["snomed-ct"] = HookCall.Snomed,
        ["mesh"] = "https://www.nlm.nih.gov/mesh",
        ["icd-11"] = "http://id.who.int/icd/release/11/mms",
    };
}
