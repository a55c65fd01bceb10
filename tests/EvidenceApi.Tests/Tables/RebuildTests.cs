using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>The files of a data package, alone, give the answers of the lookup: nothing is lost between the two.</summary>
public sealed class RebuildTests(EvidenceServiceFixture service)
{
    private static readonly string[] Directions =
        ["favours_intervention", "no_difference", "favours_comparator", "mixed", "uncontrolled_improvement", "uncontrolled_no_improvement", "unclear"];

    private static readonly string[] NotCounted = ["incomplete", "second_report", "retracted", "superseded", "preprint", "protocol", "within_modality"];

    [Fact]
    public async Task Evidence_csv_is_the_summary_of_every_item()
    {
        var table = (await DataPackage.GetAsync(service.Client)).Table("evidence");
        var items = (await service.AllAsync("/v1/evidence?view=summary")).ToDictionary(item => item.Text("id"));

        Assert.Equal(items.Count, table.Rows.Count);
        for (var index = 0; index < table.Rows.Count; index++)
        {
            var row = table.Row(index);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(items[row["id"]!].GetRawText()), Summary(row)), $"{items[row["id"]!].GetRawText()}\n{Summary(row)}");
        }
    }

    [Fact]
    public async Task The_studies_of_an_item_give_its_counts_and_participants()
    {
        var package = await DataPackage.GetAsync(service.Client);
        var (items, studies) = (package.Table("evidence"), package.Table("evidence_study"));
        var kinds = package.Table("study_design").Column("id").Zip(package.Table("study_design").Column("kind")).ToDictionary(pair => pair.First!, pair => pair.Second!);
        var byItem = Enumerable.Range(0, studies.Rows.Count).Select(studies.Row).ToLookup(row => row["evidence"]!);
        for (var index = 0; index < items.Rows.Count; index++)
        {
            var item = items.Row(index);
            var own = byItem[item["id"]!].ToList();
            var counted = own.Where(row => row["counted"] == "true").ToList();
            Assert.Equal(item["study_count"], Number(counted.Count));
            Assert.All(Directions, direction => Assert.Equal(item[direction], Number(counted.Count(row => row["direction"] == direction.Replace('_', '-')))));
            Assert.All(NotCounted, reason => Assert.Equal(item[$"not_counted_{reason}"], Number(own.Count(row => row["not_counted"] == reason.Replace('_', '-')))));
            var pooled = counted.ToLookup(row => kinds[row["design"]!] is "review" or "opinion", row => int.Parse(row["participants"] ?? "0", CultureInfo.InvariantCulture));
            Assert.Equal(item["participant_count"], Number(Math.Max(pooled[false].Sum(), pooled[true].DefaultIfEmpty(0).Max())));
            if (item["evidence_level_basis"] == "derived") Assert.Contains(counted, row => row["ocebm_level"] == item["evidence_level"]);
        }
    }

    [Fact]
    public async Task The_lists_of_studies_and_findings_are_those_of_the_items()
    {
        var package = await DataPackage.GetAsync(service.Client);
        var studies = package.Table("evidence_study");
        var findings = package.Table("evidence_finding");
        var byItem = studies.Column("evidence").Zip(studies.Column("study"), studies.Column("not_counted")).ToLookup(entry => entry.First!, entry => (entry.Second!, entry.Third));
        var findingsOf = findings.Column("evidence").Zip(findings.Column("finding")).ToLookup(entry => entry.First!, entry => entry.Second!);
        foreach (var item in await service.ItemsAsync())
        {
            Assert.Equal(item.Items("studies").Select(study => (study.Text("id"), study.At("notCounted").GetString())), byItem[item.Text("id")]);
            Assert.Equal(item.Items("studies").SelectMany(study => study.Items("findings")).Select(finding => finding.Text("id")), findingsOf[item.Text("id")]);
        }
    }

    private static JsonObject Summary(IReadOnlyDictionary<string, string?> row)
    {
        var summary = new JsonObject
        {
            ["id"] = row["id"],
            ["condition"] = new JsonObject { ["id"] = row["condition"], ["name"] = row["condition_name"] },
            ["modality"] = new JsonObject { ["id"] = row["modality"], ["name"] = row["modality_name"], ["abbreviation"] = row["modality_abbreviation"] },
            ["targetTissue"] = new JsonObject { ["id"] = row["target_tissue"], ["name"] = row["target_tissue_name"] },
            ["routes"] = List(row["routes"]),
            ["evidenceLevel"] = row["evidence_level"] is null ? null : new JsonObject
            {
                ["system"] = row["evidence_level_system"],
                ["level"] = row["evidence_level"],
                ["basis"] = row["evidence_level_basis"],
                ["rule"] = row["evidence_level_rule"],
                ["year"] = Integer(row["evidence_level_year"]),
                ["source"] = row["evidence_level_source"],
                ["sourceUrl"] = row["evidence_level_source_url"],
                ["definition"] = row["evidence_level_definition"],
                ["note"] = row["evidence_level_note"],
                ["grading"] = row["evidence_level_grading"],
                ["studies"] = List(row["evidence_level_studies"]),
            },
            ["certainty"] = row["certainty_grading"] is null ? null : new JsonObject
            {
                ["system"] = "grade",
                ["rating"] = row["certainty_rating"],
                ["asWritten"] = row["certainty_as_written"],
                ["year"] = Integer(row["certainty_year"]),
                ["source"] = row["certainty_source"],
                ["sourceUrl"] = row["certainty_source_url"],
                ["note"] = row["certainty_note"],
                ["grading"] = row["certainty_grading"],
            },
            ["direction"] = row["direction"],
            ["agreement"] = row["agreement"],
            ["directions"] = Counts(Directions, name => row[name]),
            ["studyCount"] = Integer(row["study_count"]),
            ["participantCount"] = Integer(row["participant_count"]),
            ["notCounted"] = Counts(NotCounted, name => row[$"not_counted_{name}"]),
            ["designs"] = new JsonObject((row["counted_designs"]?.Split("; ") ?? []).Select(entry => entry.Split(": ")).Select(pair => KeyValuePair.Create(pair[0], Integer(pair[1])))),
            ["summary"] = row["summary"],
            ["lastReviewed"] = row["last_reviewed"],
        };
        return summary;
    }

    private static JsonObject Counts(IEnumerable<string> names, Func<string, string?> value) =>
        new(names.Select(name => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))), Integer(value(name)))));

    private static JsonNode? Integer(string? text) => text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);

    private static JsonArray List(string? text) => [.. (text?.Split("; ") ?? []).Select(entry => (JsonNode)entry)];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
