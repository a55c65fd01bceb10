using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace EvidenceApi.Checking;

/// <summary>
/// Brings the seeds into a database that is thrown away, and says in a curator's words what the database refuses. Without the rule that
/// refused it a script runs again, so that one check shows all that is wrong and not only the first of it.
/// </summary>
internal sealed partial class SeedRun(NpgsqlConnection connection, IReadOnlyList<Seed> seeds)
{
    private readonly List<Offence> offences = [];

    /// <summary>Rows that a rule refused.</summary>
    /// <param name="Where">Finds them among the rows of the table.</param>
    /// <param name="Value">What is wrong in a row, as SQL.</param>
    private sealed record Offence(string Table, string Rule, string Where, string Value, string Words);

    internal async Task<IReadOnlyList<string>> RefusalsAsync(CancellationToken cancel)
    {
        foreach (var seed in seeds)
        {
            while (await RunAsync(seed, cancel) is { } refused)
            {
                var known = offences.Count;
                await WithoutItsRuleAsync(refused.Fault);
                if (offences.Count == known) return [.. await NamedAsync(), Stopped(seed, refused.Offset, refused.Fault)];
            }
        }
        // A published database has seen the seeds before: the rows that they replace must be named at their head.
        foreach (var seed in seeds.Where(_ => offences.Count == 0))
        {
            if (await RunAsync(seed, cancel) is { } refused)
            {
                var reason = refused.Fault.Detail ?? refused.Fault.MessageText;
                return [$"{seed.Place(refused.Offset)}: cannot run a second time: {reason} Is its id in the list whose rows are replaced?"];
            }
        }
        return await NamedAsync();
    }

    private async Task<(PostgresException Fault, int Offset)?> RunAsync(Seed seed, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var offset = 0;
        try
        {
            foreach (var statement in seed.Statements())
            {
                offset = statement.Offset;
                await connection.ExecuteAsync(new CommandDefinition(statement.Sql, cancellationToken: cancel));
            }
            await connection.ExecuteAsync("set constraints all immediate");
            await transaction.CommitAsync(cancel);
            return null;
        }
        catch (PostgresException fault)
        {
            return (fault, offset);
        }
    }

    /// <summary>Notes which rows the rule forbids and drops it; does nothing where the fault is not a rule's.</summary>
    private async Task WithoutItsRuleAsync(PostgresException fault)
    {
        const string definitions = """
            select pg_get_constraintdef(oid) from pg_constraint where conname = @ConstraintName and connamespace = 'evidence'::regnamespace
            """;
        const string ofType = """
            select table_name, column_name from information_schema.columns where domain_schema = 'evidence' and domain_name = @DataTypeName
            """;
        var (table, rule) = (fault.TableName, fault.ConstraintName);
        var definition = await connection.QuerySingleOrDefaultAsync<string>(definitions, new { fault.ConstraintName }) ?? "";
        var check = definition.StartsWith("CHECK ", StringComparison.Ordinal) ? definition["CHECK ".Length..] : null;
        switch (fault.SqlState)
        {
            case PostgresErrorCodes.NotNullViolation when fault.ColumnName is { } column:
                offences.Add(new(table!, "not null", $"{column} is null", "''", $"{column} is missing"));
                await connection.ExecuteAsync($"alter table {table} alter column {column} drop not null");
                break;
            case PostgresErrorCodes.CheckViolation when check is not null && fault.DataTypeName is { } domain:
                foreach (var (user, column) in await connection.QueryAsync<(string, string)>(ofType, new { fault.DataTypeName }))
                {
                    var isWrong = $"not {check.Replace("VALUE", column, StringComparison.Ordinal)}";
                    offences.Add(new(user, rule!, isWrong, column, $"{column} '{{0}}' does not exist; allowed: {Allowed(check)}"));
                }
                await connection.ExecuteAsync($"alter domain {domain} drop constraint {rule}");
                break;
            case PostgresErrorCodes.CheckViolation when check is not null:
                offences.Add(new(table!, rule!, $"not {check}", "''", $"breaks the rule {Plain(check)}"));
                await connection.ExecuteAsync($"alter table {table} drop constraint {rule}");
                break;
            case PostgresErrorCodes.ForeignKeyViolation when Reference().Match(definition) is { Success: true } reference:
                var columns = reference.Groups["columns"].Value;
                var target = reference.Groups["table"].Value;
                var isUnknown = $"({columns}) not in (select {reference.Groups["keys"].Value} from {target})";
                offences.Add(new(table!, rule!, isUnknown, $"concat_ws(', ', {columns})", $"{columns} '{{0}}' does not exist in {target}"));
                await connection.ExecuteAsync($"alter table {table} drop constraint {rule}");
                break;
            case PostgresErrorCodes.UniqueViolation when Key().Match(fault.Detail ?? "") is { Success: true } match:
                var key = match.Groups["key"].Value;
                var isTwice = $"({key}) in (select {key} from {table} group by {key} having count(*) > 1)";
                offences.Add(new(table!, rule!, isTwice, $"concat_ws(', ', {key})", $"the same {key} '{{0}}' stands in more than one record"));
                await connection.ExecuteAsync(definition.Length == 0 ? $"drop index {rule}" : $"alter table {table} drop constraint {rule}");
                break;
        }
    }

    private async Task<IReadOnlyList<string>> NamedAsync()
    {
        var named = new List<string>();
        foreach (var (table, rule, where, value, words) in offences)
        {
            foreach (var (row, wrong) in await connection.QueryAsync<(string, string)>($"select t::text, {value} from {table} t where {where} order by 1"))
            {
                var name = First().Match(row);
                var record = name.Groups["id"].Value + (name.Groups["row"].Success ? $".{name.Groups["row"].Value}" : "");
                var place = seeds.Select(seed => seed.PlaceOf(table, record)).FirstOrDefault(place => place is not null);
                named.Add($"{place ?? "db/seed"}: {table} {record}: {string.Format(null, words, wrong)} [{rule}]");
            }
        }
        return named;
    }

    private static string Stopped(Seed seed, int offset, PostgresException fault)
    {
        const string rest = "Nothing after it was looked at.";
        if (fault.SqlState != PostgresErrorCodes.CardinalityViolation) return $"{seed.Place(offset + fault.Position)}: {fault.MessageText}. {fault.Detail} {rest}";
        var heads = Heads().Matches(seed.Sql[offset..].Split("\non conflict")[0]).CountBy(head => head.Groups["id"].Value);
        return $"db/seed/{seed.File}: a record stands in it twice: {string.Join(", ", heads.Where(head => head.Value > 1).Select(head => head.Key))}. {rest}";
    }

    private static string Allowed(string check) => string.Join(", ", Literal().Matches(check).Select(match => match.Groups["text"].Value));

    // Braces would be taken for places to fill in.
    private static string Plain(string check) =>
        check.Replace("::text", "", StringComparison.Ordinal).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    [GeneratedRegex(@"^FOREIGN KEY \((?<columns>[^)]+)\) REFERENCES (evidence\.)?(?<table>\w+)\((?<keys>[^)]+)\)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^Key \((?<key>.+)\)=\(")]
    private static partial Regex Key();

    [GeneratedRegex(@"^\(""?(?<id>[^,""]*)""?(,(?<row>\d+)(?=[,)]))?")]
    private static partial Regex First();

    [GeneratedRegex(@"^  \('(?<id>[^']+)'", RegexOptions.Multiline)]
    private static partial Regex Heads();

    [GeneratedRegex("'(?<text>[^']+)'")]
    private static partial Regex Literal();
}
