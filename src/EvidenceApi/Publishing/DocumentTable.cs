using Dapper;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>A document as it is published and as it was compiled; null where it is not there.</summary>
internal sealed record DocumentPair(object?[]? Published, object?[]? Compiled);

/// <summary>
/// A table of compiled documents. Storing a release writes only what changed: a document that is the same stays valid, one that differs
/// is closed at this release and its successor opened.
/// </summary>
/// <param name="name">Table.</param>
/// <param name="key">The two columns that identify a document: texts.</param>
/// <param name="named">First and second of a list of keys, in the collation of the columns: their index is used by no other.</param>
/// <param name="content">All other columns, without the range of validity.</param>
/// <param name="owned">Which documents a slice takes the place of, in the words of <see cref="SliceOwner"/>: any of these conditions.</param>
internal sealed class DocumentTable(string name, string[] key, string named, string[] content, string[] owned)
{
    private readonly string columns = string.Join(", ", key.Concat(content));

    /// <summary>Lays compiled documents beside the published ones in whose place they come: those that differ.</summary>
    internal async Task<IReadOnlyList<DocumentPair>> CompareAsync(NpgsqlConnection connection, IEnumerable<object?[]> compiled, SliceOwner owner, CancellationToken cancel)
    {
        var published = string.Join(" union all ", owned.Select(which => $"select {columns} from {name} where until_release is null and {which}"));
        var incoming = compiled.ToDictionary(Key);
        var pairs = new List<DocumentPair>();
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(published, owner, commandTimeout: 0, cancellationToken: cancel));
        while (await reader.ReadAsync(cancel))
        {
            var row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            incoming.Remove(Key(row), out var now);
            if (now is null || !row.Zip(now).All(column => IsSame(column.First, column.Second))) pairs.Add(new(row, now));
        }
        pairs.AddRange(incoming.Values.Select(row => new DocumentPair(null, row)));
        return pairs;
    }

    /// <summary>Makes what differs the state of the release.</summary>
    internal async Task StoreAsync(NpgsqlConnection connection, int release, IReadOnlyList<DocumentPair> pairs, CancellationToken cancel)
    {
        var close = $"update {name} set until_release = @release where until_release is null and ({string.Join(", ", key)}) in (select {named} from unnest(@firsts, @seconds) as k(first, second))";
        var closed = pairs.Select(pair => pair.Published).OfType<object?[]>().ToList();
        if (closed.Count > 0)
        {
            var parameters = new { release, firsts = closed.Select(row => (string)row[0]!).ToArray(), seconds = closed.Select(row => (string)row[1]!).ToArray() };
            await connection.ExecuteAsync(new CommandDefinition(close, parameters, commandTimeout: 0, cancellationToken: cancel));
        }

        var opened = pairs.Select(pair => pair.Compiled).OfType<object?[]>().ToList();
        if (opened.Count == 0) return;
        await using var copy = await connection.BeginBinaryImportAsync($"copy {name} ({columns}, from_release) from stdin (format binary)", cancel);
        copy.Timeout = TimeSpan.Zero;
        foreach (var row in opened) await copy.WriteRowAsync(cancel, [.. row, release]);
        await copy.CompleteAsync(cancel);
    }

    private static (string, string) Key(object?[] row) => ((string)row[0]!, (string)row[1]!);

    private static bool IsSame(object? published, object? compiled) => published switch
    {
        DBNull => compiled is null,
        byte[] bytes => compiled is byte[] others && bytes.AsSpan().SequenceEqual(others),
        string[] texts => compiled is string[] others && texts.AsSpan().SequenceEqual(others),
        _ => published!.Equals(compiled),
    };
}
