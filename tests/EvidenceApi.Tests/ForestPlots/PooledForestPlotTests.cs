using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.ForestPlots;

/// <summary>A release with trials enough to pool: those of the BCG data set, standing in as trials of PRP at the knee.</summary>
public sealed class PoolableRelease(EvidenceServiceFixture service) : IAsyncLifetime
{
    internal static readonly (int Events1, int N1, int Events2, int N2)[] Trials =
    [
        (4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220), (62, 13598, 248, 12867), (33, 5069, 47, 5808), (180, 1541, 372, 1451), (8, 2545, 10, 629),
        (505, 88391, 499, 88391), (29, 7499, 45, 7277), (17, 1716, 65, 1665), (186, 50634, 141, 27338), (5, 2498, 3, 2341), (27, 16913, 29, 17854),
    ];

    private TestDatabase? database;
    private RunningService? running;

    internal HttpClient Client => running!.Client;

    public async ValueTask InitializeAsync()
    {
        var trials = Trials.Select((trial, index) => Study($"bcg-{index + 1}") +
            Finding($"bcg-{index + 1}", 1, "conversion-to-surgery", "conversion to surgery", 12, $"'{trial.Events1}/{trial.N1}'", $"'{trial.Events2}/{trial.N2}'"));
        string[] others =
        [
            // Never pooled, whatever they say.
            Study("bcg-second-report", same: "bcg-1") + Odd("bcg-second-report"),
            Study("bcg-retracted", standing: "retracted") + Odd("bcg-retracted"),
            Study("bcg-incomplete", verification: "incomplete") + Odd("bcg-incomplete"),
            Study("bcg-review", design: "systematic-review-meta-analysis") + Odd("bcg-review"),
            Study("bcg-cohort", design: "retrospective-cohort") + Odd("bcg-cohort"),
            // One more time point of a trial: its latest stands for it, and that is the same as before.
            Finding("bcg-1", 2, "conversion-to-surgery", "conversion to surgery, early", 3, "'1/123'", "'60/139'"),
            // Three trials on scales that are not on record, and three far apart on one scale.
            .. new[] { 1, 2, 3 }.Select(index => Difference($"bcg-{index}", 3, "vas-pain", "pain", -index, 0.5)),
            .. new[] { 4, 5, 6 }.Select(index => Difference($"bcg-{index}", 3, "ikdc", "IKDC", 10 * index, 1)),
        ];
        database = await service.OwnDatabaseAsync();
        await database.PublishAsync("2026.12.1", string.Join('\n', [.. trials, .. others]));
        running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync("2026.12.1");
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    private static string Study(string id, string design = "randomized-controlled-trial", string standing = "current", string verification = "verified", string? same = null) => $"""
        insert into study (id, title, authors, year, design, population, modality, target_tissue, route, guidance, participants, direction, summary, ocebm_level, standing, standing_note,
          verification, verified_url, verified_basis, unverified, inferred, incomplete_reason, same_trial_as, reviewed_on)
        select '{id}', 'A trial of the tests', authors, year, '{design}', population, modality, target_tissue, route, guidance, 100, 'favours-intervention', summary, ocebm_level, '{standing}', 'A note.',
          '{verification}', verified_url, verified_basis, unverified, inferred, '{(verification == "incomplete" ? "{not read}" : "{}")}', {(same is null ? "null" : $"'{same}'")}, reviewed_on
        from study where id = 'bennell-2021-restore';
        insert into study_condition (study, position, condition) values ('{id}', 1, 'knee-osteoarthritis');
        insert into study_comparator (study, position, comparator) values ('{id}', 1, 'saline-placebo');
        """;

    private static string Odd(string study) => Finding(study, 1, "conversion-to-surgery", "conversion to surgery", 12, "'1/1000'", "'900/1000'");

    private static string Finding(string study, int position, string measure, string name, int months, string intervention, string comparator) => $"""
        insert into finding (study, position, measure, name, timepoint_months, intervention_text, comparator_name, comparator_text, effect_measure, higher_is_better, is_primary, direction)
        values ('{study}', {position}, '{measure}', '{name}', {months}, {intervention}, 'saline-placebo', {comparator}, 'proportion', false, false, 'no-difference');
        """;

    private static string Difference(string study, int position, string measure, string name, double estimate, double half) => string.Create(CultureInfo.InvariantCulture, $"""
        insert into finding (study, position, measure, name, timepoint_months, comparator_name, effect_measure, estimate, ci_low, ci_high, ci_level, higher_is_better, is_primary, direction)
        values ('{study}', {position}, '{measure}', '{name}', 12, 'saline-placebo', 'MD', {estimate}, {estimate - half}, {estimate + half}, 95, {measure == "ikdc"}, false, 'favours-intervention');
        """);
}

/// <summary>Pooling through the service: only what may be pooled, with the figures of metafor.</summary>
public sealed class PooledForestPlotTests(PoolableRelease release) : IClassFixture<PoolableRelease>
{
    private const string Plot = "/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint/forest-plot?comparator=saline-placebo";

