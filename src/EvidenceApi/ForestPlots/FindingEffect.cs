using System.Globalization;
using System.Text.RegularExpressions;
using EvidenceApi.Evidence;
using EvidenceApi.Studies;
using MathNet.Numerics.Distributions;

namespace EvidenceApi.ForestPlots;

/// <summary>Where an effect comes from.</summary>
public enum EffectBasis { AsPrinted, ComputedFromMeans, ComputedFromEvents }

/// <summary>An effect with its interval, as printed or computed from the arms.</summary>
/// <param name="Measure">MD, SMD, OR, RR, HR, or mean-change against baseline.</param>
/// <param name="IsCorrected">Half an event was added to every cell because one was empty.</param>
internal sealed record FindingEffect(
    string Measure, double Estimate, double Low, double High, decimal CiLevel, EffectBasis Basis, double StandardError, int? InterventionN, int? ComparatorN, bool IsCorrected = false)
{
    private static readonly Regex ArmSizes = new(
        @"\b(?<a>[0-9]{1,5}) (?:vs?\.?|versus|against) (?<b>[0-9]{1,5}) (?:completers|patients|participants|knees|hips|shoulders|elbows|feet|discs)\b");

    internal static bool IsRatio(string measure) => measure is "OR" or "RR" or "HR";

    /// <summary>On the scale on which it is pooled.</summary>
    internal Effect Pooling => new(IsRatio(Measure) ? Math.Log(Estimate) : Estimate, StandardError * StandardError);

    /// <summary>How far the estimate lies from the middle of its interval, as a share of its half-width. 0 in a normal interval.</summary>
    internal double Asymmetry
    {
        get
        {
            var (estimate, low, high) = IsRatio(Measure) ? (Math.Log(Estimate), Math.Log(Low), Math.Log(High)) : (Estimate, Low, High);
            return Math.Abs(estimate - (low + high) / 2) / ((high - low) / 2);
        }
    }

    /// <summary>Null where the finding gives no effect with an interval, and reason says why.</summary>
    internal static FindingEffect? Of(Finding finding, out string reason)
    {
        reason = Reason(finding);
        var (first, second) = Sizes(finding);
        if (Printed(finding) is { } printed) return printed with { InterventionN = first, ComparatorN = second };
        return finding.ComparatorValue is null or { Baseline: not null } || finding.InterventionValue is null ? null
            : OfEvents(finding.InterventionValue, finding.ComparatorValue, "RR") ?? OfMeans(finding.InterventionValue, finding.ComparatorValue, first, second);
    }

    /// <summary>The odds ratio of the same arms, where the finding gives their events.</summary>
    internal static FindingEffect? OddsOf(Finding finding) =>
        Printed(finding) is null && finding is { InterventionValue: { } first, ComparatorValue: { Baseline: null } second } ? OfEvents(first, second, "OR") : null;

    private static FindingEffect? Printed(Finding finding)
    {
        if (finding is not { Estimate: { } estimate, CiLow: { } low, CiHigh: { } high } || MeasureOf(finding) is not { } measure) return null;
        var level = finding.CiLevel ?? 95;
        if (level is <= 0 or >= 100 || low >= high || estimate < low || estimate > high || (IsRatio(measure) && low <= 0)) return null;
        // The estimate of such a finding is the change of one arm: beside another arm it is no comparison.
        if (measure == "mean-change" && !IsUncontrolled(finding)) return null;
        var (from, to) = IsRatio(measure) ? (Math.Log((double)low), Math.Log((double)high)) : ((double)low, (double)high);
        var standardError = (to - from) / 2 / Normal.InvCDF(0, 1, 0.5 + (double)level / 200);
        return new(measure, (double)estimate, (double)low, (double)high, level, EffectBasis.AsPrinted, standardError, null, null);
    }

    private static string? MeasureOf(Finding finding) => finding.EffectMeasure switch
    {
        "MD" or "SMD" or "OR" or "RR" or "mean-change" => finding.EffectMeasure,
        null when finding.Name.Contains("hazard ratio", StringComparison.OrdinalIgnoreCase) => "HR",
        _ => null,
    };

    private static bool IsUncontrolled(Finding finding) => finding.Direction is Direction.UncontrolledImprovement or Direction.UncontrolledNoImprovement;

    /// <summary>Inverse-variance effect of two arms with events (as escalc in metafor: half an event added to every cell where one is empty).</summary>
    internal static FindingEffect? OfEvents(PrintedValue first, PrintedValue second, string measure)
    {
        if (first is not { Events: { } a, N: { } n1 } || second is not { Events: { } c, N: { } n2 }) return null;
        // Nothing, or everybody, in both arms says nothing about their ratio.
        if (a + c == 0 || a + c == n1 + n2) return null;
        var isEmpty = a == 0 || c == 0 || a == n1 || c == n2;
        var add = isEmpty ? 0.5 : 0;
        double events1 = a + add, none1 = n1 - a + add, events2 = c + add, none2 = n2 - c + add;
        var (log, variance) = measure == "OR"
            ? (Math.Log(events1 * none2 / (none1 * events2)), 1 / events1 + 1 / none1 + 1 / events2 + 1 / none2)
            : (Math.Log(events1 / (events1 + none1) / (events2 / (events2 + none2))), 1 / events1 - 1 / (events1 + none1) + 1 / events2 - 1 / (events2 + none2));
        var error = Math.Sqrt(variance);
        return new(measure, Math.Exp(log), Math.Exp(log - Z * error), Math.Exp(log + Z * error), 95, EffectBasis.ComputedFromEvents, error, n1, n2, isEmpty);
    }

    /// <summary>Difference of two means with their own standard errors.</summary>
    internal static FindingEffect? OfMeans(PrintedValue first, PrintedValue second, int? n1, int? n2)
    {
        if (first is not { Mean: { } mean1 } || second is not { Mean: { } mean2 }) return null;
        if (ErrorOf(first, n1) is not { } error1 || ErrorOf(second, n2) is not { } error2) return null;
        var difference = (double)(mean1 - mean2);
        var error = Math.Sqrt(error1 * error1 + error2 * error2);
        return new("MD", difference, difference - Z * error, difference + Z * error, 95, EffectBasis.ComputedFromMeans, error, n1, n2);
    }

    private static double? ErrorOf(PrintedValue arm, int? n) => arm switch
    {
        { StandardError: { } error and > 0 } => (double)error,
        { Sd: { } sd and > 0 } when n > 1 => (double)sd / Math.Sqrt(n.Value),
        { Interval: "95% CI", Low: { } low, High: { } high } when high > low => (double)(high - low) / 2 / Z,
        _ => null,
    };

    private static (int? Intervention, int? Comparator) Sizes(Finding finding)
    {
        var named = ArmSizes.Match(finding.Name);
        int? Named(string group) => named.Success ? int.Parse(named.Groups[group].Value, CultureInfo.InvariantCulture) : null;
        return (
            finding.InterventionValue?.N ?? Named("a"),
            finding.ComparatorValue?.N ?? PrintedValue.ArmSize(finding.ComparatorName) ?? Named("b"));
    }

    private static string Reason(Finding finding) => finding switch
    {
        { EffectMeasure: "SUCRA" } => "rank-not-effect",
        { Estimate: not null, CiLow: not null, EffectMeasure: null } => "effect-measure-not-stated",
        { Estimate: not null, CiLow: not null, CiHigh: not null, EffectMeasure: "proportion" } => "share-of-one-arm",
        { Estimate: not null, CiLow: not null, EffectMeasure: not "mean-change" } => "interval-not-usable",
        { InterventionValue: { Mean: not null, Sd: not null }, ComparatorValue: { Mean: not null, Sd: not null } } => "size-of-arms-not-read",
        _ => "no-interval",
    };

    private static double Z { get; } = Normal.InvCDF(0, 1, 0.975);
}
