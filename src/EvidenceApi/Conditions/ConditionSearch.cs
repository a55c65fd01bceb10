using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Conditions;

/// <summary>Finds conditions by a typed word: names and synonyms of which every typed word begins one, else near spellings.</summary>
internal static class ConditionSearch
{
    internal static IReadOnlyList<Match> Find(string typed, Snapshot snapshot)
    {
        List<(string Id, string Name, MatchKind Kind)> names =
        [
            .. snapshot.Conditions.Values.Select(entry => (entry.Value.Id, entry.Value.Name, MatchKind.Exact)),
            .. snapshot.Conditions.Values.SelectMany(entry => entry.Value.Synonyms.Select(synonym => (entry.Value.Id, synonym, MatchKind.Synonym))),
        ];
        var words = Words(typed);
        var found = names
            .Where(entry => words.Length > 0 && words.All(word => Words(entry.Name).Any(part => part.StartsWith(word, StringComparison.Ordinal))))
            .OrderBy(entry => Words(entry.Name).Length - words.Length)
            .ThenBy(entry => entry.Kind)
            .ThenBy(entry => entry.Id, StringComparer.Ordinal)
            .DistinctBy(entry => entry.Id)
            .ToList();
        if (found.Count == 0)
        {
            var near = NearMatches.Of(typed, names.Select(entry => (entry.Name, entry.Name)));
            found = [.. near.Select(name => names.First(entry => entry.Name == name)).DistinctBy(entry => entry.Id).Select(entry => (entry.Id, entry.Name, MatchKind.Synonym))];
        }
        return [.. found.Select(entry => new Match(entry.Kind, null, typed, entry.Name, entry.Id))];
    }

    private static string[] Words(string text) =>
        text.ToLowerInvariant().Split([' ', '-', '(', ')', ',', '/', '\''], StringSplitOptions.RemoveEmptyEntries);
}