    [Fact]
    public async Task Thirteen_trials_are_pooled_as_metafor_pools_them()
    {
        var reference = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Content/metafor.json"), TestContext.Current.CancellationToken));
        var bcg = reference.Items("sets").Single(set => set.Text("name") == "bcg");
        var plot = (await release.Client.JsonAsync($"{Plot}&measure=conversion-to-surgery&effectMeasure=RR")).At("plot");
        var pooled = plot.At("pooled");

        Assert.Equal((13, 1300, 12), (pooled.Number("trials"), pooled.Number("participants"), pooled.Number("qDegreesOfFreedom")));
        foreach (var figure in new[] { "estimate", "low", "high", "predictionLow", "predictionHigh" }) Assert.Equal(Math.Exp(bcg.At(figure).GetDouble()), pooled.At(figure).GetDouble(), 1e-6);
        foreach (var figure in new[] { "tauSquared", "iSquared", "q" }) Assert.Equal(bcg.At(figure).GetDouble(), pooled.At(figure).GetDouble(), 1e-6);
        var weights = plot.Items("rows").Where(row => !row.IsNull("weight")).ToDictionary(row => row.Text("study.id"), row => row.At("weight").GetDouble());
        Assert.Equal(bcg.Items("weights").Select((weight, index) => ($"bcg-{index + 1}", Math.Round(weight.GetDouble(), 6))).OrderBy(pair => pair.Item1),
            weights.Select(pair => (pair.Key, Math.Round(pair.Value, 6))).OrderBy(pair => pair.Key));
        Assert.Contains(pooled.Texts("warnings"), warning => warning.StartsWith("High heterogeneity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Second_reports_retracted_and_incomplete_studies_reviews_and_cohorts_are_shown_and_not_pooled()
    {
        var rows = (await release.Client.JsonAsync($"{Plot}&measure=conversion-to-surgery&effectMeasure=RR")).Items("plot.rows").ToList();
        string Why(string study) => rows.Single(row => row.Text("study.id") == study).Text("notPooled.code");

        Assert.Equal(["not-counted", "not-counted", "not-counted", "review", "not-randomized"],
            new[] { "bcg-second-report", "bcg-retracted", "bcg-incomplete", "bcg-review", "bcg-cohort" }.Select(Why));
        Assert.Equal(["second-report", "retracted", "incomplete"], new[] { "bcg-second-report", "bcg-retracted", "bcg-incomplete" }
            .Select(study => rows.Single(row => row.Text("study.id") == study).Text("notCounted")));
        Assert.Equal("one-row-per-trial", rows.Single(row => row.Text("finding") == "bcg-1.2").Text("notPooled.code"));
        Assert.True(rows.Single(row => row.Text("finding") == "bcg-1.1").At("weight").GetDouble() > 0);
    }

    [Fact]
    public async Task A_window_changes_which_row_stands_for_a_trial()
    {
        var rows = (await release.Client.JsonAsync($"{Plot}&measure=conversion-to-surgery&timepoint=3")).At("plot");

        Assert.Equal("bcg-1.2", rows.Items("rows").Single().Text("finding"));
        Assert.Equal("too-few-trials", rows.Text("poolingRefused.code"));
    }

    [Fact]
    public async Task Trials_on_scales_of_unknown_length_are_not_pooled() =>
        Assert.Equal("scale-not-stated", (await release.Client.JsonAsync($"{Plot}&measure=vas-pain&effectMeasure=MD&higherIsBetter=false")).Text("plot.poolingRefused.code"));

    [Fact]
    public async Task Few_trials_far_apart_are_pooled_with_plain_warnings()
    {
        var pooled = (await release.Client.JsonAsync($"{Plot}&measure=ikdc&effectMeasure=MD")).At("plot.pooled");

        Assert.Equal((3, 50), (pooled.Number("trials"), Math.Round(pooled.At("estimate").GetDouble(), 6)));
        Assert.Equal(2, pooled.Texts("warnings").Count);
        Assert.True(pooled.At("predictionLow").GetDouble() < pooled.At("low").GetDouble());
    }

    [Fact]
    public async Task A_pooled_plot_comes_first_and_its_picture_has_diamond_interval_and_cautions()
    {
        var answer = await release.Client.JsonAsync(Plot.Split('?')[0]);
        var svg = await release.Client.GetStringAsync($"{Plot}&measure=conversion-to-surgery&effectMeasure=RR&format=svg", TestContext.Current.CancellationToken);

        Assert.True(answer.Items("plots").First().At("isPooled").GetBoolean());
        Assert.Contains("Pooled, 13 trials", svg, StringComparison.Ordinal);
        Assert.Contains("95% prediction interval", svg, StringComparison.Ordinal);
        Assert.Contains("Caution: High heterogeneity", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_of_the_examples_is_what_the_service_answers()
    {
        var sample = Path.Combine(ContractFiles.Folder, "../examples/sample/pooled.json");
        var answer = JsonNode.Parse(await release.Client.GetStringAsync($"{Plot}&measure=conversion-to-surgery&effectMeasure=RR", TestContext.Current.CancellationToken))!.AsObject();
        // The plot is what the examples read; the rest is the evidence base of the day.
        JsonObject shown = new() { ["release"] = "2026.12.1", ["evidence"] = new JsonObject { ["condition"] = answer["evidence"]!["condition"]!.DeepClone() }, ["plot"] = answer["plot"]!.DeepClone(), ["reason"] = null };
        if (ContractFiles.Updating) await File.WriteAllTextAsync(sample, shown.ToJsonString(new() { WriteIndented = true, Encoder = EvidenceApi.Http.Json.Wire.Encoder }) + "\n", TestContext.Current.CancellationToken);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(sample, TestContext.Current.CancellationToken)), shown), "Run openapi/update.sh, which rewrites examples/sample/pooled.json.");
    }

    [Fact]
    public async Task The_summary_of_findings_gives_the_same_mean()
    {
        var plot = (await release.Client.JsonAsync($"{Plot}&measure=ikdc&effectMeasure=MD")).At("plot.pooled");
        var row = (await release.Client.JsonAsync("/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint/summary-of-findings")).Items("rows")
            .Single(row => row.Text("measure.id") == "ikdc" && row.Text("comparator.id") == "saline-placebo");

        Assert.Equal(plot.GetRawText(), row.At("pooled").GetRawText());
    }
}
