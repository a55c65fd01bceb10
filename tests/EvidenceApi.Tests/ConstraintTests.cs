using Dapper;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>The database itself refuses content that is wrong, and says by which rule.</summary>
public sealed class ConstraintTests(EvidenceServiceFixture service)
{
    private const string Code = "update condition_code set code =";
    private const string Study = "update study set";
    private const string Restore = "where id = 'bennell-2021-restore'";
    private const string Akeda = "where id = 'akeda-2022-prp-releasate'";
    private const string Finding =
        "insert into finding (study, position, measure, name, is_primary, direction, estimate, ci_low, ci_high, ci_level, p_text) " +
        "values ('bennell-2021-restore', 99,";
    private const string Grading = "update grading set";
    private const string Epidural = "where id = 'asipp-2019-prp-epidural'";

    [Theory]
    [InlineData("condition_code_has_the_shape_of_its_system", Code + "'17.M' where code = 'M17'")]
    [InlineData("condition_code_has_the_shape_of_its_system", Code + "'m17' where code = 'M17'")]
    [InlineData("condition_code_has_the_shape_of_its_system", Code + "'M17.12345' where code = 'M17'")]
    [InlineData("condition_code_has_the_shape_of_its_system", Code + "'12' where code = '239873007'")]
    [InlineData("condition_code_has_the_shape_of_its_system", Code + "'C020370' where code = 'D020370'")]
    [InlineData("condition_code_has_the_shape_of_its_system", "update condition_code set system = 'unii' where code = 'D020370'")]
    [InlineData("modality_code_has_the_shape_of_its_system", "update modality_code set code = 'IY9' where code = 'IY9XDZ35W2'")]
    [InlineData("target_tissue_code_has_the_shape_of_its_system", "update target_tissue_code set code = '0002481' where system = 'uberon'")]
    [InlineData("condition_code_names_where_it_was_read", "update condition_code set source = null, source_url = null")]
    [InlineData("condition_code_match_check", "update condition_code set match = 'prefix'")]
    [InlineData("condition_body_region_check", "update condition set body_region = 'arm' where id = 'acl-injury'")]
    [InlineData("condition_id_check", "insert into condition values ('Knee OA', 'x', 'knee', null, false)")]
    [InlineData("condition_check", "update condition set parent = id where id = 'acl-injury'")]
    [InlineData("modality_check", "update modality set parent = id where id = 'prp'")]
    [InlineData("outcome_measure_check", "update outcome_measure set scale_min = 10, scale_max = 0 where id = 'vas-pain'")]
    [InlineData("outcome_measure_check1", "update outcome_measure set mcid = 2, mcid_source = null where id = 'vas-pain'")]
    [InlineData("study_design_kind_check", "update study_design set kind = 'poll'")]
    [InlineData("grading_system_kind_check", "update grading_system set kind = 'grade'")]
    [InlineData("study_pmid_check", Study + " pmid = 'PMID34812863' " + Restore)]
    [InlineData("study_pmid_check", Study + " pmid = '0123' " + Restore)]
    [InlineData("study_pmcid_check", Study + " pmcid = '8611484' " + Restore)]
    [InlineData("study_doi_check", Study + " doi = 'https://doi.org/10.1001/jama.2021.19415' " + Restore)]
    [InlineData("study_registration_check", Study + " registration = 'NCT1' " + Restore)]
    [InlineData("study_country_check", Study + " country = 'Australia' " + Restore)]
    [InlineData("study_year_check", Study + " year = 202 " + Restore)]
    [InlineData("study_participants_check", Study + " participants = 0 " + Restore)]
    [InlineData("direction_check", Study + " direction = 'positive' " + Restore)]
    [InlineData("study_standing_check", Study + " standing = 'withdrawn', standing_note = 'x' " + Restore)]
    [InlineData("study_of_other_standing_has_a_notice", Study + " standing = 'retracted' " + Restore)]
    [InlineData("study_verification_check", Study + " verification = 'maybe' " + Restore)]
    [InlineData("study_verified_url_check", Study + " verified_url = 'seen somewhere' " + Restore)]
    [InlineData("study_guidance_check", Study + " guidance = 'feel' " + Restore)]
    [InlineData("study_check", Study + " same_trial_as = id " + Restore)]
    [InlineData("study_comparator_is_one_thing", "insert into study_comparator values ('bennell-2021-restore', 9, 'none', 'prp')")]
    [InlineData("study_comparator_is_one_thing", "insert into study_comparator values ('bennell-2021-restore', 9, null, null)")]
    [InlineData("finding_ci_is_in_order", Finding + "'vas-pain', 'x', true, 'mixed', 1, 2, 0, 95, null)")]
    [InlineData("finding_ci_is_whole", Finding + "'vas-pain', 'x', true, 'mixed', 1, 0, null, null, null)")]
    [InlineData("finding_ci_is_whole", Finding + "'vas-pain', 'x', true, 'mixed', 1, 0, 2, null, null)")]
    [InlineData("finding_ci_level_check", Finding + "'vas-pain', 'x', true, 'mixed', 1, 0, 2, 100, null)")]
    [InlineData("finding_p_text_check", Finding + "'vas-pain', 'x', true, 'mixed', 1, null, null, null, 'significant')")]
    [InlineData("direction_check", Finding + "'vas-pain', 'x', true, 'better', 1, null, null, null, null)")]
    [InlineData("grading_level_is_of_its_system", Grading + " level_system = 'grade', level = 'low' " + Epidural)]
    [InlineData("grading_level_is_whole", Grading + " level = null " + Epidural)]
    [InlineData("grading_source_url_check", Grading + " source_url = '' " + Epidural)]
    [InlineData("recommendation_position_check", "update recommendation set position = 'yes' where id = 'acr-af-2019-prp'")]
    [InlineData("recommendation_source_url_check", "update recommendation set source_url = 'a page' where id = 'acr-af-2019-prp'")]
    [InlineData("safety_fact_kind_check", "update safety_fact set kind = 'benefit' where id = 'prolo-pneumothorax'")]
    [InlineData("claim_kind_check", "update claim set kind = 'fact' where id = 'asian-pain-academy-all-limitation-1'")]
    [InlineData("claim_details_check", "update claim set details = '[]' where id = 'asian-pain-academy-all-limitation-1'")]
    [InlineData("release_id_check", "insert into release (id, published_on, reviewed_on, notes) values ('v1', now(), now(), '')")]
    [InlineData("release_check", "update release set reviewed_on = published_on + 1")]
    [InlineData("evidence_document_check", "update evidence_document set until_release = from_release")]
    public Task A_check_refuses(string constraint, string statement) => Refused(PostgresErrorCodes.CheckViolation, constraint, statement);

