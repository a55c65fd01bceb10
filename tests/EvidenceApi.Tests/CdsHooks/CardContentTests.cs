using System.Text.Json;
using System.Text.RegularExpressions;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>A card says the same as the JSON of its evidence items, and never only what speaks for them.</summary>
public sealed partial class CardContentTests(EvidenceServiceFixture service)
{
    private static readonly string[] Against = ["no-difference", "favours-comparator", "mixed", "uncontrolled-no-improvement"];

    private static readonly Dictionary<string, string> Systems = new() { ["ocebm-2011"] = "OCEBM 2011", ["asipp-best-evidence"] = "ASIPP best-evidence" };

    [Fact]
    public async Task Every_evidence_item_says_the_same_in_its_card_as_in_JSON()
    {
        var compared = 0;
        var cards = await CardsAsync();
        foreach (var item in await service.ItemsAsync())
        {
            var row = RowOf(cards[item.Text("condition.id")], item);
            var level = item.IsNull("evidenceLevel")
                ? "no level of evidence"
                : $"level {item.Text("evidenceLevel.level")} ({Systems[item.Text("evidenceLevel.system")]}, {(item.Text("evidenceLevel.basis") == "derived" ? "derived" : item.Number("evidenceLevel.year"))})";
            Assert.Equal(level, row["Level of evidence"]);
            Assert.Equal(item.IsNull("certainty") ? "not rated" : item.Text("certainty.asWritten"), row["Certainty (GRADE)"]);
            Assert.Equal(Agreement(item), row["Studies together"].Split(" (")[0]);
            if (row["Studies together"].Contains('(', StringComparison.Ordinal)) Assert.Equal(Direction(item.Text("direction")), row["Studies together"].Split(" (")[1].TrimEnd(')'));
            Assert.Equal(Counts(item.At("directions")), row["For / no difference / against / mixed or unclear / uncontrolled"]);
            Assert.Equal(item.Number("studyCount"), Counts(item.At("directions")).Split(" / ").Sum(int.Parse));
            Assert.Equal(item.Number("participantCount"), int.Parse(row["Participants"]));
            compared++;
        }

        Assert.Equal(140, compared);
    }

