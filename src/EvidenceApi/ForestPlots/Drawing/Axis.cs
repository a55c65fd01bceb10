namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>Where an effect lies on the page: linear for differences, logarithmic for ratios.</summary>
internal sealed class Axis
{
    private static readonly double[] Steps = [1, 2, 5, 10];
    private static readonly double[][] Factors = [[1, 2, 5], [1, 3], [1]];

    private readonly bool isLogarithmic;
    private readonly double from, to, left, width;

    /// <param name="isLogarithmic">For ratios.</param>
    /// <param name="effects">Estimates with their intervals.</param>
    /// <param name="always">Values that have to be on the page.</param>
    internal Axis(bool isLogarithmic, IReadOnlyList<(double Estimate, double Low, double High)> effects, IEnumerable<double> always, double left, double width)
    {
        (this.isLogarithmic, this.left, this.width) = (isLogarithmic, left, width);
        var kept = always.Concat(effects.Select(effect => effect.Estimate)).Select(Scale).ToList();
        var bounds = effects.SelectMany(effect => new[] { Scale(effect.Low), Scale(effect.High) }).ToList();
        // One very wide interval would squeeze all others: it is cut, with an arrowhead, three usual widths beyond the estimates.
        var widths = effects.Select(effect => Scale(effect.High) - Scale(effect.Low)).Order().ToList();
        var usual = widths.Count > 0 ? widths[widths.Count / 2] : 1;
        var room = Math.Max(3 * usual, kept.Max() - kept.Min());
        (from, to) = (Math.Max(bounds.Concat(kept).Min(), kept.Min() - room), Math.Min(bounds.Concat(kept).Max(), kept.Max() + room));
        if (to - from < 1e-9) (from, to) = (from - 1, to + 1);
        var margin = (to - from) * 0.04;
        (from, to) = (from - margin, to + margin);
    }

    internal double X(double value) => left + Math.Clamp((Scale(value) - from) / (to - from), 0, 1) * width;

    internal bool IsCut(double value) => Scale(value) < from || Scale(value) > to;

    /// <summary>Round values, at most about one for every 40 pixels.</summary>
    internal IReadOnlyList<double> Ticks() => isLogarithmic ? LogTicks() : LinearTicks();

    private double Scale(double value) => isLogarithmic ? Math.Log10(value) : value;

    private List<double> LinearTicks()
    {
        var rough = (to - from) / Math.Max(2, width / 45);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Steps.Select(factor => factor * power).First(candidate => candidate >= rough);
        List<double> ticks = [];
        for (var index = Math.Ceiling(from / step); index * step <= to; index++) ticks.Add(index == 0 ? 0 : index * step);
        return ticks;
    }

    private IReadOnlyList<double> LogTicks()
    {
        foreach (var factors in Factors)
        {
            var ticks = Powers(1).SelectMany(power => factors.Select(factor => factor * power)).Where(tick => !IsCut(tick)).ToList();
            if (ticks.Count >= 2 && ticks.Count * 40 <= width) return ticks;
        }
        var step = Math.Max(1, (int)Math.Ceiling((to - from) * 40 / width));
        return [.. Powers(step).Where(tick => !IsCut(tick)).DefaultIfEmpty(1)];
    }

    private IEnumerable<double> Powers(int step)
    {
        for (var exponent = (int)Math.Floor(from / step) * step; exponent <= to; exponent += step) yield return Math.Pow(10, exponent);
    }
}
