using System.Text.Json;
using System.Xml.Linq;
using EvidenceApi.SummaryOfFindings;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.SummaryOfFindings;

/// <summary>Summary of findings: every finding once, in its own comparison, with what speaks against.</summary>
public sealed class SummaryTests(EvidenceServiceFixture service)
{
    private const string Cuff = "/v1/evidence/rotator-cuff-repair.prp.tendon/summary-of-findings";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_item_has_its_table_with_every_finding_in_one_row()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var summary = await service.GetAsync($"/v1/evidence/{item.Text("id")}/summary-of-findings");
            var findings = item.Items("studies").SelectMany(study => study.Items("findings").Select(finding => (Study: study, Finding: finding))).ToDictionary(entry => entry.Finding.Text("id"));

            Assert.Equal(findings.Keys.Order(), summary.Items("rows").SelectMany(row => row.Texts("findings")).Order());
            Assert.Equal(item.At("evidenceLevel").GetRawText(), summary.At("evidence.evidenceLevel").GetRawText());
            Assert.Equal(item.At("agreement").GetRawText(), summary.At("evidence.agreement").GetRawText());
            Assert.Equal(summary.Items("rows").Any(), summary.IsNull("reason"));
            Assert.All(summary.Items("rows"), row => AssertRow(row, findings));
        }
    }

    private static void AssertRow(JsonElement row, Dictionary<string, (JsonElement Study, JsonElement Finding)> findings)
    {
        var behind = row.Texts("findings").Select(id => findings[id]).ToList();
        Assert.All(behind, entry => Assert.Equal(row.Text("measure.id"), entry.Finding.Text("measure")));
        var counted = behind.Where(entry => entry.Study.IsNull("notCounted")).ToList();
        foreach (var (direction, member) in new[] { ("favours-intervention", "favoursIntervention"), ("no-difference", "noDifference"), ("favours-comparator", "favoursComparator") })
        {
            Assert.Equal(counted.Count(entry => entry.Finding.Text("direction") == direction), row.Number($"directions.{member}"));
        }
        // What does not favour the intervention is never left out for a favourable pooled effect.
        var shown = row.Items("effects").Select(effect => effect.Text("finding")).ToHashSet();
        Assert.All(behind.Where(entry => entry.Finding.Text("direction") is not ("favours-intervention" or "uncontrolled-improvement")), entry => Assert.Contains(entry.Finding.Text("id"), shown));
        foreach (var effect in row.Items("effects"))
        {
            var finding = findings[effect.Text("finding")].Finding;
            foreach (var member in new[] { "estimate", "ciLow", "ciHigh", "effectMeasure", "direction", "timepointMonths" }) Assert.Equal(finding.At(member).GetRawText(), effect.At(member).GetRawText());
        }
        Assert.Equal(counted.Count == 0, row.Number("studies") + row.Number("reviews") == 0);
        Assert.NotEmpty(row.Text("comment"));
        if (row.Text("comparator.id") == "baseline") Assert.True(row.IsNull("certainty") && row.IsNull("pooled"));
    }

    [Fact]
    public async Task A_certainty_stands_only_beside_the_outcome_and_comparison_that_its_source_names()
    {
        var rows = (await service.GetAsync(Cuff)).Items("rows").ToList();
        string? Certainty(string measure, string outcome) => rows.Single(row => row.Text("measure.id") == measure && row.Text("outcome") == outcome) is var row && row.IsNull("certainty") ? null : row.Text("certainty.grading");

        Assert.Equal("prp-cuff-repair-constant-zhao-2015", Certainty("constant", "Constant-Murley score"));
        Assert.Equal("prp-cuff-repair-ucla-zhao-2015", Certainty("other", "UCLA shoulder score"));
        Assert.Null(Certainty("vas-pain", "Visual analogue scale for pain"));
        var knee = (await service.GetAsync("/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint/summary-of-findings")).Items("rows").ToList();
        Assert.All(knee.Where(row => row.Text("measure.id") == "vas-pain" && row.Text("comparator.id") == "saline-placebo"), row => Assert.True(row.IsNull("certainty")));
        Assert.Equal("prp-knee-oa-grade-filardo-2020", knee.Single(row => row.Text("measure.id") == "womac-total" && row.Text("comparator.id") == "saline-placebo").Text("certainty.grading"));
    }

    [Fact]
    public async Task What_speaks_against_is_listed_for_every_item()
    {
        string[] against = ["no-difference", "favours-comparator", "mixed", "uncontrolled-no-improvement"];
        foreach (var item in await service.ItemsAsync())
        {
            var summary = await service.GetAsync($"/v1/evidence/{item.Text("id")}/summary-of-findings");
            Assert.Equal(
                item.Items("studies").Where(study => study.IsNull("notCounted") && against.Contains(study.Text("direction"))).Ids().Order(),
                summary.Items("counterEvidence").Select(study => study.Text("study")).Order());
        }
    }

    [Fact]
    public async Task The_page_says_the_same_without_script_and_with_a_table_for_screen_readers()
    {
        foreach (var item in await service.ItemsAsync())
        {
            var path = $"/v1/evidence/{item.Text("id")}/summary-of-findings";
            var rows = (await service.GetAsync(path)).Items("rows").Count();
            using var answer = await service.Client.GetAsync($"{path}?format=html", Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            var page = XElement.Parse(text.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
                .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal));

            Assert.Equal(rows, page.Descendants("tbody").Elements("tr").Count());
            Assert.All(page.Descendants("th"), head => Assert.NotNull(head.Attribute("scope")));
            Assert.Equal(rows > 0 ? 1 : 0, page.Descendants("caption").Count());
            Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "img" or "link" or "iframe");
            Assert.Contains("2026.11.1", text, StringComparison.Ordinal);
            Assert.Contains(item.IsNull("evidenceLevel") ? "No level of evidence" : $"Level of evidence {item.Text("evidenceLevel.level")} ", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_csv_has_a_row_for_every_row_and_options_for_head_and_formulas()
    {
        var rows = (await service.GetAsync(Cuff)).Items("rows").Count();
        var csv = await service.Client.GetStringAsync($"{Cuff}?format=csv", Cancel);
        var bare = await service.Client.GetStringAsync($"{Cuff}?format=csv&header=absent", Cancel);

        Assert.Equal(rows + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("release,evidence,evidence_level,agreement,", csv, StringComparison.Ordinal);
        Assert.EndsWith(bare, csv, StringComparison.Ordinal);
        Assert.All(bare.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("2026.11.1,rotator-cuff-repair.prp.tendon,1 (ocebm-2011),conflicting,", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hostile_texts_stay_texts()
    {
        var summary = JsonSerializer.Deserialize<FindingsSummary>((await service.GetAsync(Cuff)).GetRawText(), EvidenceApi.Http.Json.Wire)!;
        var row = summary.Rows[0] with { Outcome = "=1+1<script>alert(\"x\")</script>", Comment = "a,\"b\"\r\nc" };
        var hostile = summary with { Release = "2026.11.1", Rows = [row], CounterEvidence = [new("s", "<b>", EvidenceApi.Evidence.Direction.NoDifference, "&<>", "javascript:alert(1)")] };

        var page = SummaryPage.Write(hostile);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", page, StringComparison.OrdinalIgnoreCase);
        var csv = SummaryCsv.Write(hostile, new(Header: false, Guard: true));
        Assert.Contains("\"'=1+1<script>", csv, StringComparison.Ordinal);
        Assert.Contains("\"a,\"\"b\"\"\r\nc\"", csv, StringComparison.Ordinal);
        Assert.Contains(",\"=1+1<script>", SummaryCsv.Write(hostile, new(Header: false, Guard: false)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/evidence/no.such.item/summary-of-findings", 404)]
    [InlineData("/v1/evidence/%01/summary-of-findings?format=html", 404)]
    [InlineData(Cuff + "?format=docx", 400)]
    [InlineData(Cuff + "?format=html&fields=rows", 400)]
    [InlineData(Cuff + "?measure=retear", 400)]
    public async Task What_is_wrong_is_refused(string path, int status) => await service.GetProblemAsync(path, status);
}
