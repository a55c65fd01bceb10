namespace EvidenceApi.Evidence;

/// <summary>
/// How a request reached an evidence item. exact: the code or condition itself. subtree: a code on record covers the requested one.
/// descendant: the item's condition lies below what was asked. ancestor: it lies above. synonym: another name of the condition.
/// </summary>
public enum MatchKind { Exact, Subtree, Synonym, Descendant, Ancestor }

/// <summary>Why an item is in the answer, so that a caller can refuse a loose match.</summary>
/// <param name="Kind">How it was matched.</param>
/// <param name="System">Code system of the requested code; null where a condition was asked for.</param>
/// <param name="Requested">What was asked for, as sent.</param>
/// <param name="Matched">The code or condition on record that it met.</param>
/// <param name="Condition">The condition that the match stands for; the item's own condition may lie below or above it.</param>
public sealed record Match(MatchKind Kind, string? System, string Requested, string Matched, string Condition);

/// <summary>What became of one requested code.</summary>
/// <param name="System">Code system.</param>
/// <param name="Requested">The code as sent.</param>
/// <param name="Matches">Conditions that it stands for; empty where it is unknown.</param>
public sealed record CodeResult(string System, string Requested, IReadOnlyList<Match> Matches);

/// <summary>Why a list is empty.</summary>
/// <param name="Code">unknown-code, no-evidence-for-condition, filters-exclude-all or below-requested-match; of conditions also no-match, of changes no-changes.</param>
/// <param name="Message">The reason in a sentence.</param>
/// <param name="Hint">What would give an answer; null where nothing would.</param>
/// <param name="Broader">Broader conditions that have evidence.</param>
public sealed record EmptyReason(string Code, string Message, string? Hint, IReadOnlyList<BroaderCondition> Broader);

/// <summary>A broader condition that has evidence.</summary>
/// <param name="EvidenceCount">Evidence items of it and everything below.</param>
public sealed record BroaderCondition(string Id, string Name, int EvidenceCount);
