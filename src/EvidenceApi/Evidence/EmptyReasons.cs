using EvidenceApi.Releases;

namespace EvidenceApi.Evidence;

/// <summary>Says why a lookup found nothing: an empty answer without a reason could be read as "there is no evidence".</summary>
internal sealed class EmptyReasons(EvidenceQueries queries)
{
    /// <summary>How far is counted what a filter leaves out: beyond, the number helps nobody and takes longer than the answer.</summary>
    internal const int MostCounted = 1000;

    internal async Task<EmptyReason> ExplainAsync(Snapshot snapshot, EvidenceFilters query, EvidenceFilter filter, ConditionMatches matches, CancellationToken cancel)
    {
        if (UnknownCode(matches) is { } unknown) return unknown;
        var ofConditions = new EvidenceFilter(filter.Release, filter.Conditions);
        if (filter.Conditions is not null && (filter.Conditions.Length == 0 || await queries.CountAsync(ofConditions, 1, cancel) == 0))
        {
            if (matches.Refused) return BelowRequestedMatch(Broader(snapshot, matches));
            if (filter.Conditions.Length == 0 && matches.Named.Count > 0 && (query.RequestedRegion is not null || query is { RequestedCodes.Length: > 0, RequestedCondition: not null }))
            {
                string[] named = [query.RequestedCodes.Length > 0 ? "code" : "", query.RequestedCondition is null ? "" : "condition", query.RequestedRegion is null ? "" : "bodyRegion"];
                var given = named.Where(name => name.Length > 0).ToList();
                return new("filters-exclude-all", $"No condition meets {string.Join(" and ", given)} together.", $"Drop {string.Join(" or ", given)}.", []);
            }
            return NoEvidence(snapshot, matches);
        }

        (string Name, object? Value, EvidenceFilter Without)[] filters =
        [
            ("q", filter.Ids, filter with { Ids = null }),
            ("modality", filter.Modalities, filter with { Modalities = null }),
            ("targetTissue", filter.TargetTissue, filter with { TargetTissue = null }),
            ("level", query.Level, filter with { Level = null }),
            ("gradingSystem", filter.GradingSystem, filter with { GradingSystem = null, Level = query.Level }),
            ("direction", filter.Direction, filter with { Direction = null }),
            ("agreement", filter.Agreement, filter with { Agreement = null }),
            ("design", filter.Design, filter with { Design = null }),
            ("minParticipants", filter.MinParticipants, filter with { MinParticipants = null }),
            ("publishedSince", filter.PublishedSince, filter with { PublishedSince = null }),
            (query.RequestedCodes.Length == 0 ? "condition" : "code", filter.Conditions, filter with { Conditions = null }),
        ];
        var reason = await FiltersAsync(filters, without => queries.CountAsync(without, MostCounted + 1, cancel));
        // No item does not mean that nobody has taken a position.
        var positions = filter is { Conditions: not null, Modalities: not null } ? await queries.PositionsAsync(filter, cancel) : 0;
        return positions == 0 ? reason : reason with { Hint = $"{reason.Hint} {positions} positions of guideline bodies or regulators speak of it: /v1/recommendations." };
    }

    /// <summary>Null where a code is known, or none was sent.</summary>
    internal static EmptyReason? UnknownCode(ConditionMatches matches) => matches.Codes.Count == 0 || matches.Codes.Any(code => code.Matches.Count > 0)
        ? null
        : new("unknown-code", $"No condition on record has the code {string.Join(", ", matches.Codes.Select(code => $"{code.System}|{code.Requested}"))}.",
            "This says nothing about evidence. Look the condition up by name: /v1/conditions?q=", []);

    internal static EmptyReason BelowRequestedMatch(IReadOnlyList<BroaderCondition> broader) =>
        new("below-requested-match", "There is evidence by a looser match than match=exact accepts.", "Leave match out.", broader);

    /// <summary>Names the filters that exclude everything by themselves.</summary>
    internal static async Task<EmptyReason> FiltersAsync<T>(IEnumerable<(string Name, object? Value, T Without)> filters, Func<T, Task<int>> count)
    {
        var helpful = new List<string>();
        foreach (var (name, value, without) in filters)
        {
            if (value is null) continue;
            var found = await count(without);
            if (found > 0) helpful.Add($"{name} ({(found > MostCounted ? $"more than {MostCounted}" : found)} {(found == 1 ? "item" : "items")} without it)");
        }
        return FiltersExcludeAll(helpful.Count > 0 ? $"Drop {string.Join(", or ", helpful)}." : "No single filter is to blame: drop several.");
    }

    internal static EmptyReason FiltersExcludeAll(string hint) => new("filters-exclude-all", "There is evidence, but none that meets every filter.", hint, []);

    internal static EmptyReason NoEvidence(Snapshot snapshot, ConditionMatches matches)
    {
        var named = matches.Named.Select(id => snapshot.Conditions[id].Value).ToList();
        var indications = named.SelectMany(condition => condition.Indications)
            .Select(claim => $"{claim.Source.Title} ({claim.Source.Publisher}) names it as an indication for {claim.Modality}: \"{claim.Statement}\"").ToList();
        var message = $"No study, grading or claim on effectiveness is on record for {string.Join(", ", named.Select(condition => condition.Name))}.";
        if (indications.Count > 0) message += $" Only a source document speaks of it, which is a claim and not evidence: {string.Join("; ", indications)}.";
        var broader = Broader(snapshot, matches);
        return new("no-evidence-for-condition", message, broader.Count > 0 ? "Ask for a broader condition." : null, broader);
    }

    private static IReadOnlyList<BroaderCondition> Broader(Snapshot snapshot, ConditionMatches matches) =>
    [
        .. matches.Named
            .SelectMany(id => snapshot.Conditions[id].Value.Ancestors)
            .Distinct()
            .Select(id => snapshot.Conditions[id].Value)
            .Where(condition => condition.EvidenceCountBelow > 0)
            .Select(condition => new BroaderCondition(condition.Id, condition.Name, condition.EvidenceCountBelow)),
    ];
}
