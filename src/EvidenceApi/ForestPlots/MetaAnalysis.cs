using MathNet.Numerics.Distributions;

namespace EvidenceApi.ForestPlots;

/// <summary>An effect with its variance, on the scale on which it is pooled: ratios as natural logarithms.</summary>
internal readonly record struct Effect(double Estimate, double Variance);

/// <summary>
/// Random-effects meta-analysis: between-study variance by restricted maximum likelihood, interval by Hartung and Knapp (Stat Med 2001;20:3875).
/// The same conventions as rma(method="REML", test="knha") of R's metafor, which the tests compare it with.
/// </summary>
internal sealed class MetaAnalysis
{
    private const double Confidence = 0.95;
    private const int MostSteps = 2000;

    private MetaAnalysis(IReadOnlyList<Effect> effects)
    {
        var common = Mean(effects, 0);
        var degrees = effects.Count - 1;
        TauSquared = RestrictedMaximumLikelihood(effects);
        Q = effects.Sum(effect => Square(effect.Estimate - common) / effect.Variance);
        QPValue = 1 - ChiSquared.CDF(degrees, Q);

        var weights = effects.Select(effect => 1 / (effect.Variance + TauSquared)).ToList();
        var total = weights.Sum();
        Weights = [.. weights.Select(weight => weight / total)];
        Estimate = Mean(effects, TauSquared);
        Factor = effects.Zip(weights, (effect, weight) => weight * Square(effect.Estimate - Estimate)).Sum() / degrees;
        StandardError = Math.Sqrt(Factor / total);

        var t = StudentT.InvCDF(0, 1, degrees, (1 + Confidence) / 2);
        (Low, High) = (Estimate - t * StandardError, Estimate + t * StandardError);
        PValue = StandardError > 0 ? 2 * StudentT.CDF(0, 1, degrees, -Math.Abs(Estimate / StandardError)) : null;
        var spread = Math.Sqrt(Square(StandardError) + TauSquared);
        (PredictionLow, PredictionHigh) = (Estimate - t * spread, Estimate + t * spread);

        // The variance of a typical study (Higgins and Thompson, Stat Med 2002;21:1539).
        var precision = effects.Sum(effect => 1 / effect.Variance);
        var typical = degrees * precision / (Square(precision) - effects.Sum(effect => 1 / Square(effect.Variance)));
        ISquared = TauSquared / (TauSquared + typical);
    }

    internal double Estimate { get; }
    internal double StandardError { get; }
    internal double Low { get; }
    internal double High { get; }

    /// <summary>Of the hypothesis of no mean effect; null where all studies agree exactly.</summary>
    internal double? PValue { get; }

    /// <summary>Variance between studies.</summary>
    internal double TauSquared { get; }

    /// <summary>Share of the variation between estimates that is not sampling error, 0 to 1.</summary>
    internal double ISquared { get; }

    internal double Q { get; }
    internal double QPValue { get; }

    /// <summary>What Hartung and Knapp multiply the variance of the mean with. Below 1 the interval is narrower than the ordinary one.</summary>
    internal double Factor { get; }

    /// <summary>Where the effect of a further study is expected, with k - 1 degrees of freedom as in metafor.</summary>
    internal double PredictionLow { get; }

    internal double PredictionHigh { get; }

    /// <summary>Share of each study, in the order in which they came; sums to 1.</summary>
    internal IReadOnlyList<double> Weights { get; }

    /// <param name="effects">At least two, with positive variances.</param>
    internal static MetaAnalysis Of(IReadOnlyList<Effect> effects)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(effects.Count, 2);
        if (effects.Any(effect => !double.IsFinite(effect.Estimate) || !(effect.Variance > 0 && double.IsFinite(effect.Variance))))
        {
            throw new ArgumentException("An effect needs a finite estimate and a positive variance.", nameof(effects));
        }
        return new(effects);
    }

    /// <summary>Fisher scoring from the variance of the estimates, kept at zero or above.</summary>
    private static double RestrictedMaximumLikelihood(IReadOnlyList<Effect> effects)
    {
        var scale = effects.Average(effect => effect.Variance);
        var tauSquared = Math.Max(0, effects.Sum(effect => Square(effect.Estimate - effects.Average(each => each.Estimate))) / (effects.Count - 1) - scale);
        for (var step = 0; step < MostSteps; step++)
        {
            var change = ScoringStep(effects, tauSquared);
            var next = Math.Max(0, tauSquared + change);
            if (Math.Abs(next - tauSquared) <= 1e-12 * (scale + tauSquared)) return next;
            tauSquared = next;
        }
        return tauSquared;
    }

    private static double ScoringStep(IReadOnlyList<Effect> effects, double tauSquared)
    {
        var mean = Mean(effects, tauSquared);
        double first = 0, second = 0, third = 0, residual = 0;
        foreach (var effect in effects)
        {
            var weight = 1 / (effect.Variance + tauSquared);
            first += weight;
            second += weight * weight;
            third += weight * weight * weight;
            residual += Square(weight * (effect.Estimate - mean));
        }
        var trace = first - second / first;
        var traceOfSquare = second - 2 * third / first + Square(second / first);
        return (residual - trace) / traceOfSquare;
    }

    private static double Mean(IReadOnlyList<Effect> effects, double tauSquared)
    {
        double sum = 0, total = 0;
        foreach (var effect in effects)
        {
            var weight = 1 / (effect.Variance + tauSquared);
            sum += weight * effect.Estimate;
            total += weight;
        }
        return sum / total;
    }

    private static double Square(double value) => value * value;
}
