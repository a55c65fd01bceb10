using System.Globalization;
using EvidenceApi.Studies;

namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>The words of the picture.</summary>
internal static class PictureText
{
    internal static string Title(ForestPlotAnswer answer, ForestPlot plot)
    {
        var comparison = plot.Comparator.Id == ComparisonWith.BaselineId ? "change from baseline" : $"against {Lower(plot.Comparator.Name)}";
        return $"{answer.Evidence.Condition.Name}: {Lower(answer.Evidence.Modality.Name)} {comparison}. {plot.Measure.Name}";
    }

    /// <summary>Everything that the picture shows, for those who cannot see it.</summary>
    internal static string Description(ForestPlotAnswer answer, ForestPlot plot)
    {
        var rows = plot.Rows.Select(row =>
            $"{row.Study.Label}{(row.TimepointMonths is { } months ? $" at {Months(months)}" : "")}: {Effect(row.Estimate, row.Low, row.High)}, {Direction(row)}{(row.NotCounted is { } reason ? $", not counted ({Http.Json.Name(reason)})" : "")}");
        var pooled = plot.Pooled is { } mean
            ? $"Pooled from {mean.Trials} trials: {Effect(mean.Estimate, mean.Low, mean.High)}."
            : $"Not pooled: {plot.PoolingRefused!.Message}";
        return $"Forest plot, {EffectName(plot.EffectMeasure)}. {string.Join("; ", rows)}. {pooled} Release {answer.Release}.";
    }

    internal static string EffectName(string effectMeasure) => effectMeasure switch
    {
        "MD" => "mean difference",
        "SMD" => "standardized mean difference",
        "OR" => "odds ratio",
        "RR" => "risk ratio",
        "HR" => "hazard ratio",
        _ => "mean change",
    };

    internal static string Heading(PlotSection section) => section switch
    {
        PlotSection.RandomizedTrials => "Randomized trials",
        PlotSection.NonRandomizedStudies => "Other controlled studies (never pooled)",
        PlotSection.UncontrolledStudies => "Studies without a comparison (never pooled)",
        PlotSection.Reviews => "Reviews, pooled by their authors (never pooled again)",
        _ => "Not counted",
    };

    /// <summary>Headline of the item: a plot must not travel without it.</summary>
    internal static string Headline(ForestPlotAnswer answer)
    {
        var evidence = answer.Evidence;
        var level = evidence.EvidenceLevel is { } given ? $"Level {given.Level} ({given.System}, {Http.Json.Name(given.Basis)})" : "No level of evidence";
        var agreement = evidence.Agreement is { } found ? $"; agreement: {Http.Json.Name(found)}" : "";
        var counts = evidence.Directions;
        return $"{level}{agreement}. Counted studies: {counts.FavoursIntervention} favour it, {counts.NoDifference} no difference, {counts.FavoursComparator} favour the comparator, " +
            $"{counts.Mixed} mixed, {counts.UncontrolledImprovement + counts.UncontrolledNoImprovement} uncontrolled, {counts.Unclear} unclear.";
    }

    internal static string? WithoutInterval(ForestPlot plot)
    {
        if (plot.WithoutInterval.Count == 0) return null;
        var directions = plot.WithoutInterval.GroupBy(finding => finding.Direction).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Words(Http.Json.Name(group.Key))}");
        return $"Not drawn, no usable interval: {plot.WithoutInterval.Count} more {(plot.WithoutInterval.Count == 1 ? "finding" : "findings")} of this comparison ({string.Join(", ", directions)}).";
    }

    internal static string Marks(ForestPlotRow row) => (row.Basis == EffectBasis.AsPrinted ? "" : "*") + (row.ContradictsDirection ? "†" : "") + (row.NotPooled?.Code == "sign-not-stated" ? "‡" : "");

    internal static string Effect(double estimate, double low, double high)
    {
        // Ratios far below 1 and small differences need more digits than scores.
        var smallest = new[] { estimate, low, high }.Where(value => value != 0).Select(Math.Abs).DefaultIfEmpty(1).Min();
        var largest = new[] { estimate, low, high }.Max(Math.Abs);
        var digits = largest >= 1000 ? 0 : largest >= 100 ? 1 : smallest < 0.01 && largest < 1 ? 3 : 2;
        return $"{Figure(estimate, digits)} [{Figure(low, digits)}, {Figure(high, digits)}]";
    }

    internal static string Figure(double value, int digits)
    {
        var text = value.ToString($"F{digits}", CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? text.Trim('-', '0', '.').Length == 0 ? text[1..] : $"\u2212{text[1..]}" : text;
    }

    internal static string Months(decimal months) => months.ToString("0.#", CultureInfo.InvariantCulture) + (months == 1 ? " month" : " months");

    internal static string Lower(string name) => name.Length > 1 && char.IsUpper(name[0]) && char.IsLower(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static string Direction(ForestPlotRow row) => Words(Http.Json.Name(row.Direction));

    private static string Words(string name) => name.Replace('-', ' ');
}
