using Npgsql;

namespace EvidenceApi.Tests.Constraints;

/// <summary>
/// The database itself refuses content that is wrong, and says by which rule. Every CHECK, required column, reference, unique key and
/// trigger that the catalogue lists is broken by at least one case: a new rule without one fails here.
/// </summary>
public sealed class ConstraintTests(ConstrainedDatabase database) : IClassFixture<ConstrainedDatabase>
{
    public static TheoryData<BrokenRule> Checks => [.. BrokenRule.All];

    /// <summary>What each trigger refuses.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "condition_has_no_cycle", "update condition set parent = 'knee-osteoarthritis' where id = 'osteoarthritis'" },
        { "condition_has_no_cycle", "update condition set parent = 'tfcc-tear' where id = 'ligament-injury'" },
        { "condition_has_no_cycle", "insert into condition values ('a-a', 'A', 'knee', 'b-b', false), ('b-b', 'B', 'knee', 'a-a', false)" },
        { "condition_has_no_cycle", "update condition set parent = 'crps' where id = 'groin-pain'; update condition set parent = 'groin-pain' where id = 'crps'" },
        { "modality_has_no_cycle", "update modality set parent = 'prp-leukocyte-poor' where id = 'prp'" },
        { "modality_has_no_cycle", "insert into modality values ('a-a', 'A', null, 'b-b', false), ('b-b', 'B', null, 'a-a', false)" },
        // A report of a report would be taken for another trial, and counted again.
        { "study_second_report_names_the_first", "update study set same_trial_as = 'gosens-2011-elbow-two-year' where id = 'bennell-2021-restore'" },
        {
            "study_second_report_names_the_first",
            "update study set same_trial_as = 'bennell-2021-restore' where id = 'akeda-2022-prp-releasate'; update study set same_trial_as = 'akeda-2022-prp-releasate' where id = 'bennell-2021-restore'"
        },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task A_check_refuses(BrokenRule broken) => Assert.Equal((PostgresErrorCodes.CheckViolation, broken.Rule), Said(await database.RefusalAsync(broken.Statement)));

    [Fact]
    public async Task Every_check_has_a_case() =>
        Assert.Equal((await database.ReadAsync<string>(Catalogue.Checks)).Order(StringComparer.Ordinal), BrokenRule.All.Select(broken => broken.Rule).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_trigger_refuses(string trigger, string statements)
    {
        var known = (await database.ReadAsync<Trigger>(Catalogue.Triggers)).Single(known => known.Name == trigger);

        var refusal = await database.RefusalAsync(statements);

        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal?.SqlState);
        Assert.StartsWith($"PL/pgSQL function {known.Function}()", refusal!.Where, StringComparison.Ordinal);
        Assert.Contains(known.Table, refusal.MessageText, StringComparison.Ordinal);
        // By this trigger and no other rule.
        Assert.Null(await database.RefusalAsync(statements, $"drop trigger {trigger} on {known.Table}"));
    }

    [Fact]
    public async Task Every_trigger_has_a_case() => Assert.Equal(
        (await database.ReadAsync<Trigger>(Catalogue.Triggers)).Select(trigger => trigger.Name).Order(StringComparer.Ordinal), Refused.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task No_required_column_goes_without_a_value()
    {
        var columns = await database.ReadAsync<RequiredColumn>(Catalogue.Required);
        Assert.True(columns.Count > 190, $"Only {columns.Count} required columns.");
        foreach (var (table, column, isGenerated) in columns)
        {
            var refusal = await database.RefusalAsync(isGenerated ? $"update {table} set \"{column}\" = null" : await database.CopyAsync(table, nulled: column));
            var expected = isGenerated ? ("428C9", table, column) : (PostgresErrorCodes.NotNullViolation, table, column);
            Assert.Equal(expected, (refusal?.SqlState, refusal?.TableName ?? table, refusal?.ColumnName ?? column));
        }
    }

    // The CHECKs of the table, and references of others to the row, would refuse some values first.
    [Fact]
    public async Task No_reference_points_at_nothing()
    {
        var references = await database.ReadAsync<Reference>(Catalogue.References);
        Assert.True(references.Count > 50, $"Only {references.Count} references.");
        foreach (var (table, name, column, type, isSet) in references)
        {
            var nothing = type == "integer" ? "2147483647" : "'points-at-nothing'";
            var row = $"coalesce((select ctid from {table} where {isSet} limit 1), (select ctid from {table} limit 1))";
            var refusal = await database.RefusalAsync($"update {table} set \"{column}\" = {nothing} where ctid = {row}", string.Join("; ", await database.ReadAsync<string>(Catalogue.WithoutChecksAndReferencesTo, new { table })));
            Assert.Equal((PostgresErrorCodes.ForeignKeyViolation, name), Said(refusal));
        }
    }

    // A row written twice breaks every key of its table: of those only one is left at a time.
    [Fact]
    public async Task No_key_is_given_twice()
    {
        var keys = await database.ReadAsync<UniqueKey>(Catalogue.Keys);
        Assert.True(keys.Count > 60, $"Only {keys.Count} keys.");
        foreach (var key in keys)
        {
            var others = keys.Where(other => other.Table == key.Table && other.Name != key.Name)
                .Select(other => other.IsConstraint ? $"alter table {other.Table} drop constraint {other.Name} cascade" : $"drop index {other.Name}");
            var refusal = await database.RefusalAsync(await database.CopyAsync(key.Table, key.TakesNulls ? "true" : key.IsSet), string.Join("; ", others));
            Assert.Equal((PostgresErrorCodes.UniqueViolation, key.Name), Said(refusal));
        }
    }

    [Fact]
    public async Task There_is_no_kind_of_rule_that_is_not_tried_here() => Assert.Equal(["c", "f", "p", "t", "u"], (await database.ReadAsync<string>(Catalogue.Kinds)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_child_may_be_written_before_its_parent_in_one_transaction() =>
        Assert.Null(await database.RefusalAsync("insert into condition values ('a-a', 'A', 'knee', 'b-b', false); insert into condition values ('b-b', 'B', 'knee', null, true)"));

    private static (string?, string?) Said(PostgresException? refusal) => (refusal?.SqlState, refusal?.ConstraintName);
}
