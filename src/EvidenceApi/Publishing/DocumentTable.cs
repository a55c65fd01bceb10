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
    /// <summary>Stores the documents as the state of the release and returns how many changed.</summary>
    internal async Task<int> StoreAsync(NpgsqlConnection connection, int release, IEnumerable<object?[]> rows, CancellationToken cancel)
    {
        var columns = string.Join(", ", key.Concat(content));
        await Execute($"create temp table incoming on commit drop as select {columns} from {name} with no data");
        await using (var copy = await connection.BeginBinaryImportAsync($"copy incoming ({columns}) from stdin (format binary)", cancel))
        {
            foreach (var row in rows) await copy.WriteRowAsync(cancel, row);
            await copy.CompleteAsync(cancel);
        }

        var sameKey = $"({Columns("i", key)}) = ({Columns("d", key)})";
        var unchanged = $"select from incoming i where {sameKey} and ({Columns("i", content)}) is not distinct from ({Columns("d", content)})";
        var closed = await Execute($"update {name} d set until_release = @release where until_release is null and from_release < @release and not exists ({unchanged})");
        var replaced = await Execute($"delete from {name} d where until_release is null and from_release = @release and not exists ({unchanged})");
        var opened = await Execute(
            $"insert into {name} ({columns}, from_release) select {columns}, @release from incoming i where not exists (select from {name} d where {sameKey} and d.until_release is null)");
        await Execute("drop table incoming");
        return Math.Max(closed + replaced, opened);

        Task<int> Execute(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, new { release }, cancellationToken: cancel));
    }

    private static string Columns(string alias, string[] names) => string.Join(", ", names.Select(column => $"{alias}.{column}"));
}
