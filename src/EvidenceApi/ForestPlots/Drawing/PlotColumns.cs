using System.Globalization;

namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>Widths by what the rows have to say.</summary>
internal sealed class PlotColumns
{
    internal const double PageWidth = 600, Margin = 10, Gap = 8, TextSize = 10;

    internal PlotColumns(ForestPlot plot)
    {
        HasWeights = plot.Pooled is not null;
        var effects = plot.Rows.Select(row => PictureText.Effect(row.Estimate, row.Low, row.High)).Append("effect [95% CI]");
        if (plot.Pooled is { } mean) effects = effects.Append(PictureText.Effect(mean.Estimate, mean.Low, mean.High)).Append(PictureText.Effect(mean.Estimate, mean.PredictionLow, mean.PredictionHigh));
        var effectWidth = effects.Max(text => PlotFont.WidthOf(text, TextSize));
        var sizes = plot.Rows.Select(SizeOf).OfType<string>().Append("n / n");
        var sizeWidth = sizes.Max(text => PlotFont.WidthOf(text, TextSize));
        EffectRight = PageWidth - Margin - (HasWeights ? PlotFont.WidthOf("weight", TextSize) + Gap : 0);
        var rest = EffectRight - effectWidth - Margin - sizeWidth - 4 * Gap;
        StudyWidth = rest * 0.48;
        SizeRight = Margin + StudyWidth + Gap + sizeWidth;
        FigureLeft = SizeRight + 2 * Gap;
        FigureWidth = EffectRight - effectWidth - Gap - FigureLeft;
    }

    internal bool HasWeights { get; }
    internal double StudyWidth { get; }
    internal double SizeRight { get; }
    internal double FigureLeft { get; }
    internal double FigureWidth { get; }
    internal double EffectRight { get; }

    /// <summary>Sizes of the arms with this outcome, else of the whole study; null where neither was read.</summary>
    internal static string? SizeOf(ForestPlotRow row) => row switch
    {
        { InterventionN: null, ComparatorN: null, Study.Participants: null } => null,
        { InterventionN: null, ComparatorN: null } => string.Create(CultureInfo.InvariantCulture, $"N {row.Study.Participants}"),
        _ => $"{Arm(row.InterventionN)} / {Arm(row.ComparatorN)}",
    };

    private static string Arm(int? n) => n?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