    [Theory]
    [InlineData("condition_parent_fkey", "update condition set parent = 'nowhere' where id = 'acl-injury'")]
    [InlineData("study_design_fkey", Study + " design = 'survey' " + Restore)]
    [InlineData("study_modality_fkey", Study + " modality = 'snake-oil' " + Restore)]
    [InlineData("study_same_trial_as_fkey", Study + " same_trial_as = 'nobody-1900' " + Restore)]
    [InlineData("study_ocebm_system_ocebm_level_fkey", Study + " ocebm_level = '6' " + Restore)]
    [InlineData("study_condition_condition_fkey", "insert into study_condition values ('bennell-2021-restore', 9, 'gout')")]
    [InlineData("finding_measure_fkey", Finding + "'happiness', 'x', true, 'mixed', 1, null, null, null, null)")]
    [InlineData("grading_level_system_level_fkey", Grading + " level = 'IX' " + Epidural)]
    [InlineData("grading_grading_system_fkey", Grading + " grading_system = 'stars', level_system = null, level = null " + Epidural)]
    [InlineData("safety_fact_source_study_fkey", "update safety_fact set source_study = 'nobody-1900'")]
    [InlineData("claim_source_fkey", "update claim set source = 'leaflet' where id = 'rit-guide-prolotherapy-mechanism-1'")]
    public Task A_reference_to_nothing_is_refused(string constraint, string statement) =>
        Refused(PostgresErrorCodes.ForeignKeyViolation, constraint, statement);

