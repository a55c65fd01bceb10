using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

/// <summary>A diagnosis code as somebody types it: with its system, icd-10-cm|M51.36, or alone.</summary>
internal static class CodeQuestion
{
    internal static bool NamesSystem(string typed, Snapshot snapshot) =>
        CodeToken.Parse(typed) is { } token && snapshot.Codes.SystemOf(token.System) is { } system && snapshot.Codes.HasConditions(system);

    /// <summary>Conditions that it stands for, one match each; empty where it is no code on record.</summary>
    internal static IReadOnlyList<Match> Matches(string typed, Snapshot snapshot)
    {
        if (NamesSystem(typed, snapshot)) return ConditionMatches.Resolve(snapshot, typed).Matches;
        if (!typed.Any(char.IsDigit) || typed.Trim().Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '|')) return [];
        return
        [
            .. snapshot.CodeSystems.Keys.Where(snapshot.Codes.HasConditions)
                .SelectMany(system => ConditionMatches.Resolve(snapshot, $"{system}|{typed.Trim()}").Matches)
                .OrderBy(match => match.Kind)
                .DistinctBy(match => match.Condition),
        ];
    }
}
