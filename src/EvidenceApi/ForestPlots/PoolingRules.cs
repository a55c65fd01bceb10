using EvidenceApi.Studies;

namespace EvidenceApi.ForestPlots;

/// <summary>When a mean is estimated: like with like, each trial once, and enough of them.</summary>
internal static class PoolingRules
{
    internal const int FewestTrials = 3;
    private const int FewTrials = 5;
    private const double MuchHeterogeneity = 0.75;

    // The sizes of these differ between trials: 0-10 or 0-100, Likert or visual analogue.
    private static readonly string[] OfSeveralScales = ["vas-pain", "nrs-pain", "womac-pain", "womac-stiffness", "womac-function", "womac-total", "ffi", "odi"];
    private static readonly System.Text.RegularExpressions.Regex Scale = new(@"\b0 ?(?:-|–|to) ?(?<end>[0-9]{1,3})\b");

    /// <summary>Why the plot as a whole can have no mean; null where its rows decide.</summary>
    internal static PoolingRefusal? OfPlot(OutcomeMeasure measure, ComparisonWith comparator, string effectMeasure)
    {
        if (comparator.Id == ComparisonWith.BaselineId) return new("no-comparison", "Changes against baseline have no comparison and are not pooled.");
        if (!comparator.InVocabulary || comparator.Id == "other") return new("comparator-not-one", $"\"{comparator.Name}\" is not one comparator; its rows may compare with different ones.");
        if (measure is { ScaleMin: null } or { ScaleMax: null })
        {
            return new("outcome-not-one", $"\"{measure.Name}\" gathers endpoints without a common scale; its rows may have measured different ones.");
        }
        if (!FindingEffect.IsRatio(effectMeasure)) return null;
        var isEvent = measure is { ScaleMin: 0, ScaleMax: 1 } or { Id: "responder-50" };
        return isEvent ? null : new("event-not-one", $"A ratio needs one event; \"{measure.Name}\" is a score, and each trial may have counted patients above another threshold.");
    }

    /// <summary>Why a row by itself can be in no mean.</summary>
    internal static PoolingRefusal? OfRow(PlotFinding row) => row switch
    {
        { Study.NotCounted: { } reason } => new("not-counted", $"The study does not count: {Http.Json.Name(reason)}."),
        { Section: PlotSection.Reviews } => new("review", "A review pools trials that may stand beside it."),
        { Section: not PlotSection.RandomizedTrials } => new("not-randomized", "Only randomized trials are pooled."),
        { ContradictsDirection: true } => new("sign-contradicts-direction", "The printed sign contradicts the stated direction, so which way it points is not sure."),
        { IsImprovementOnFallingScale: true } => new("sign-not-stated", "The arms are given as improvements on a scale on which lower is better."),
        { Finding.HigherIsBetter: null } => new("direction-of-scale-not-stated", "Whether higher is better is not stated."),
        { Effect: { Basis: EffectBasis.AsPrinted, Asymmetry: > 0.2 } } => new("interval-not-symmetric", "The printed interval is not symmetric about the estimate, so it gives no standard error."),
        _ when row.Finding.Name.Contains("median", StringComparison.OrdinalIgnoreCase) => new("median", "A difference of medians is not pooled with differences of means."),
        _ => null,
    };

    /// <summary>One row per trial: the primary outcome, else the latest time point; of several alike the first on record.</summary>
    internal static IEnumerable<PlotFinding> OnePerTrial(IEnumerable<PlotFinding> rows) => rows
        .GroupBy(row => row.Trial)
        .Select(trial => trial.OrderByDescending(row => row.Finding.Primary).ThenByDescending(row => row.Finding.TimepointMonths ?? -1).First());

    /// <summary>Why the chosen rows have no mean; null where they have.</summary>
    internal static PoolingRefusal? OfRows(OutcomeMeasure measure, string effectMeasure, IReadOnlyList<PlotFinding> chosen)
    {
        if (chosen.Count < FewestTrials)
        {
            return new("too-few-trials", $"{chosen.Count} independent, verified randomized {(chosen.Count == 1 ? "trial gives" : "trials give")} this effect with an interval; a mean needs {FewestTrials}.");
        }
        if (effectMeasure != "MD") return null;
        var scales = chosen.Select(row => Scale.Match(row.Finding.Name) is { Success: true } printed ? printed.Groups["end"].Value : null).ToList();
        if (scales.OfType<string>().Distinct().Count() > 1) return new("scales-differ", "The trials used scales of different length.");
        return OfSeveralScales.Contains(measure.Id) && scales.Contains(null)
            ? new("scale-not-stated", $"{measure.Name} is used with scales of different length, and not every trial's is on record.")
            : null;
    }

    internal static IReadOnlyList<string> Warnings(MetaAnalysis result, IReadOnlyList<PlotFinding> pooled)
    {
        List<string> warnings = [];
        if (result.ISquared >= MuchHeterogeneity) warnings.Add("High heterogeneity (I² of 75 % or more): the trials do not estimate one effect; read the prediction interval and the single trials.");
        if (pooled.Count < FewTrials) warnings.Add($"Only {pooled.Count} trials: heterogeneity cannot be estimated well.");
        // Equal variances give 1 but for rounding.
        if (result.Factor < 0.999) warnings.Add("The Hartung-Knapp interval is narrower than the ordinary one here, because the estimates lie nearer together than chance would put them.");
        var months = pooled.Select(row => row.Finding.TimepointMonths).Distinct().ToList();
        if (months.Count > 1) warnings.Add("Time points differ between the trials; timepoint chooses a window.");
        return warnings;
    }
}
