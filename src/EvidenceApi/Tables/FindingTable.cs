using EvidenceApi.Publishing;
using EvidenceApi.Studies;

namespace EvidenceApi.Tables;

internal sealed record FindingCells(StudyRow Study, Finding Finding, TableNames Names)
{
    internal StandardError? Error { get; } = StandardError.Of(Finding);
}

internal static class FindingTable
{
    /// <summary>The columns that the findings of an evidence item have too.</summary>
    internal static readonly IReadOnlyList<Cell<FindingCells>> Shared =
    [
        new("study", row => row.Study.Id),
        new("study_title", row => row.Study.Title),
        new("doi", row => row.Study.Doi),
        new("pmid", row => row.Study.Pmid),
        new("url", row => row.Study.Url()),
        new("study_participants", row => row.Study.Participants),
        new("same_trial_as", row => row.Study.SameTrialAs),
        new("condition_ids", row => row.Study.Conditions),
        new("condition_names", row => row.Study.Conditions.Select(id => row.Names.Condition(id)!)),
        new("modality", row => row.Study.Modality),
        new("modality_name", row => row.Names.Modality(row.Study.Modality)),
        new("measure_name", row => row.Names.Measure(row.Finding.Measure)),
        new("outcome", row => row.Finding.Name),
        new("timepoint_months", row => row.Finding.TimepointMonths),
        new("is_primary", row => row.Finding.Primary),
        new("higher_is_better", row => row.Finding.HigherIsBetter),
        new("comparator", row => row.Finding.ComparatorName),
        new("comparator_ids", row => row.Study.Comparators),
        .. Arm("intervention", finding => finding.Intervention, finding => finding.InterventionValue),
        .. Arm("comparator", finding => finding.Comparator, finding => finding.ComparatorValue),
        new("effect_measure", row => row.Finding.EffectMeasure),
        new("estimate", row => row.Finding.Estimate),
        new("ci_low", row => row.Finding.CiLow),
        new("ci_high", row => row.Finding.CiHigh),
        new("ci_level", row => row.Finding.CiLevel),
        new("standard_error", row => row.Error?.Value),
        new("standard_error_source", row => row.Error?.Source),
        new("p_printed", row => row.Finding.P),
        new("p_relation", row => row.Finding.PValue?.Relation),
        new("p_value", row => row.Finding.PValue?.Value),
    ];

    internal static readonly IReadOnlyList<Cell<FindingCells>> Columns = [.. Shared, new("counted", row => row.Names.Counts(row.Study.Id))];

    private static IEnumerable<Cell<FindingCells>> Arm(string arm, Func<Finding, string?> printed, Func<Finding, PrintedValue?> value) =>
    [
        new($"{arm}_result", row => printed(row.Finding)),
        new($"{arm}_n", row => value(row.Finding)?.N),
        new($"{arm}_events", row => value(row.Finding)?.Events),
        new($"{arm}_proportion", row => value(row.Finding)?.Proportion),
        new($"{arm}_mean", row => value(row.Finding)?.Mean),
        new($"{arm}_sd", row => value(row.Finding)?.Sd),
        new($"{arm}_se", row => value(row.Finding)?.StandardError),
        new($"{arm}_median", row => value(row.Finding)?.Median),
        new($"{arm}_value", row => value(row.Finding)?.Value),
        new($"{arm}_low", row => value(row.Finding)?.Low),
        new($"{arm}_high", row => value(row.Finding)?.High),
        new($"{arm}_interval", row => value(row.Finding)?.Interval),
        new($"{arm}_percent_change", row => value(row.Finding)?.PercentChange),
        new($"{arm}_sucra", row => value(row.Finding)?.Sucra),
        new($"{arm}_baseline", row => value(row.Finding)?.Baseline),
        new($"{arm}_baseline_sd", row => value(row.Finding)?.BaselineSd),
        new($"{arm}_unit", row => value(row.Finding)?.Unit),
    ];
}
