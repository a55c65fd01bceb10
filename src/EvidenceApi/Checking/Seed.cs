using System.Globalization;
using System.Reflection;

namespace EvidenceApi.Checking;

/// <summary>A script of db/seed as a curator edits it.</summary>
internal sealed record Seed(string File, string Sql)
{
    private const string Folder = "db.seed.";

    /// <summary>The seeds of this binary, in the order in which they run.</summary>
    internal static IReadOnlyList<Seed> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return new Seed(name[Folder.Length..], reader.ReadToEnd());
                }),
        ];
    }

    /// <summary>Statements with the offset at which each begins. No text in a seed breaks a line after a semicolon.</summary>
    internal IEnumerable<(int Offset, string Sql)> Statements()
    {
        for (var (from, to) = (0, 0); from < Sql.Length; from = to)
        {
            var end = Sql.IndexOf(";\n", from, StringComparison.Ordinal);
            to = end < 0 ? Sql.Length : end + 2;
            if (!string.IsNullOrWhiteSpace(Sql[from..to])) yield return (from, Sql[from..to]);
        }
    }

    internal string Place(int offset) =>
        string.Create(CultureInfo.InvariantCulture, $"db/seed/{File}, line {Sql.AsSpan(0, Math.Min(offset, Sql.Length)).Count('\n') + 1}");

    /// <summary>Where a record is written; null where it is not in this script.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="record">Its id, with the row where it has one: bennell-2021-restore.3.</param>
    internal string? PlaceOf(string table, string record)
    {
        var rows = Sql.IndexOf($"insert into {table} (", StringComparison.Ordinal);
        if (rows < 0) return null;
        var parts = record.Split('.');
        var row = Sql.IndexOf(parts.Length == 2 ? $"('{parts[0]}', {parts[1]}," : $"('{record}',", rows, StringComparison.Ordinal);
        return row < 0 ? null : Place(row);
    }
}
