using EvidenceApi.Conditions;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Evidence;

/// <summary>Conditions whose evidence answers a request, each with the best match by which it was reached.</summary>
/// <param name="Accepted">By condition id; null where the request names no condition.</param>
/// <param name="Refused">Whether match=exact left out a looser match.</param>
/// <param name="Codes">What became of each requested code.</param>
/// <param name="Named">Conditions that the request stands for, before groupings were opened.</param>
internal sealed record ConditionMatches(
    IReadOnlyDictionary<string, Match>? Accepted, bool Refused, IReadOnlyList<CodeResult> Codes, IReadOnlyList<string> Named)
{
    private readonly Dictionary<string, byte[]> members = [];

    /// <summary>The member that says in an item how its condition was reached; empty where the request names none.</summary>
    internal byte[] Member(string condition)
    {
        if (Accepted is null) return [];
        return members.TryGetValue(condition, out var known) ? known : members[condition] = ListItem.Member("match", Accepted[condition]);
    }

    internal static ConditionMatches Of(Snapshot snapshot, IReadOnlyList<string> codes, string? condition, MatchMode? mode)
    {
        var results = codes.Select(code => Resolve(snapshot, code)).ToList();
        if (results.Count == 0 && condition is null) return new(null, false, [], []);

        var byCode = Open(snapshot, results.SelectMany(result => result.Matches), mode);
        var byCondition = condition is null ? null : Open(snapshot, [new(MatchKind.Exact, null, condition, condition, condition)], mode);
        // Both given: both must hold. The code's match is shown, since it may be the looser one.
        var reached = results.Count == 0 ? byCondition! : byCondition is null ? byCode : byCode.Where(entry => byCondition.ContainsKey(entry.Key)).ToDictionary();
        var accepted = mode == MatchMode.Exact ? reached.Where(entry => entry.Value.Kind == MatchKind.Exact).ToDictionary() : reached;
        return new(
            accepted, accepted.Count < reached.Count, results,
            [.. results.SelectMany(result => result.Matches).Select(match => match.Condition).Concat(condition is null ? [] : [condition]).Distinct()]);
    }

    internal static CodeResult Resolve(Snapshot snapshot, string code)
    {
        var token = CodeToken.Parse(code)!.Value;
        var system = snapshot.Codes.SystemOf(token.System)!;
        return new(system, token.Code, [.. snapshot.Codes.Resolve(system, token.Code).Select(hit => new Match(hit.Kind, system, token.Code, hit.Matched, hit.Condition))]);
    }

    /// <summary>Groupings answer for their descendants; broad also takes what lies below and above any other condition.</summary>
    private static Dictionary<string, Match> Open(Snapshot snapshot, IEnumerable<Match> matches, MatchMode? mode)
    {
        var reached = new Dictionary<string, Match>();
        foreach (var match in matches)
        {
            var condition = snapshot.Conditions[match.Condition].Value;
            Reach(condition.Id, match);
            // A grouping met below a broad code is wider than the code: what it gathers was not asked for.
            if (condition.Grouping && match.Kind != MatchKind.Descendant || mode == MatchMode.Broad)
            {
                foreach (var below in snapshot.SelfAndDescendants(condition.Id).Skip(1)) Reach(below, match with { Kind = MatchKind.Descendant });
            }
            if (mode == MatchMode.Broad)
            {
                foreach (var above in condition.Ancestors) Reach(above, match with { Kind = MatchKind.Ancestor });
            }
        }
        return reached;

        void Reach(string condition, Match match)
        {
            if (!reached.TryGetValue(condition, out var known) || match.Kind < known.Kind) reached[condition] = match;
        }
    }
}
