using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.ForestPlots;

/// <summary>A finding of an evidence item with what decides where it is plotted.</summary>
internal sealed record PlotFinding(StudySummary Study, DesignKind Kind, Finding Finding, ComparisonWith Comparator, FindingEffect Effect)
{
    internal string Trial => Study.SameTrialAs ?? Study.Id;

    internal PlotSection Section => Study.NotCounted is not null ? PlotSection.NotCounted : Kind switch
    {
        DesignKind.Review or DesignKind.Opinion => PlotSection.Reviews,
        _ when Comparator.Id == ComparisonWith.BaselineId => PlotSection.UncontrolledStudies,
        _ when Study.Design == RandomizedTrial => PlotSection.RandomizedTrials,
        _ => PlotSection.NonRandomizedStudies,
    };

    internal const string RandomizedTrial = "randomized-controlled-trial";

    /// <summary>The estimate lies on the other side of no effect than the direction that the record states.</summary>
    internal bool ContradictsDirection
    {
        get
        {
            if (Finding.HigherIsBetter is not { } higherIsBetter) return false;
            var favoursIntervention = Effect.Estimate > (FindingEffect.IsRatio(Effect.Measure) ? 1 : 0) == higherIsBetter;
            return Finding.Direction switch
            {
                Direction.FavoursIntervention or Direction.UncontrolledImprovement => !favoursIntervention,
                Direction.FavoursComparator => favoursIntervention,
                _ => false,
            };
        }
    }

    /// <summary>Arms given as improvements on a scale on which lower is better: a larger figure is better, whatever the scale says.</summary>
    internal bool IsImprovementOnFallingScale =>
        Finding.HigherIsBetter == false && Effect.Basis == EffectBasis.ComputedFromMeans && ImprovementWords.Any(word => Finding.Name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] ImprovementWords = ["improvement", "decrease", "fall in", "reduction", "relief"];
}