    [Fact]
    public async Task The_summary_is_about_the_strongest_item_and_names_its_level_with_its_system()
    {
        foreach (var (condition, card) in await CardsAsync())
        {
            var strongest = (await service.GetAsync($"/v1/evidence?condition={condition}&sort=strength&limit=1&view=summary")).Items("items").Single();
            Assert.Contains($"/evidence/{strongest.Text("id")}?release=", card.At("links").GetRawText(), StringComparison.Ordinal);
            var row = RowOf(card, strongest);
            Assert.Contains($"{row["Level of evidence"]}", card.Text("summary"), StringComparison.Ordinal);
            Assert.EndsWith($"; {row["Studies together"]}.", card.Text("summary"), StringComparison.Ordinal);
            Assert.Contains($"{(strongest.IsNull("modality.abbreviation") ? strongest.Text("modality.name").Split(" (")[0] : strongest.Text("modality.abbreviation"))}, ", card.Text("summary"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_card_tells_what_speaks_against_the_positions_of_guidelines_and_the_harms()
    {
        var items = (await service.ItemsAsync()).ToLookup(item => item.Text("condition.id"));
        foreach (var (condition, card) in await CardsAsync())
        {
            var detail = card.Text("detail");
            var studies = items[condition].SelectMany(item => item.Items("studies")).Where(study => study.IsNull("notCounted") && Against.Contains(study.Text("direction"))).DistinctBy(study => study.Text("id")).ToList();
            var gradings = items[condition].SelectMany(item => item.Items("gradings")).Where(grading => Against.Contains(grading.Text("direction"))).DistinctBy(grading => grading.Text("id")).ToList();
            var part = Part(detail, "What speaks against");
            Assert.Equal(studies.Count, Told(part, StudyLine(), @"and (\d+) more counted stud"));
            Assert.Equal(gradings.Count, Told(part, GradingLine(), @"and (\d+) more such grading"));
            Assert.Equal(studies.Count + gradings.Count == 0, part.Contains("None is recorded", StringComparison.Ordinal));

            var positions = items[condition].SelectMany(item => item.Items("recommendations")).Where(row => row.Text("kind") != "regulator").DistinctBy(row => row.Text("id")).ToList();
            foreach (var group in positions.GroupBy(row => row.Text("position"))) Assert.Contains($"- {group.Key} ({group.Count()}): ", Part(detail, "Guideline positions"), StringComparison.Ordinal);
            Assert.Equal(positions.Count == 0, Part(detail, "Guideline positions").Contains("None is on record", StringComparison.Ordinal));

            var harms = items[condition].SelectMany(item => item.Items("safety")).Where(row => row.Text("kind") is "adverse-effect" or "rate").DistinctBy(row => row.Text("id")).ToList();
            Assert.Equal(harms.Count, Told(Part(detail, "Harms"), HarmLine(), @"and (\d+) more harm"));
            Assert.Equal(harms.Count == 0, Part(detail, "Harms").Contains("None is recorded", StringComparison.Ordinal));

            var reviewed = items[condition].Min(item => item.Text("lastReviewed"));
            Assert.StartsWith("**Release 2026.11.1** of ", detail, StringComparison.Ordinal);
            Assert.Contains($" on {reviewed} or later.", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_card_links_to_is_there()
    {
        using var client = new HttpClient();
        foreach (var (_, card) in await CardsAsync())
        {
            foreach (var url in card.Items("links").Select(link => link.Text("url")).Append(card.Text("source.url")))
            {
                var address = url.Replace("https://evidence.example.org/", service.Client.BaseAddress!.ToString(), StringComparison.Ordinal);
                using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
                Assert.True(answer.IsSuccessStatusCode, address);
            }
        }
    }

    [Fact]
    public async Task A_retracted_study_leaves_the_card_and_a_new_level_enters_it()
    {
        await using var own = await service.OwnDatabaseAsync();
        await own.PublishAsync("2026.12.1", "update study set standing = 'retracted', standing_notice_url = 'https://example.org/notice', standing_checked_on = '2026-12-01' where id = 'bennell-2021-restore'");
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync("2026.12.1");
        const string study = "Effect of Intra-articular Platelet-Rich Plasma vs Placebo";

        var before = (await CardsAsync())["knee-osteoarthritis"].Text("detail");
        var after = (await running.Client.CallAsync(HookCall.PatientWith((HookCall.Icd, "M17.11")))).Items("cards").Single().Text("detail");

        Assert.Contains(study, before, StringComparison.Ordinal);
        Assert.DoesNotContain(study, after, StringComparison.Ordinal);
        Assert.StartsWith("**Release 2026.12.1** ", after, StringComparison.Ordinal);
        var item = await running.Client.JsonAsync("/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint");
        Assert.Contains($" {Counts(item.At("directions"))} ", after, StringComparison.Ordinal);
    }

    /// <summary>The card of every condition that has evidence and a code, by condition.</summary>
    private async Task<IReadOnlyDictionary<string, JsonElement>> CardsAsync()
    {
        var snapshot = await CompiledCards.SnapshotAsync(service.Database);
        var cards = new Dictionary<string, JsonElement>();
        foreach (var condition in (await service.AllAsync("/v1/conditions")).Where(condition => condition.Number("evidenceCount") > 0))
        {
            foreach (var code in condition.Items("codes").Where(code => code.Text("system") is "icd-10-cm" or "snomed-ct"))
            {
                var answer = await service.Client.CallAsync(HookCall.PatientWith((code.Text("system") == "snomed-ct" ? HookCall.Snomed : HookCall.Icd, code.Text("code"))));
                foreach (var card in answer.Items("cards").Where(card => card.Text("source.topic.code") == condition.Text("id"))) cards[condition.Text("id")] = card;
                if (cards.ContainsKey(condition.Text("id"))) break;
            }
            // Without a code no call reaches it, but its card is there.
            if (!condition.Items("codes").Any()) cards[condition.Text("id")] = CompiledCards.Answer(snapshot, condition.Text("id")).Items("cards").Single();
        }
        Assert.Equal((await service.AllAsync("/v1/conditions")).Where(condition => condition.Number("evidenceCount") > 0).Ids(), cards.Keys.Order(StringComparer.Ordinal));
        return cards;
    }

    /// <summary>The row of an item in the card's table, by the heads of its columns.</summary>
    private static Dictionary<string, string> RowOf(JsonElement card, JsonElement item)
    {
        var rows = card.Text("detail").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split(" | ")).ToList();
        var modality = item.IsNull("modality.abbreviation") ? item.Text("modality.name").Split(" (")[0] : item.Text("modality.abbreviation");
        var row = Assert.Single(rows, row => row[0] == modality && row[1] == item.Text("targetTissue.name"));
        Assert.Equal(rows[0].Length, row.Length);
        return rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second);
    }

    private static string Counts(JsonElement found) => string.Join(" / ",
        found.Number("favoursIntervention"), found.Number("noDifference"), found.Number("favoursComparator"), found.Number("mixed") + found.Number("unclear"),
        found.Number("uncontrolledImprovement") + found.Number("uncontrolledNoImprovement"));

    private static string Agreement(JsonElement item) => item.IsNull("agreement") ? item.Number("studyCount") > 0 ? "no clear result" : "no counted study" : item.Text("agreement") switch
    {
        "claims-only" => "claims only, no study",
        "uncontrolled-only" => "uncontrolled studies only",
        "single-study" => "single study",
        "consistent" => "studies agree",
        var other => other == "conflicting" ? "studies conflict" : throw new NotSupportedException(other),
    };

    private static string Direction(string direction) => direction switch
    {
        "favours-intervention" => "for",
        "no-difference" => "no difference",
        "favours-comparator" => "against",
        "uncontrolled-improvement" => "improved, no control group",
        "uncontrolled-no-improvement" => "not improved, no control group",
        _ => direction,
    };

    private static string Part(string detail, string heading) => detail.Split($"**{heading}**\n\n")[1].Split("\n\n")[0];

    private static int Told(string part, Regex line, string more) =>
        line.Count(part) + (Regex.Match(part, more) is { Success: true } match ? int.Parse(match.Groups[1].Value) : 0);

    [GeneratedRegex(@"(?m)^- [A-Z][^\[\n]*: \[.+\]\(<https?://\S+>\), \d{4}")]
    private static partial Regex StudyLine();

    [GeneratedRegex(@"(?m)^- [A-Z][^\n]*: grading ")]
    private static partial Regex GradingLine();

    [GeneratedRegex(@"(?m)^- (?!and \d|Also on record|None is)")]
    private static partial Regex HarmLine();
}
