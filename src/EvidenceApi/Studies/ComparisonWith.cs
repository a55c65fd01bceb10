using System.Text.RegularExpressions;

namespace EvidenceApi.Studies;

/// <summary>What a finding compares the intervention with.</summary>
/// <param name="Id">Comparator or modality id; baseline: no comparison but a change; else a slug of the words as printed.</param>
/// <param name="Name">Name as shown.</param>
/// <param name="InVocabulary">False where the words stand for no single comparator: several, "control", "all comparators".</param>
public sealed record ComparisonWith(string Id, string Name, bool InVocabulary)
{
    internal const string BaselineId = "baseline";
    internal const string NotStatedId = "not-stated";
    private static readonly ComparisonWith Baseline = new(BaselineId, "Baseline (no comparison)", true);

    // Words by which a printed arm says which curated comparator it is. Read only where the study has that comparator and no other.
    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["corticosteroid"] = ["steroid", "methylprednisolone", "triamcinolone", "betamethasone", "dexamethasone"],
        ["saline-placebo"] = ["saline"],
        ["sham"] = ["sham", "placebo"],
        ["usual-care"] = ["usual care"],
        ["local-anesthetic"] = ["lidocaine", "lignocaine", "xylocaine", "mepivacaine", "bupivacaine"],
        ["prolotherapy"] = ["dextrose", "glucose"],
        ["none"] = ["wait-and-see", "no injection", "no treatment"],
    };

    private static readonly Regex Several = new(@"[,;]|\b(?:and|or|all|other)\b");
    private static readonly Regex Brackets = new(@" ?\([^()]*\)");
    private static readonly Regex NoWord = new("[^a-z0-9]+");

    /// <param name="names">Name of every comparator and modality by id.</param>
    /// <param name="comparators">Comparators of the study.</param>
    internal static ComparisonWith Of(Finding finding, IReadOnlyList<string> comparators, IReadOnlyDictionary<string, string> names)
    {
        if (IsAgainstBaseline(finding)) return Baseline;
        var only = comparators is [var one] && names.ContainsKey(one) ? one : null;
        if (finding.ComparatorName is not { } printed) return only is null ? new(NotStatedId, "Comparator not stated", false) : Known(only);
        var words = Brackets.Replace(printed, "").Trim();
        if (names.ContainsKey(words)) return Known(words);
        if (names.FirstOrDefault(entry => entry.Value.Equals(words, StringComparison.OrdinalIgnoreCase) || entry.Key.Equals(words, StringComparison.OrdinalIgnoreCase)).Key is { } named) return Known(named);
        var says = only is not null && Words.TryGetValue(only, out var typical) && !Several.IsMatch(words) &&
            typical.Any(word => words.Contains(word, StringComparison.OrdinalIgnoreCase));
        return says ? Known(only!) : new(Slug(printed), printed, false);

        // Where there is a comparison, no comparator is an arm without treatment.
        ComparisonWith Known(string id) => new(id, id == "none" ? "No treatment" : names[id], true);
    }

    private static bool IsAgainstBaseline(Finding finding) => finding.Direction switch
    {
        Evidence.Direction.UncontrolledImprovement or Evidence.Direction.UncontrolledNoImprovement => true,
        Evidence.Direction.Unclear or Evidence.Direction.Mixed => finding is { ComparatorName: null or "none", Comparator: null } or { ComparatorName: null or "none", ComparatorValue.Baseline: not null },
        _ => false,
    };

    private static string Slug(string printed) => NoWord.Replace(printed.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } slug ? slug : NotStatedId;
}

internal static class Comparisons
{
    /// <summary>Name of everything that a finding can compare with, by id.</summary>
    internal static IReadOnlyDictionary<string, string> ComparisonNames(this Releases.Snapshot snapshot) => snapshot.Comparators.Values
        .Select(entry => (entry.Value.Id, entry.Value.Name))
        .Concat(snapshot.Modalities.Values.Select(entry => (entry.Value.Id, entry.Value.Name)))
        .DistinctBy(entry => entry.Id)
        .ToDictionary(entry => entry.Id, entry => entry.Name);
}
