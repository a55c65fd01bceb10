using Dapper;
using EvidenceApi.Database;

namespace EvidenceApi.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Table">Table.</param>
/// <param name="Column">Column, as the first line of a CSV file names it.</param>
/// <param name="Position">Place in the table, from 1.</param>
/// <param name="Type">string, integer, number, boolean or date.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Unit">Unit of its values; null where there is none.</param>
/// <param name="Vocabulary">The values that it may have, separated by commas; null where it is open.</param>
/// <param name="RefersTo">Table and column whose values it holds; null where none.</param>
/// <param name="IsKey">Whether it belongs to the key of its table.</param>
/// <param name="Required">Whether it is never empty.</param>
/// <param name="TableMeaning">What a row of the table is.</param>
public sealed record DictionaryEntry(
    string Table, string Column, int Position, string Type, string Meaning, string? Unit, string? Vocabulary, string? RefersTo, bool IsKey, bool Required, string TableMeaning);

/// <summary>The columns of the tables, read from the database once: a schema changes only with the binary.</summary>
internal sealed class TableCatalog(EvidenceDatabase database)
{
    private IReadOnlyList<DictionaryEntry>? entries;

    internal async Task<IReadOnlyList<DictionaryEntry>> EntriesAsync(CancellationToken cancel)
    {
        const string sql = """
            select "table", "column", position, type, meaning, unit, vocabulary, refers_to, is_key, required, table_meaning
            from dictionary_table
            order by "table", position
            """;
        if (entries is { } known) return known;
        await using var connection = await database.OpenAsync(cancel);
        return entries = [.. await connection.QueryAsync<DictionaryEntry>(new CommandDefinition(sql, cancellationToken: cancel))];
    }

    internal async Task<IReadOnlyList<DictionaryEntry>> ColumnsAsync(Table table, CancellationToken cancel) =>
        [.. (await EntriesAsync(cancel)).Where(entry => entry.Table == table.Name)];
}
