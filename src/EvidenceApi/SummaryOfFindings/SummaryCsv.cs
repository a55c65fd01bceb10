using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Tables;

namespace EvidenceApi.SummaryOfFindings;

/// <summary>The table as CSV by RFC 4180; level, agreement and release in every row, so that no row travels without them.</summary>
internal static class SummaryCsv
{
    private static readonly string[] Columns =
    [
        "release", "evidence", "evidence_level", "agreement", "measure", "outcome", "comparator", "comparator_name", "timepoints_months", "studies", "participants",
        "reviews", "review_participants", "not_counted", "effects", "pooled", "certainty", "favours_intervention", "no_difference", "favours_comparator", "mixed",
        "uncontrolled_improvement", "uncontrolled_no_improvement", "unclear", "comment",
    ];

    internal static string Write(FindingsSummary summary, CsvOptions options)
    {
        var rows = summary.Rows.Select(row => Cells(summary, row));
        return string.Concat((options.Header ? rows.Prepend([.. Columns]) : rows).Select(row => string.Join(',', row.Select(cell => Quoted(cell, options.Guard))) + "\r\n"));
    }

    private static IReadOnlyList<object?> Cells(FindingsSummary summary, SummaryRow row)
    {
        var (level, directions) = (summary.Evidence.EvidenceLevel, row.Directions);
        return
        [
            summary.Release, summary.Evidence.Id, level is null ? null : $"{level.Level} ({level.System})", summary.Evidence.Agreement is { } agreement ? Http.Json.Name(agreement) : null,
            row.Measure.Id, row.Outcome, row.Comparator.Id, row.Comparator.Name, string.Join(';', row.TimepointsMonths.Select(months => months.ToString("0.##", CultureInfo.InvariantCulture))),
            row.Studies, row.Participants, row.Reviews, row.ReviewParticipants, row.NotCounted, string.Join(" | ", row.Effects.Select(SummaryText.Of)), SummaryText.Pooled(row), SummaryText.Certainty(row.Certainty),
            directions.FavoursIntervention, directions.NoDifference, directions.FavoursComparator, directions.Mixed, directions.UncontrolledImprovement, directions.UncontrolledNoImprovement, directions.Unclear,
            row.Comment,
        ];
    }

    private static string Quoted(object? cell, bool guard)
    {
        if (cell is not string text) return Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
        // A spreadsheet would run such a text as a formula.
        if (guard && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = $"'{text}";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}

/// <summary>Cells that table and page share.</summary>
internal static class SummaryText
{
    internal static string Of(SummaryEffect effect) =>
        $"{effect.Label}{(effect.TimepointMonths is { } months ? $", {ForestPlots.Drawing.PictureText.Months(months)}" : "")}: {effect.Text} [{Words(effect.Direction)}{(effect.NotCounted is { } reason ? $"; not counted: {Http.Json.Name(reason)}" : "")}]";

    internal static string? Pooled(SummaryRow row) => row.Pooled is { } mean
        ? $"{ForestPlots.Drawing.PictureText.Effect(mean.Estimate, mean.Low, mean.High)}, {mean.Trials} trials, I² {(100 * mean.ISquared).ToString("0", CultureInfo.InvariantCulture)}%"
        : null;

    internal static string Certainty(SummaryCertainty? certainty) => certainty is null
        ? "not graded by a source"
        : $"{certainty.AsWritten}: {Words(certainty.Direction)} ({certainty.Source ?? certainty.SourceUrl}, {certainty.Year})";

    internal static string Words(Direction direction) => Http.Json.Name(direction).Replace('-', ' ');
}