    [Theory]
    [InlineData("study_lower_idx", Study + " doi = '10.1001/JAMA.2021.19415' " + Akeda)]
    [InlineData("study_pmid_key", Study + " pmid = '34812863' " + Akeda)]
    [InlineData("study_pmcid_key", Study + " pmcid = 'PMC8611484' " + Akeda)]
    [InlineData("evidence_level_grading_system_rank_key", "update evidence_level set rank = 1 where grading_system = 'grade'")]
    [InlineData("condition_name_key", "update condition set name = 'Meniscal tear' where id = 'acl-injury'")]
    [InlineData("release_pkey", "insert into release (id, published_on, reviewed_on, notes) values ('2026.11.1', now(), now(), '')")]
    public Task A_duplicate_is_refused(string constraint, string statement) =>
        Refused(PostgresErrorCodes.UniqueViolation, constraint, statement);

    [Theory]
    [InlineData(Study + " verified_url = null " + Restore)]
    [InlineData(Study + " summary = null " + Restore)]
    [InlineData(Study + " direction = null " + Restore)]
    [InlineData(Grading + " source_url = null " + Epidural)]
    [InlineData("update recommendation set source_url = null where id = 'acr-af-2019-prp'")]
    [InlineData("update safety_fact set source_url = null where id = 'prolo-pneumothorax'")]
    [InlineData("update claim set source = null where id = 'asian-pain-academy-all-limitation-1'")]
    public Task A_statement_without_its_source_or_result_is_refused(string statement) =>
        Refused(PostgresErrorCodes.NotNullViolation, null, statement);

    [Theory]
    [InlineData("update condition set parent = 'knee-osteoarthritis' where id = 'osteoarthritis'")]
    [InlineData("update condition set parent = 'tfcc-tear' where id = 'ligament-injury'")]
    [InlineData("insert into condition values ('a-a', 'A', 'knee', 'b-b', false), ('b-b', 'B', 'knee', 'a-a', false)")]
    [InlineData(
        "update condition set parent = 'crps' where id = 'groin-pain';" +
        "update condition set parent = 'groin-pain' where id = 'crps'")]
    public Task A_cycle_in_the_condition_tree_is_refused(string statements) =>
        Refused(PostgresErrorCodes.CheckViolation, null, statements, "ancestor");

    [Theory]
    [InlineData("update modality set parent = 'prp-leukocyte-poor' where id = 'prp'")]
    [InlineData("insert into modality values ('a-a', 'A', null, 'b-b', false), ('b-b', 'B', null, 'a-a', false)")]
    public Task A_cycle_in_the_modality_tree_is_refused(string statements) =>
        Refused(PostgresErrorCodes.CheckViolation, null, statements, "ancestor");

    // A report of a report would be taken for another trial, and counted again.
    [Theory]
    [InlineData(Study + " same_trial_as = 'gosens-2011-elbow-two-year' " + Restore)]
    [InlineData(
        Study + " same_trial_as = 'bennell-2021-restore' " + Akeda + ";" +
        Study + " same_trial_as = 'akeda-2022-prp-releasate' " + Restore)]
    public Task Only_a_first_report_can_be_named_as_the_same_trial(string statements) =>
        Refused(PostgresErrorCodes.CheckViolation, null, statements);

    [Fact]
    public async Task A_child_may_be_written_before_its_parent_in_one_transaction()
    {
        await using var connection = await service.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        await connection.ExecuteAsync("insert into condition values ('a-a', 'A', 'knee', 'b-b', false)");
        await connection.ExecuteAsync("insert into condition values ('b-b', 'B', 'knee', null, true)");

        await connection.ExecuteAsync("set constraints all immediate");
    }

    // In a transaction that is never committed: the database is shared. Deferred rules are asked for before its end.
    private async Task Refused(string state, string? constraint, string statements, string? words = null)
    {
        await using var connection = await service.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => connection.ExecuteAsync($"{statements}; set constraints all immediate"));

        Assert.Equal((state, constraint), (refusal.SqlState, constraint is null ? null : refusal.ConstraintName));
        if (words is not null) Assert.Contains(words, refusal.MessageText, StringComparison.Ordinal);
    }
}
