using EvidenceApi.CdsHooks;

namespace EvidenceApi.Publishing;

/// <summary>Composes the decision support card of every condition that has evidence items.</summary>
internal static class CardCompiler
{
    internal static IEnumerable<ConditionCard> Compile(IEnumerable<CompiledEvidence> evidence) => evidence
        .GroupBy(compiled => compiled.Item.Condition.Id)
        .Select(group => Card([.. group
            .OrderBy(compiled => compiled.Strength)
            .ThenByDescending(compiled => compiled.Item.ParticipantCount)
            .ThenBy(compiled => compiled.Item.Id, StringComparer.Ordinal)]));

    private static ConditionCard Card(IReadOnlyList<CompiledEvidence> strongestFirst)
    {
        var items = strongestFirst.Select(compiled => compiled.Item).ToList();
        var headline = items[0];
        return new(
            headline.Condition, CardSummary.Of(headline), strongestFirst[0].Strength, headline.ParticipantCount, headline.Id,
            [.. items.Select(item => item.Id)], CardDetail.Of(items), items.Min(item => item.LastReviewed));
    }
}
