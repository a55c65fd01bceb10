using EvidenceApi.Evidence;
using EvidenceApi.Releases;
using EvidenceApi.Studies;

namespace EvidenceApi.ForestPlots;

/// <summary>Which plots are asked for. Null: not asked.</summary>
internal sealed record PlotChoice(string? Measure, string? Comparator, string? EffectMeasure, bool? HigherIsBetter, int? TimepointMonths)
{
    // Half and double, roughly: 6 stands for 4.5 to 9 months.
    internal bool Covers(decimal? months) => TimepointMonths is not { } asked || (months is { } given && (asked == 0 ? given < 0.75m : given >= 0.75m * asked && given <= 1.5m * asked));
}

/// <summary>Lays the findings of an evidence item out as forest plots.</summary>
/// <param name="labels">Short name of every study of the item.</param>
internal sealed class ForestPlotComposer(EvidenceItem item, Snapshot snapshot, IReadOnlyDictionary<string, string> labels)
{
    internal const string Method =
        "Rows are findings with an effect and a confidence interval, as printed or computed from the arms' means or events. Pooled are, of one outcome measure, " +
        "comparator, effect measure and direction of scale, at least three verified randomized trials, one row each: the primary outcome, else the latest time point. " +
        "Random effects, restricted maximum likelihood, Hartung-Knapp interval without truncation, prediction interval with k - 1 degrees of freedom. Reviews, second reports, " +
        "incomplete and retracted studies are shown and never pooled. timepoint=6 keeps findings from 4.5 to 9 months (three quarters to one and a half times the months asked for).";

    private readonly IReadOnlyDictionary<string, string> names = snapshot.ComparisonNames();
    private readonly HashSet<string> family = [.. snapshot.FormsOf(item.Modality.Id)];
    private readonly List<FindingNotPlotted> notPlotted = [];

    internal IReadOnlyList<FindingNotPlotted> NotPlotted => notPlotted;

