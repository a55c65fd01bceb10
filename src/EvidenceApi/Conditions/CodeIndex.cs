using System.Text.RegularExpressions;
using EvidenceApi.Evidence;

namespace EvidenceApi.Conditions;

/// <summary>A condition that a code stands for, and how the code was matched.</summary>
/// <param name="Kind">exact: the code itself. subtree: a code above it that covers it. descendant: codes below it.</param>
/// <param name="Matched">The code on record.</param>
internal sealed record CodeHit(string Condition, MatchKind Kind, string Matched);

/// <summary>
/// Resolves codes to conditions: exactly, else by the longest prefix that covers its subtree, else — for a category that is broader than
/// every code on record — by the codes below it.
/// </summary>
internal sealed class CodeIndex
{
    private sealed record Mapping(string Key, string Condition, string Code, CodeScope Scope);

    // Only classifications have codes below a code. Without dots; a category has three characters in ICD-10-CM and four in ICD-11.
    private static readonly Dictionary<string, Regex> Shapes = new()
    {
        ["icd-10-cm"] = new(@"^[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}\z"),
        ["icd-11"] = new(@"^[0-9A-Z]{4,7}\z"),
    };

    private readonly Dictionary<(string System, string Key), List<Mapping>> byKey;
    private readonly Dictionary<string, Mapping[]> sorted;
    private readonly Dictionary<string, string> systemOf;

    internal CodeIndex(IEnumerable<Condition> conditions, IEnumerable<CodeSystem> systems)
    {
        var mappings = conditions
            .SelectMany(condition => condition.Codes.Select(code => (code.System, Mapping: new Mapping(KeyOf(code.Code), condition.Id, code.Code, code.Match))))
            .ToList();
        byKey = mappings.GroupBy(entry => (entry.System, entry.Mapping.Key)).ToDictionary(group => group.Key, group => group.Select(entry => entry.Mapping).ToList());
        sorted = mappings.GroupBy(entry => entry.System).ToDictionary(
            group => group.Key,
            group => group.Select(entry => entry.Mapping).OrderBy(mapping => mapping.Key, StringComparer.Ordinal).ToArray());
        systemOf = systems
            .SelectMany(system => system.Aliases.Prepend(system.Uri).Prepend(system.Id).Select(name => (name, system.Id)))
            .ToDictionary(entry => entry.name, entry => entry.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The slug of a code system given as slug, FHIR URI or alias; null where it is unknown.</summary>
    internal string? SystemOf(string name) => systemOf.GetValueOrDefault(name.TrimEnd('/'));

    /// <summary>Whether conditions have codes of this system: those of substances and anatomy name no condition.</summary>
    internal bool HasConditions(string system) => sorted.ContainsKey(system);

    internal IReadOnlyList<CodeHit> Resolve(string system, string code)
    {
        var key = KeyOf(code);
        if (byKey.TryGetValue((system, key), out var exact)) return [.. exact.Select(mapping => new CodeHit(mapping.Condition, MatchKind.Exact, mapping.Code))];

        // What has not the shape of a code lies below none, whatever it begins with.
        if (!Shapes.TryGetValue(system, out var shape) || !shape.IsMatch(key)) return [];
        for (var length = key.Length - 1; length > 0; length--)
        {
            if (!byKey.TryGetValue((system, key[..length]), out var above)) continue;
            var covering = above.Where(mapping => mapping.Scope == CodeScope.Subtree).ToList();
            if (covering.Count > 0) return [.. covering.Select(mapping => new CodeHit(mapping.Condition, MatchKind.Subtree, mapping.Code))];
        }

        return [.. Below(system, key).DistinctBy(mapping => mapping.Condition).Select(mapping => new CodeHit(mapping.Condition, MatchKind.Descendant, mapping.Code))];
    }

    private IEnumerable<Mapping> Below(string system, string key)
    {
        var mappings = sorted[system];
        var first = Array.BinarySearch(mappings, new Mapping(key, "", "", CodeScope.Exact), Comparer<Mapping>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key)));
        return mappings.Skip(first < 0 ? ~first : first).TakeWhile(mapping => mapping.Key.StartsWith(key, StringComparison.Ordinal));
    }

    /// <summary>Upper case, without dots and spaces: EHRs send M51.360, M51360 and m51.360 alike.</summary>
    internal static string KeyOf(string code) => code.Replace(".", "", StringComparison.Ordinal).Trim().ToUpperInvariant();
}
