namespace EvidenceApi.Tests.Constraints;

/// <summary>A change to one row that a rule of the schema must refuse.</summary>
/// <param name="Rule">Name of the CHECK.</param>
/// <param name="Set">What the row is given.</param>
/// <param name="Where">Which row; any where it does not matter.</param>
public sealed record BrokenRule(string Rule, string Table, string Set, string Where = "true")
{
    internal string Statement => $"update {Table} set {Set} where ctid = (select ctid from {Table} where {Where} limit 1)";

    // Names the case in the list of tests.
    public override string ToString() => $"{Rule}: {Set}";

    internal static IReadOnlyList<BrokenRule> All { get; } = [.. VocabularyRules.Broken, .. StudyRules.Broken, .. StatementRules.Broken, .. PublishedRules.Broken];
}