    /// <summary>The plots that the choice leaves, largest first.</summary>
    internal IReadOnlyList<ForestPlot> Compose(PlotChoice choice)
    {
        var findings = item.Studies!.SelectMany(study => study.Findings!.Select(finding => (study, finding, with: ComparisonWith.Of(finding, study.Comparators, names)))).ToList();
        var rows = findings.SelectMany(entry => Effects(entry.study, entry.finding, entry.with)).ToList();
        // Odds ratios of arms are wanted only beside printed ones: else the risk ratio says the same more plainly.
        var groups = rows.GroupBy(row => (row.Finding.Measure, Comparator: row.Comparator.Id, EffectMeasure: row.Effect.Measure, row.Finding.HigherIsBetter))
            .Where(group => group.Key.EffectMeasure != "OR" || group.Any(row => row.Effect.Basis == EffectBasis.AsPrinted));
        return
        [
            .. groups
                .Where(group =>
                    (choice.Measure is null || group.Key.Measure == choice.Measure) && (choice.Comparator is null || group.Key.Comparator == choice.Comparator) &&
                    (choice.EffectMeasure is null || group.Key.EffectMeasure == choice.EffectMeasure) && (choice.HigherIsBetter is null || group.Key.HigherIsBetter == choice.HigherIsBetter))
                .Select(group => group.Where(row => choice.Covers(row.Finding.TimepointMonths)).ToList())
                .Where(group => group.Count > 0)
                .Select(group => Plot(group, choice))
                .OrderByDescending(plot => plot.Pooled is not null)
                .ThenBy(plot => plot.Comparator.Id == ComparisonWith.BaselineId)
                .ThenByDescending(plot => plot.Rows.Where(row => row.NotCounted is null).Select(row => row.Study.Id).Distinct().Count())
                .ThenByDescending(plot => plot.Rows.Count)
                .ThenBy(plot => plot.Measure.Id == "other")
                .ThenBy(plot => plot.Measure.Id, StringComparer.Ordinal).ThenBy(plot => plot.Comparator.Id, StringComparer.Ordinal).ThenBy(plot => plot.EffectMeasure, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<PlotFinding> Effects(StudySummary study, Finding finding, ComparisonWith with)
    {
        // Forms of one modality against each other say nothing for or against it.
        if (family.Contains(with.Id)) return NotDrawn("within-modality");
        if (FindingEffect.Of(finding, out var reason) is not { } effect) return NotDrawn(reason);
        var row = new PlotFinding(study, snapshot.StudyDesigns[study.Design].Value.Kind, finding, with, effect);
        return FindingEffect.OddsOf(finding) is { } odds ? [row, row with { Effect = odds }] : [row];

        IEnumerable<PlotFinding> NotDrawn(string code)
        {
            notPlotted.Add(new(finding.Id, study.Id, finding.Measure, finding.Name, finding.TimepointMonths, finding.Direction, study.NotCounted, code));
            return [];
        }
    }

    private ForestPlot Plot(List<PlotFinding> group, PlotChoice choice)
    {
        var (measure, comparator, effectMeasure) = (snapshot.OutcomeMeasures[group[0].Finding.Measure].Value, group[0].Comparator, group[0].Effect.Measure);
        var chosen = PoolingRules.OnePerTrial(group.Where(row => PoolingRules.OfRow(row) is null)).ToList();
        var refused = PoolingRules.OfPlot(measure, comparator, effectMeasure) ?? PoolingRules.OfRows(measure, effectMeasure, chosen);
        var result = refused is null ? MetaAnalysis.Of([.. chosen.Select(row => row.Effect.Pooling)]) : null;
        var isRatio = FindingEffect.IsRatio(effectMeasure);
        var higherIsBetter = group[0].Finding.HigherIsBetter;
        var (better, worse) = (Favours(item.Modality.Abbreviation ?? item.Modality.Name), comparator.Id == ComparisonWith.BaselineId ? "worse than before" : Favours(comparator.Name));
        if (comparator.Id == ComparisonWith.BaselineId) better = "better than before";

        return new(
            new(measure.Id, measure.Name), comparator, effectMeasure, isRatio, isRatio ? 1 : 0, higherIsBetter,
            higherIsBetter switch { true => worse, false => better, null => null }, higherIsBetter switch { true => better, false => worse, null => null },
            [.. group.Select(Row).OrderBy(row => row.Section).ThenByDescending(row => row.Study.Year).ThenBy(row => row.Study.Id, StringComparer.Ordinal).ThenBy(row => row.TimepointMonths)],
            result is null ? null : Pooled(result, chosen, isRatio),
            refused,
            [.. notPlotted.Where(finding => finding.Measure == measure.Id && finding.Reason != "within-modality" && choice.Covers(finding.TimepointMonths) && HasComparator(finding, comparator))],
            Notes(group, measure));

        ForestPlotRow Row(PlotFinding row)
        {
            var (finding, effect, study) = (row.Finding, row.Effect, row.Study);
            var weight = result is not null && chosen.IndexOf(row) is >= 0 and var index ? result.Weights[index] : (double?)null;
            var otherRow = new PoolingRefusal("one-row-per-trial", "Another finding of the same trial stands for it.");
            return new(
                finding.Id, StudyOf(study), row.Section, finding.Name, finding.TimepointMonths, finding.Primary, effect.InterventionN, effect.ComparatorN,
                finding.ComparatorName, Shown(effect, effect.Estimate), Shown(effect, effect.Low), Shown(effect, effect.High), effect.CiLevel, effect.Basis, finding.Direction,
                row.ContradictsDirection, study.NotCounted, weight, PoolingRules.OfRow(row) ?? (chosen.Contains(row) ? null : otherRow));
        }
    }

    private bool HasComparator(FindingNotPlotted finding, ComparisonWith comparator)
    {
        var study = item.Studies!.First(entry => entry.Id == finding.Study);
        return ComparisonWith.Of(study.Findings!.First(entry => entry.Id == finding.Finding), study.Comparators, names).Id == comparator.Id;
    }

    private PlotStudy StudyOf(StudySummary study) => new(
        study.Id, labels[study.Id], study.Title, study.Year, study.Design, study.Participants, study.Standing, study.Verification, study.SameTrialAs, study.Url, study.Via);

    private static PooledEffect Pooled(MetaAnalysis result, List<PlotFinding> pooled, bool isRatio)
    {
        int?[] participants = [.. pooled.Select(row => row.Study.Participants)];
        return new(
            pooled.Count, participants.Contains(null) ? null : participants.Sum(), Printed(result.Estimate), Printed(result.Low), Printed(result.High), result.PValue,
            Printed(result.PredictionLow), Printed(result.PredictionHigh), pooled.Count - 1, result.TauSquared, Math.Sqrt(result.TauSquared), result.ISquared, result.Q,
            pooled.Count - 1, result.QPValue, result.Factor, PoolingRules.Warnings(result, pooled));

        double Printed(double value) => isRatio ? Math.Exp(value) : value;
    }

    private static List<string> Notes(List<PlotFinding> group, OutcomeMeasure measure)
    {
        List<string> notes = [];
        if (measure is { ScaleMin: null } or { ScaleMax: null } && group.Count > 1) notes.Add("The rows may have measured different endpoints: their sizes are not comparable.");
        if (group.Exists(row => row.ContradictsDirection)) notes.Add("† The printed sign contradicts the direction that the record states; shown as printed, never pooled.");
        if (group.Exists(row => row.IsImprovementOnFallingScale)) notes.Add("‡ Improvements on a scale on which lower is better: right of no effect is better for this row.");
        if (group.Exists(row => row.Effect.Basis != EffectBasis.AsPrinted)) notes.Add("* Computed here from the arms as printed.");
        if (group.Exists(row => row.Effect.IsCorrected)) notes.Add("One arm has no event or nothing but events: half an event was added to every cell.");
        if (group.Exists(row => row.Effect.CiLevel != 95)) notes.Add("Not every interval is a 95 % interval.");
        return notes;
    }

    private static double Shown(FindingEffect effect, double value) => effect.Basis == EffectBasis.AsPrinted ? value : Math.Round(value, 6);

    private static string Favours(string name) => $"favours {Drawing.PictureText.Lower(name)}";
}
