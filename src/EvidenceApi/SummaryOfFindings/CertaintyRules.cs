using System.Text.RegularExpressions;
using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.SummaryOfFindings;

/// <summary>
/// Which GRADE rating belongs to which row. A rating is for an outcome and a comparison: it is shown only where its own words name the
/// outcome, and name the comparator in the same breath or come from a study of the row.
/// </summary>
internal sealed partial class CertaintyRules(IReadOnlyList<GradingView> gradings)
{
    private const string Grade = "grade";

    private static readonly Dictionary<string, string[]> OutcomeWords = new()
    {
        ["vas-pain"] = ["pain"],
        ["nrs-pain"] = ["pain"],
        ["koos-pain"] = ["pain", "KOOS"],
        ["womac-pain"] = ["WOMAC", "pain"],
        ["womac-total"] = ["WOMAC"],
        ["womac-function"] = ["WOMAC", "function"],
        ["womac-stiffness"] = ["WOMAC"],
        ["koos"] = ["KOOS"],
        ["koos-adl"] = ["KOOS"],
        ["visa-a"] = ["VISA", "function"],
        ["visa-p"] = ["VISA", "function"],
        ["visa-g"] = ["VISA", "function"],
        ["dash"] = ["function", "disability"],
        ["quickdash"] = ["function", "disability"],
        ["prtee"] = ["function", "disability"],
        ["spadi"] = ["function", "disability"],
        ["asess-shoulder"] = ["function"],
        ["odi"] = ["disability", "function"],
        ["rmdq"] = ["disability", "function"],
        ["ffi"] = ["function"],
        ["bctq-function"] = ["function"],
        ["bctq-symptom"] = ["symptom"],
        ["constant"] = ["Constant"],
        ["retear"] = ["retear"],
        ["adverse-events"] = ["adverse"],
        ["conversion-to-surgery"] = ["surgery", "replacement", "arthroplasty"],
    };

    private static readonly Dictionary<string, string[]> ComparatorWords = new()
    {
        ["saline-placebo"] = ["placebo", "saline"],
        ["sham"] = ["placebo", "sham"],
        ["corticosteroid"] = ["steroid"],
        ["viscosupplementation"] = ["hyaluronic"],
        ["autologous-blood"] = ["compared with autologous blood"],
        ["exercise"] = ["exercise"],
        ["eswt"] = ["shock wave"],
    };

    private readonly List<GradingView> rated = [.. gradings.Where(grading => grading.System == Grade || grading.LevelSystem == Grade).OrderByDescending(grading => grading.Year ?? 0)];

    internal IReadOnlyList<SummaryCertainty> All => [.. rated.Select(View)];

    internal SummaryCertainty? Of(IReadOnlyList<SummaryFinding> findings, OutcomeMeasure measure, ComparisonWith comparator)
    {
        if (comparator.Id == ComparisonWith.BaselineId) return null;
        var sources = findings.Select(entry => entry.Study.Id).ToHashSet();
        string[] outcome = OutcomeWords.TryGetValue(measure.Id, out var words) ? words : [.. findings.Select(entry => Head().Match(entry.Finding.Name).Value).Where(name => name.Length > 6).Distinct()];
        string[] with = ComparatorWords.TryGetValue(comparator.Id, out var named) ? named : [];
        return rated.Where(grading => grading.Source is not null && sources.Contains(grading.Source) ? Names(grading.Statement, outcome) : Clauses(grading.Statement).Any(clause => Names(clause, outcome) && Names(clause, with)))
            .Select(View).FirstOrDefault();
    }

    private static IEnumerable<string> Clauses(string statement) => Clause().Split(statement);

    private static bool Names(string text, IEnumerable<string> words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static SummaryCertainty View(GradingView grading) =>
        new(grading.Id, grading.Level, grading.LevelAsWritten, grading.Direction, grading.Year, grading.Source, grading.SourceUrl, grading.Statement);

    [GeneratedRegex("[;,.](?: and)? ")]
    private static partial Regex Clause();

    [GeneratedRegex("^[^,;(]*")]
    private static partial Regex Head();
}
