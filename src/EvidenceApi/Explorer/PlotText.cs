using EvidenceApi.Evidence;
using EvidenceApi.ForestPlots;

namespace EvidenceApi.Explorer;

internal static class PlotText
{
    /// <summary>What the forest plot of an item shows, in words; null where no finding gives an effect with an interval.</summary>
    internal static string? Of(EvidenceItem item)
    {
        var plotted = item.Studies!.SelectMany(study => study.Findings ?? []).Any(finding => FindingEffect.Of(finding, out _) is not null);
        return !plotted
            ? null
            : $"Forest plot: effects with their intervals, study by study, for {item.Modality.Name} in {item.Condition.Name}. {item.Summary}";
    }
}
