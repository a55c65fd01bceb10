using Dapper;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>
/// A table of compiled documents. Storing a release writes only what changed: a document that is the same stays valid, one that differs
/// is closed at this release and its successor opened.
/// </summary>
/// <param name="name">Table.</param>
/// <param name="key">Columns that identify a document.</param>
/// <param name="content">All other columns, without the range of validity.</param>
internal sealed class DocumentTable(string name, string[] key, string[] content)
{
    private readonly string columns = string.Join(", ", key.Concat(content));
    private readonly string sameKey = $"({Columns("i", key)}) = ({Columns("d", key)}) and d.until_release is null";
    private readonly string sameContent = $"({Columns("i", content)}) is not distinct from ({Columns("d", content)})";

    internal string Incoming => $"incoming_{name}";

    /// <summary>Lays the documents beside the current ones, and returns how many differ.</summary>
    internal async Task<int> StageAsync(NpgsqlConnection connection, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        await connection.ExecuteAsync($"create temp table {Incoming} on commit drop as select {columns} from {name} with no data");
        await using (var copy = await connection.BeginBinaryImportAsync($"copy {Incoming} ({columns}) from stdin (format binary)", cancel))
        {
            foreach (var row in rows) await copy.WriteRowAsync(cancel, row);
            await copy.CompleteAsync(cancel);
        }
        await connection.ExecuteAsync($"analyze {Incoming}");
        var differing = $"""
            select count(*)::int
            from {Incoming} i full join (select * from {name} where until_release is null) d on ({Columns("i", key)}) = ({Columns("d", key)})
            where not ({sameContent})
            """;
        return await connection.QuerySingleAsync<int>(new CommandDefinition(differing, cancellationToken: cancel));
    }

    /// <summary>Makes what was staged the state of the release.</summary>
    internal async Task StoreAsync(NpgsqlConnection connection, int release, CancellationToken cancel)
    {
        var close = $"update {name} d set until_release = @release where until_release is null and not exists (select from {Incoming} i where {sameKey} and {sameContent})";
        var open = $"insert into {name} ({columns}, from_release) select {columns}, @release from {Incoming} i where not exists (select from {name} d where {sameKey})";
        await connection.ExecuteAsync(new CommandDefinition($"{close}; {open}", new { release }, cancellationToken: cancel));
    }

    private static string Columns(string alias, string[] names) => string.Join(", ", names.Select(column => $"{alias}.{column}"));
}
