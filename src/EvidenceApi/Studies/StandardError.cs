namespace EvidenceApi.Studies;

/// <summary>
/// Standard error of a finding's estimate, where what was printed gives it: from a confidence interval that is symmetric about the
/// estimate on the scale of its effect measure, or from standard deviation and n of both arms. Null elsewhere: an interval that was
/// bootstrapped, transformed or misprinted says nothing about a standard error.
/// </summary>
/// <param name="Value">Of the estimate; of its natural logarithm where source is ci-log. Six significant digits.</param>
/// <param name="Source">ci, ci-log or sd.</param>
internal sealed record StandardError(decimal Value, string Source)
{
    // Two-sided quantiles of the normal distribution.
    private static readonly Dictionary<decimal, double> Quantiles = new() { [90] = 1.6448536, [95] = 1.9599640, [99] = 2.5758293 };

    internal static StandardError? Of(Finding finding)
    {
        var isRatio = finding.EffectMeasure is "OR" or "RR";
        if (finding is { Estimate: { } estimate, CiLow: { } low, CiHigh: { } high, CiLevel: { } level } && finding.EffectMeasure != "SUCRA" && Quantiles.TryGetValue(level, out var z))
        {
            if (isRatio ? low > 0 && Symmetric(Math.Log((double)low), Math.Log((double)estimate), Math.Log((double)high)) : Symmetric((double)low, (double)estimate, (double)high))
            {
                var width = isRatio ? Math.Log((double)high) - Math.Log((double)low) : (double)(high - low);
                return new(Rounded(width / (2 * z)), isRatio ? "ci-log" : "ci");
            }
        }
        return finding is
        {
            EffectMeasure: "MD", Estimate: not null,
            InterventionValue: { Mean: not null, Sd: { } sd, N: { } n and > 0 }, ComparatorValue: { Mean: not null, Sd: { } otherSd, N: { } otherN and > 0 },
        }
            ? new(Rounded(Math.Sqrt((double)(sd * sd / n + otherSd * otherSd / otherN))), "sd")
            : null;
    }

    // Printed to two or three digits, the halves of an honest interval still differ by some per cent.
    private static bool Symmetric(double low, double estimate, double high)
    {
        const double tolerance = 0.1;
        var (below, above) = (estimate - low, high - estimate);
        return below > 0 && above > 0 && Math.Abs(above - below) <= tolerance * (above + below);
    }

    private static decimal Rounded(double value)
    {
        const int digits = 6;
        var places = Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(value)), 0, 12);
        return (decimal)Math.Round(value, places);
    }
}
