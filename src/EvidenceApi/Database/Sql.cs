namespace EvidenceApi.Database;

internal static class Sql
{
    /// <summary>
    /// A statement with only those conditions that are asked for. One text with "or @X is null" for every filter would be planned anew on each
    /// call, and without the indexes once it is planned for all.
    /// </summary>
    internal static string Where(string statement, params ReadOnlySpan<(object? Asked, string Condition)> conditions)
    {
        foreach (var (asked, condition) in conditions)
        {
            if (asked is not null) statement += $"\n  and {condition}";
        }
        return statement;
    }
}
