using EvidenceApi.Evidence;

namespace EvidenceApi.Explorer;

internal static class PlotText
{
    /// <summary>What the forest plot of an item shows, in words; null where no finding gives an effect with an interval.</summary>
    internal static string? Of(EvidenceItem item)
    {
        var plotted = item.Studies!.SelectMany(study => study.Findings ?? []).Where(finding => finding is { Estimate: not null, CiLow: not null, CiHigh: not null, EffectMeasure: not null }).ToList();
        return plotted.Count == 0
            ? null
            : $"Forest plot: effects with their intervals, study by study, for {item.Modality.Name} in {item.Condition.Name}. {item.Summary}";
    }
}
