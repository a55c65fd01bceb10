using EvidenceApi.Checking;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>What a curator is told before anything is published.</summary>
public sealed class CheckTests(EvidenceServiceFixture service)
{
    private const string Knee = "seed_040_study_knee.sql";
    private const string KneeFindings = "seed_050_finding_knee.sql";
    private const string Restore = "bennell-2021-restore";
    private const string RestoreDoi = "'10.1001/jama.2021.19415'";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Todays_content_has_no_error_and_changes_nothing()
    {
        var (passed, output) = await CheckAsync(Seed.All(), service.OwnerConnectionString);

        Assert.True(passed, output);
        Assert.Contains("\n0 errors, ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error: ", output, StringComparison.Ordinal);
        Assert.Contains("Publishing would change nothing: release 2026.11.1 says the same.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Todays_content_has_known_warnings()
    {
        string[] known =
        [
            "study gosens-2011-elbow-two-year was read in another study's publication",
            "finding hernigou-2018-onfh-30y.2 has figures that speak against its direction: OR 10.0278 (5.6117 to 17.919), lower is better, but favours-intervention",
            "finding jahangiri-2014-thumb.1 has figures that speak against its direction",
            "finding peerbooms-2019-plantar.1 has figures that speak against its direction",
            "finding pereira-2022-viscosupplementation.1 has figures that speak against its direction",
            "finding won-2022-prp-ligament-lbp.1 has figures that speak against its direction",
        ];
        var (_, output) = await CheckAsync(Seed.All(), null);
        var warnings = output.Split('\n').Where(line => line.StartsWith("warning: db/seed/seed_", StringComparison.Ordinal)).ToList();

        Assert.Equal(known.Length, warnings.Count);
        Assert.All(known, text => Assert.Contains(warnings, warning => warning.Contains(text, StringComparison.Ordinal)));
        Assert.Contains("Nothing is published yet", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KneeFindings, "-0.55, -0.06, 95", "0.55, -0.06, 95", "finding zhao-2020-prp-plus-ha.1", "finding_ci_is_in_order")]
    [InlineData(KneeFindings, "'womac-function', 12, false", "'happiness', 12, false", "'happiness' does not exist in outcome_measure", "finding_measure_fkey")]
    [InlineData(Knee, RestoreDoi, "'10.1089/ACM.2020.0188'", "study " + Restore, "'10.1089/acm.2020.0188' stands in more than one record")]
    [InlineData(Knee, RestoreDoi, "'10.1089/ACM.2020.0188'", "study apaydin-2020-elbow-dextrose-hyaluronate", "study_lower_idx")]
    [InlineData(Knee, "'34812863'", "'PMID34812863'", "study " + Restore, "study_pmid_check")]
    [InlineData(Knee, "('" + Restore + "', null,", "('" + Restore + "', 'nobody-1900',", "study " + Restore + ": same_trial_as 'nobody-1900' does not exist in study", "study_same_trial_as_fkey")]
    [InlineData(Knee, "('" + Restore + "', 1, 'knee-osteoarthritis')", "('" + Restore + "', 1, 'gout')", "study_condition " + Restore + ".1: condition 'gout' does not exist", "study_condition_condition_fkey")]
    [InlineData(Knee, "('anz-2020-bmac-vs-prp', null,", "('" + Restore + "', null,", "a record stands in it twice: " + Restore, Knee)]
    [InlineData(Knee, "('anz-2020-bmac-vs-prp', null,", "('anz-2020-bmac-vs-prp', null", Knee + ", line 112: syntax error", "Nothing after it was looked at")]
    [InlineData(Knee, "  'anz-2020-bmac-vs-prp',\n", "", "cannot run a second time: Key (study, condition)=(anz-2020-bmac-vs-prp, knee-osteoarthritis)", Knee)]
    public async Task What_the_database_refuses_is_named(string file, string text, string wrong, string record, string reason)
    {
        var (passed, output) = await CheckAsync(Edited(file, text, wrong), null);

        Assert.False(passed);
        Assert.Contains(output.Split('\n'), line => line.StartsWith("error: db/seed/seed_", StringComparison.Ordinal)
            && line.Contains(record, StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_direction_that_does_not_exist_is_named_with_those_that_do()
    {
        var (passed, output) = await CheckAsync(Edited(KneeFindings, "12, true, 'no-difference', false", "12, true, 'no-diference', false"), null);

        Assert.False(passed);
        Assert.Contains("finding abbas-2022-lp-vs-lr-nma.1: direction 'no-diference' does not exist; allowed: favours-intervention, no-difference,", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_the_database_refuses_is_named_at_once()
    {
        var seeds = Edited(Edited(KneeFindings, "-0.55, -0.06, 95", "0.55, -0.06, 95"), Knee, RestoreDoi, "'jama.2021.19415'");
        var (passed, output) = await CheckAsync(seeds, null);

        Assert.False(passed);
        Assert.Contains("finding_ci_is_in_order", output, StringComparison.Ordinal);
        Assert.Contains("study_doi_check", output, StringComparison.Ordinal);
        Assert.Contains("2 errors", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Knee, RestoreDoi + ", null", RestoreDoi + ", 'NCT04395417'", "study " + Restore + " shares a registration without same_trial_as: NCT04395417 is also that of apaydin-2020-elbow-dextrose-hyaluronate")]
    [InlineData(Knee, RestoreDoi, "'10.1089/acm.2020.0188.'", "study " + Restore + " stands on record twice: has an identifier of apaydin-2020-elbow-dextrose-hyaluronate: DOI 10.1089/acm.2020.0188")]
    [InlineData(Knee, "('anz-2020-bmac-vs-prp', 1, 'knee-osteoarthritis'),\n", "", "study anz-2020-bmac-vs-prp has no condition")]
    public async Task What_a_rule_of_content_forbids_is_named(string file, string text, string wrong, string error)
    {
        var (passed, output) = await CheckAsync(Edited(file, text, wrong), null);

        Assert.False(passed);
        Assert.Contains(output.Split('\n'), line => line.StartsWith("error: db/seed/", StringComparison.Ordinal) && line.Contains(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("has no source", "update study set verified_url = 'https://example.org/'")]
    [InlineData("has no source", "update study set doi = null, pmid = null, pmcid = null, registration = null")]
    [InlineData("stands on record twice", "update study set title = (select title from study where id = 'belk-2021-prp-vs-ha-meta')")]
    [InlineData("has nearly the title of another study", "update study set title = (select title || ' (II)' from study where id = 'belk-2021-prp-vs-ha-meta')")]
    [InlineData("was read in another study's publication", "update study set verified_url = 'https://doi.org/10.1089/acm.2020.0188'")]
    [InlineData("was corrected or retracted without its notice", "update study set standing = 'retracted', standing_note = 'x'")]
    [InlineData("was looked up in the future", "update study set standing_checked_on = greatest(current_date, '2026-11-22') + 1")]
    [InlineData("is verified without what that takes", "update study set unverified = '{year}'")]
    [InlineData("is missing in its evidence item", "update study set direction = 'favours-comparator'")]
    [InlineData("has a direction that its evidence item does not show", "update study set direction = 'favours-comparator'")]
    public async Task Each_rule_finds_what_it_is_for(string rule, string statement)
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var connection = await own.OpenAsync();
        var sql = ContentRule.All.Single(entry => entry.Name == rule).Sql;
        var before = await RecordsAsync();

        await using var edit = new Npgsql.NpgsqlCommand($"{statement} where id = '{Restore}'", connection);
        await edit.ExecuteNonQueryAsync(Cancel);

        Assert.Contains(Restore, string.Join(' ', (await RecordsAsync()).Except(before)), StringComparison.Ordinal);

        async Task<IReadOnlyList<string>> RecordsAsync()
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            var found = new List<string>();
            while (await reader.ReadAsync(Cancel)) found.Add($"{reader.GetString(1)} {reader.GetString(2)}");
            return found;
        }
    }

    [Fact]
    public async Task A_chain_of_reports_is_refused()
    {
        var seeds = Edited(Knee, "('" + Restore + "', null,", "('" + Restore + "', 'anz-2020-bmac-vs-prp',");
        seeds = Edited(seeds, Knee, "('anz-2020-bmac-vs-prp', null,", "('anz-2020-bmac-vs-prp', 'al-najar-2017-bm-msc',");
        var (passed, output) = await CheckAsync(seeds, null);

        Assert.False(passed);
        Assert.Contains("same_trial_as must name the first report of the trial", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_published_release_would_get_a_release_of_its_own()
    {
        var (passed, output) = await CheckAsync(Edited(Knee, RestoreDoi, "'10.1001/jama.2021.19416'"), service.OwnerConnectionString);

        Assert.True(passed, output);
        Assert.Contains("as release 2026.11.1-2: 2026.11.1 is published already", output, StringComparison.Ordinal);
        Assert.Contains($"study {Restore}: doi \"10.1001/jama.2021.19415\" → \"10.1001/jama.2021.19416\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_left_out_of_the_seeds_is_said_to_stay()
    {
        const string claim = "asian-pain-academy-all-limitation-1";
        await using var own = await service.OwnDatabaseAsync();
        await using (var connection = await own.OpenAsync())
        {
            await using var former = new Npgsql.NpgsqlCommand(
                $"insert into record_document select (jsonb_populate_record(d, '{{\"id\": \"former-claim\"}}')).* from record_document d where id = '{claim}'",
                connection);
            await former.ExecuteNonQueryAsync(Cancel);
        }

        var (_, output) = await CheckAsync(Seed.All(), own.ConnectionString);

        Assert.Contains("No longer in the seeds, but migrate deletes nothing", output, StringComparison.Ordinal);
        Assert.Contains("  claim former-claim", output, StringComparison.Ordinal);
    }

    private async Task<(bool Passed, string Output)> CheckAsync(IReadOnlyList<Seed> seeds, string? published)
    {
        await using var scratch = await service.EmptyDatabaseAsync();
        await using var output = new StringWriter();
        var passed = await ContentCheck.RunAsync(seeds, scratch.ConnectionString, published, output, Cancel);
        return (passed, output.ToString());
    }

    private static IReadOnlyList<Seed> Edited(string file, string text, string wrong) => Edited(Seed.All(), file, text, wrong);

    /// <summary>Seeds with the first occurrence of a text replaced.</summary>
    private static IReadOnlyList<Seed> Edited(IReadOnlyList<Seed> seeds, string file, string text, string wrong) =>
    [
        .. seeds.Select(seed =>
        {
            if (seed.File != file) return seed;
            var at = seed.Sql.IndexOf(text, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{text} is not in {file}");
            return seed with { Sql = seed.Sql[..at] + wrong + seed.Sql[(at + text.Length)..] };
        }),
    ];
}
