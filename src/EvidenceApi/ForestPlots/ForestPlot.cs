using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Studies;

namespace EvidenceApi.ForestPlots;

/// <summary>The forest plots of an evidence item, and one of them whole.</summary>
/// <param name="Evidence">The item.</param>
/// <param name="Plots">Plots that the parameters leave, largest first.</param>
/// <param name="Plot">The first of them; null where there is none.</param>
/// <param name="NotPlotted">Findings of the item that stand in no plot, and why: they count all the same.</param>
/// <param name="Reason">Why there is no plot; null where there is one.</param>
/// <param name="Method">How rows are chosen and pooled.</param>
public sealed record ForestPlotAnswer(
    EvidenceHeadline Evidence, IReadOnlyList<ForestPlotOutline> Plots, ForestPlot? Plot, IReadOnlyList<FindingNotPlotted> NotPlotted,
    EmptyReason? Reason, string Method) : Released;

/// <summary>A plot in outline.</summary>
/// <param name="Measure">Outcome measure.</param>
/// <param name="EffectMeasure">MD, SMD, OR, RR, HR, or mean-change against baseline.</param>
/// <param name="HigherIsBetter">Whether a higher figure is better for the patient, as the findings themselves say; null where they do not.</param>
/// <param name="Rows">Findings with an effect and an interval.</param>
/// <param name="Studies">Studies that they come from.</param>
/// <param name="PoolableTrials">Independent, verified randomized trials among them, one row each.</param>
/// <param name="IsPooled">Whether a mean is estimated.</param>
/// <param name="PoolingRefused">Why none is; null where one is.</param>
/// <param name="Url">Address of this plot as data; with format=svg or format=png as a picture.</param>
public sealed record ForestPlotOutline(
    Reference Measure, ComparisonWith Comparator, string EffectMeasure, bool? HigherIsBetter, int Rows, int Studies, int PoolableTrials,
    bool IsPooled, PoolingRefusal? PoolingRefused, string Url);

/// <summary>One plot: findings of one outcome measure, comparator, effect measure and direction of scale.</summary>
/// <param name="Measure">Outcome measure.</param>
/// <param name="EffectMeasure">MD, SMD, OR, RR, HR, or mean-change against baseline.</param>
/// <param name="IsLogarithmic">Whether the axis is logarithmic: for ratios.</param>
/// <param name="NoEffect">0 for differences, 1 for ratios.</param>
/// <param name="HigherIsBetter">Whether a higher figure is better for the patient; null where the findings do not say.</param>
/// <param name="LeftFavours">What lies left of no effect; null where the findings do not say.</param>
/// <param name="RightFavours">What lies right of no effect; null where the findings do not say.</param>
/// <param name="Rows">Findings in the order of the picture.</param>
/// <param name="Pooled">Mean of the poolable trials; null where pooling is refused.</param>
/// <param name="PoolingRefused">Why none is estimated; null where one is.</param>
/// <param name="WithoutInterval">Findings of the same measure and comparator that give no effect with an interval.</param>
/// <param name="Notes">What a reader has to know before comparing rows.</param>
public sealed record ForestPlot(
    Reference Measure, ComparisonWith Comparator, string EffectMeasure, bool IsLogarithmic, double NoEffect, bool? HigherIsBetter, string? LeftFavours,
    string? RightFavours, IReadOnlyList<ForestPlotRow> Rows, PooledEffect? Pooled, PoolingRefusal? PoolingRefused,
    IReadOnlyList<FindingNotPlotted> WithoutInterval, IReadOnlyList<string> Notes);

/// <summary>Parts of a plot. Only rows among the randomized trials are ever pooled.</summary>
public enum PlotSection { RandomizedTrials, NonRandomizedStudies, UncontrolledStudies, Reviews, NotCounted }

