using System.Globalization;
using System.Text;
using EvidenceApi.Releases;

namespace EvidenceApi.CdsHooks;

/// <summary>The cards of a call: one per condition, strongest first; what would be more than five is folded into the fifth.</summary>
internal static class CardList
{
    private const int MostCards = 5;
    private const int MostLinks = 5;

    /// <param name="conditions">Conditions that the call stands for, with evidence or without.</param>
    internal static HookAnswer Of(Snapshot snapshot, IEnumerable<string> conditions, string publicUrl, string service, Guid hookInstance)
    {
        var relevant = conditions
            .Where(snapshot.Cards.ContainsKey)
            .Select(id => snapshot.Cards[id].Value)
            .OrderBy(card => card.Strength)
            .ThenByDescending(card => card.Participants)
            .ThenBy(card => card.Condition.Id, StringComparer.Ordinal)
            .ToList();
        var addresses = new CardAddresses(publicUrl, snapshot.Release.Id);
        var single = relevant.Count > MostCards ? MostCards - 1 : relevant.Count;
        var cards = relevant.Take(single).Select(Single);
        return new([.. relevant.Count > single ? cards.Append(Folded(relevant[single..])) : cards]);

        Card Single(ConditionCard card) => new(
            CardUuid.Of(card.Headline, snapshot.Release.Number, service, hookInstance), card.Summary,
            $"{Heading(card.LastReviewed)}\n\n{card.Detail}", "info",
            addresses.SourceOf(card.Condition), addresses.OverrideReasons,
            [addresses.EvidenceTable(card.Condition), addresses.Evidence(card.Headline)]);

        Card Folded(IReadOnlyList<ConditionCard> rest)
        {
            var detail = new StringBuilder($"{Heading(rest.Min(card => card.LastReviewed))}\n\n");
            foreach (var card in rest) detail.Append(CultureInfo.InvariantCulture, $"- {card.Summary} [Evidence table](<{addresses.EvidenceTable(card.Condition.Id)}>)\n");
            detail.Append("\nWhat speaks against, guideline positions and harms stand in the evidence table of each. Information about published studies, not advice for a patient.");
            return new(
                CardUuid.Of(CardUuid.Folded, snapshot.Release.Number, service, hookInstance),
                string.Create(CultureInfo.InvariantCulture, $"Evidence is on record for {rest.Count} more conditions, with what speaks for and against, one line each."),
                detail.ToString(), "info", addresses.SourceOfFolded, addresses.OverrideReasons,
                [.. rest.Take(MostLinks).Select(card => addresses.EvidenceTable(card.Condition))]);
        }

        string Heading(DateOnly reviewed) => string.Create(CultureInfo.InvariantCulture,
            $"**Release {snapshot.Release.Id}** of {snapshot.Release.PublishedOn:yyyy-MM-dd}; every record read against its source on {reviewed:yyyy-MM-dd} or later.");
    }
}
