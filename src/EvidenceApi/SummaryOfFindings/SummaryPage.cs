using System.Globalization;
using System.Net;
using System.Text;
using EvidenceApi.Evidence;

namespace EvidenceApi.SummaryOfFindings;

/// <summary>The table as a page to read and to print: no script, nothing from outside, every text escaped.</summary>
internal static class SummaryPage
{
    private const string Style = """
        body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 1.5rem auto; max-width: 78rem; padding: 0 1rem; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; padding: .3rem 0; } th, td { border: 1px solid #8c8c8c; padding: .4rem .5rem; text-align: left; vertical-align: top; }
        thead th { background: #eee; } tbody th { font-weight: 600; } td ul { margin: 0; padding-left: 1.1rem; } .quiet { color: #595959; }
        @media print { body { font-size: 10px; margin: 0; max-width: none; } .wide { overflow: visible; } thead { display: table-header-group; } tr { break-inside: avoid; } @page { size: A4 landscape; margin: 12mm; } }
        """;

    internal static string Write(FindingsSummary summary)
    {
        var (evidence, page) = (summary.Evidence, new StringBuilder());
        var title = $"Summary of findings: {evidence.Modality.Name}, {evidence.TargetTissue.Name}, for {evidence.Condition.Name}";
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{Text(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>\n<p>{Text(Level(evidence))}</p>\n<p>{Text(evidence.Summary)}</p>\n");
        if (summary.Rows.Count > 0) Table(page, summary);
        else page.Append(CultureInfo.InvariantCulture, $"<p>{Text(summary.Reason!.Message)}</p>\n");

        List(page, "Counted studies that do not favour it", summary.CounterEvidence.Select(study =>
            $"{Link(study.Url, study.Label)} ({Text(SummaryText.Words(study.Direction))}): {Text(study.Summary)}"), "None on record among the counted studies.");
        List(page, "GRADE ratings of sources", summary.Gradings.Select(rating =>
            $"{Text(rating.AsWritten)}, {Text(SummaryText.Words(rating.Direction))}: {Text(rating.Statement)} {Link(rating.SourceUrl, rating.Source ?? "source")}, {Text($"{rating.Year}")}"), "None on record.");
        List(page, "Notes", summary.Footnotes.Select(Text), "");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">Evidence API, release {Text(summary.Release!)}, {Text(evidence.Id)}. Information for clinicians, not medical advice.</p>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Table(StringBuilder page, FindingsSummary summary)
    {
        page.Append("<div class=\"wide\" role=\"region\" aria-label=\"Summary of findings\" tabindex=\"0\">\n<table>\n<caption>One row per outcome and comparison. Findings count once each, in the direction that the record states.</caption>\n<thead>\n<tr>");
        foreach (var head in new[] { "Outcome (time points)", "Compared with", "Participants (studies)", "Effect as its source states it", "Certainty (GRADE)", "Findings", "Comment" }) page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{head}</th>");
        page.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in summary.Rows)
        {
            var times = row.TimepointsMonths.Count > 0 ? $"{string.Join(", ", row.TimepointsMonths.Select(months => months.ToString("0.#", CultureInfo.InvariantCulture)))} months" : "time not stated";
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(row.Outcome)} <span class=\"quiet\">({Text(times)}{(row.HigherIsBetter is { } higher ? higher ? "; higher is better" : "; lower is better" : "")})</span></th>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Text(row.Comparator.Name)}</td><td>{Text(Participants(row))}</td><td><ul>");
            foreach (var effect in row.Effects) page.Append(CultureInfo.InvariantCulture, $"<li>{Text(SummaryText.Of(effect))}</li>");
            if (SummaryText.Pooled(row) is { } pooled) page.Append(CultureInfo.InvariantCulture, $"<li>Pooled here: {Text(pooled)}</li>");
            page.Append(CultureInfo.InvariantCulture, $"</ul></td><td>{Text(SummaryText.Certainty(row.Certainty))}</td><td>{Text(Directions(row.Directions))}</td><td>{Text(row.Comment)}</td></tr>\n");
        }
        page.Append("</tbody>\n</table>\n</div>\n");
    }

    private static void List(StringBuilder page, string heading, IEnumerable<string> entries, string none)
    {
        var all = entries.ToList();
        page.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>\n").Append(all.Count == 0 ? $"<p>{none}</p>\n" : $"<ul>\n{string.Concat(all.Select(entry => $"<li>{entry}</li>\n"))}</ul>\n");
    }

    private static string Level(EvidenceHeadline evidence)
    {
        var level = evidence.EvidenceLevel is { } given
            ? $"Level of evidence {given.Level} ({given.System}, {(given.Basis == LevelBasis.Published ? $"published {given.Year}" : "derived from the designs of the counted studies")})."
            : "No level of evidence.";
        var certainty = evidence.Certainty is { } rated ? $" Certainty of the item as a whole: {rated.AsWritten} (GRADE, {rated.Year})." : " No GRADE rating of the item as a whole.";
        return $"{level}{certainty} Agreement of the counted studies: {(evidence.Agreement is { } agreement ? Http.Json.Name(agreement).Replace('-', ' ') : "not known")}.";
    }

    private static string Participants(SummaryRow row)
    {
        List<string> parts = [];
        if (row.Studies > 0) parts.Add($"{row.Participants?.ToString(CultureInfo.InvariantCulture) ?? "not read"} ({row.Studies} {(row.Studies == 1 ? "study" : "studies")})");
        if (row.Reviews > 0) parts.Add($"{row.ReviewParticipants?.ToString(CultureInfo.InvariantCulture) ?? "not read"} ({row.Reviews} {(row.Reviews == 1 ? "review" : "reviews")})");
        return parts.Count > 0 ? string.Join("; ", parts) : "none counted";
    }

    private static string Directions(DirectionCounts counts)
    {
        (int Count, string Words)[] all =
        [
            (counts.FavoursIntervention, "for"), (counts.NoDifference, "no difference"), (counts.FavoursComparator, "against"), (counts.Mixed, "mixed"),
            (counts.UncontrolledImprovement, "improved, uncontrolled"), (counts.UncontrolledNoImprovement, "not improved, uncontrolled"), (counts.Unclear, "unclear"),
        ];
        var said = all.Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.Words}").ToList();
        return said.Count > 0 ? string.Join(", ", said) : "none counted";
    }

    // An address from the record becomes a link only where it leads to the web.
    private static string Link(string url, string text) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? $"<a href=\"{Text(url)}\">{Text(text)}</a>" : Text(text);

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