/// <summary>One finding of a plot.</summary>
/// <param name="Finding">Finding id.</param>
/// <param name="Study">The study.</param>
/// <param name="Outcome">The outcome in the words of the record.</param>
/// <param name="TimepointMonths">Months after treatment; null where not stated.</param>
/// <param name="InterventionN">Size of the arm as printed with the outcome; null where not printed.</param>
/// <param name="ComparatorN">Size of the other arm as printed with the outcome; null where not printed.</param>
/// <param name="ComparatorAsPrinted">The comparator arm in the words of the record.</param>
/// <param name="Estimate">On the printed scale; computed ones to six decimals.</param>
/// <param name="Low">Lower bound of the interval.</param>
/// <param name="High">Upper bound of the interval.</param>
/// <param name="CiLevel">Confidence level of the interval in per cent.</param>
/// <param name="Basis">as-printed, or computed from the means or the events of the two arms.</param>
/// <param name="Direction">What the finding says, which the position in the plot need not repeat.</param>
/// <param name="ContradictsDirection">True where the printed sign lies on the other side than the stated direction; shown as printed.</param>
/// <param name="NotCounted">Why the study does not count; null where it counts.</param>
/// <param name="Weight">Share in the pooled mean, 0 to 1; null where not pooled.</param>
/// <param name="NotPooled">Why the row is in no pooled mean; null where only the number of trials could stand in the way.</param>
public sealed record ForestPlotRow(
    string Finding, PlotStudy Study, PlotSection Section, string Outcome, decimal? TimepointMonths, bool Primary, int? InterventionN, int? ComparatorN,
    string? ComparatorAsPrinted, double Estimate, double Low, double High, decimal CiLevel, EffectBasis Basis, Direction Direction,
    bool ContradictsDirection, NotCountedReason? NotCounted, double? Weight, PoolingRefusal? NotPooled);

/// <summary>The study of a row.</summary>
/// <param name="Label">First author and year; the id where no author was read.</param>
/// <param name="Participants">Participants of the whole study; null where not read.</param>
/// <param name="SameTrialAs">First report of the same trial; null where this is it.</param>
/// <param name="Via">Set where the study is about a more specific form.</param>
public sealed record PlotStudy(
    string Id, string Label, string Title, int Year, string Design, int? Participants, Standing Standing, Verification Verification, string? SameTrialAs, string Url, Via? Via);

/// <summary>A finding that stands in no plot.</summary>
/// <param name="Finding">Finding id.</param>
/// <param name="Reason">no-interval, size-of-arms-not-read, share-of-one-arm, rank-not-effect, effect-measure-not-stated, interval-not-usable or within-modality.</param>
public sealed record FindingNotPlotted(
    string Finding, string Study, string Measure, string Outcome, decimal? TimepointMonths, Direction Direction, NotCountedReason? NotCounted, string Reason);

/// <summary>Why a mean is not estimated, or a row not part of it.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For readers.</param>
public sealed record PoolingRefusal(string Code, string Message);

/// <summary>Mean effect of independent trials by random effects. All figures are on the printed scale; ratios were pooled as logarithms.</summary>
/// <param name="Trials">Number of trials.</param>
/// <param name="Participants">Their participants; null where one is not known.</param>
/// <param name="Estimate">Mean effect.</param>
/// <param name="Low">Lower bound of the 95 % interval by Hartung and Knapp, t with k - 1 degrees of freedom.</param>
/// <param name="High">Upper bound of that interval.</param>
/// <param name="PValue">Of no mean effect; null where all estimates are equal.</param>
/// <param name="PredictionLow">Lower bound of the 95 % prediction interval for the effect in a further study.</param>
/// <param name="PredictionHigh">Upper bound of that interval.</param>
/// <param name="PredictionDegreesOfFreedom">k - 1, as in metafor; others use k - 2, which is wider.</param>
/// <param name="TauSquared">Variance between studies by restricted maximum likelihood; of log ratios where ratios are pooled.</param>
/// <param name="Tau">Its square root.</param>
/// <param name="ISquared">Share of variation beyond sampling error, 0 to 1.</param>
/// <param name="Q">Cochran's Q.</param>
/// <param name="QDegreesOfFreedom">k - 1.</param>
/// <param name="QPValue">Of no heterogeneity.</param>
/// <param name="HartungKnappFactor">What the variance was multiplied with. Neither truncated at 1 nor otherwise corrected.</param>
/// <param name="Warnings">What makes the mean less sure than its interval looks.</param>
public sealed record PooledEffect(
    int Trials, int? Participants, double Estimate, double Low, double High, double? PValue, double PredictionLow, double PredictionHigh,
    int PredictionDegreesOfFreedom, double TauSquared, double Tau, double ISquared, double Q, int QDegreesOfFreedom, double QPValue,
    double HartungKnappFactor, IReadOnlyList<string> Warnings);
