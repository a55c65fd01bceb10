using System.Globalization;
using System.Text.Json;
using EvidenceApi.Publishing;

namespace EvidenceApi.Tables;

/// <summary>A column that publish fills: the others a view takes from the columns by which lists find the row.</summary>
internal sealed record Cell<T>(string Column, Func<T, object?> Value);

/// <summary>The cells of a table in the order of its view. The views read them by number; a test holds the two against each other.</summary>
internal static class Cells
{
    internal static string?[] Of<T>(this IReadOnlyList<Cell<T>> columns, T row) => [.. columns.Select(column => Text(column.Value(row)))];

    internal static string? List(IEnumerable<string> entries) => string.Join("; ", entries) is { Length: > 0 } text ? text : null;

    // Empty is null: a CSV file cannot tell them apart.
    private static string? Text(object? value) => value switch
    {
        null or "" => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum entry => JsonNamingPolicy.KebabCaseLower.ConvertName(entry.ToString()),
        IEnumerable<string> list => List(list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"A cell cannot hold a {value.GetType().Name}."),
    };
}

/// <summary>Names and marks that tables show beside ids.</summary>
internal sealed class TableNames(Vocabularies vocabularies, IEnumerable<ConditionRow> conditions, IReadOnlySet<string> counted)
{
    private readonly Dictionary<string, string> condition = conditions.ToDictionary(row => row.Id, row => row.Name);
    private readonly Dictionary<string, string> modality = vocabularies.Modalities.ToDictionary(row => row.Id, row => row.Name);
    private readonly Dictionary<string, string> measure = vocabularies.OutcomeMeasures.ToDictionary(row => row.Id, row => row.Name);

    internal string? Condition(string? id) => id is null ? null : condition[id];

    internal string? Modality(string? id) => id is null ? null : modality[id];

    internal string Measure(string id) => measure[id];

    /// <summary>Whether a study counts in at least one evidence item.</summary>
    internal bool Counts(string study) => counted.Contains(study);
}
