using EvidenceApi.Evidence;

namespace EvidenceApi.CdsHooks;

/// <summary>What a card says on a condition, compiled at publish: all of it but the release and the address of the service.</summary>
/// <param name="Summary">One sentence below 140 characters on the headline item.</param>
/// <param name="Strength">Sort key of the headline item, as in sort=strength: 1 the strongest, 9 without a level.</param>
/// <param name="Participants">Participants of the headline item.</param>
/// <param name="Headline">The condition's first evidence item in the order of sort=strength.</param>
/// <param name="Evidence">All evidence items of the condition, in that order.</param>
/// <param name="Detail">GitHub-flavoured Markdown.</param>
/// <param name="LastReviewed">Day on which the record of these items that was looked at longest ago was last read against its source.</param>
internal sealed record ConditionCard(
    Reference Condition, string Summary, int Strength, int Participants, string Headline, IReadOnlyList<string> Evidence, string Detail, DateOnly LastReviewed);
