using EvidenceApi.Evidence;
using EvidenceApi.ForestPlots;
using EvidenceApi.Releases;
using EvidenceApi.Studies;

namespace EvidenceApi.SummaryOfFindings;

/// <summary>A finding with the study and the comparison that it belongs to.</summary>
internal sealed record SummaryFinding(StudySummary Study, DesignKind Kind, Finding Finding, ComparisonWith Comparator)
{
    internal bool Counts => Study.NotCounted is null;

    internal bool IsReview => Kind is DesignKind.Review or DesignKind.Opinion;
}

/// <summary>Lays an evidence item out as a summary-of-findings table.</summary>
internal sealed class SummaryComposer(EvidenceItem item, Snapshot snapshot, IReadOnlyDictionary<string, string> labels)
{
    // These gather different endpoints: each stands in a row of its own under the words of the record.
    private static readonly string[] Gathering = ["other", "adverse-events", "mri-structure", "range-of-motion"];
    private static readonly System.Text.RegularExpressions.Regex EndOfName = new(@"(?i)[,;(:]| at (?:least )?\d| \d+ (?:weeks?|months?|years?)\b");
    private static readonly System.Text.RegularExpressions.Regex Improvement = new("^(?:at least|more than|over)", System.Text.RegularExpressions.RegexOptions.IgnoreCase);

    private readonly CertaintyRules certainty = new(item.Gradings!);

    internal FindingsSummary Compose()
    {
        var names = snapshot.ComparisonNames();
        var plots = new ForestPlotComposer(item, snapshot, labels).Compose(new(null, null, null, null, null));
        var rows = item.Studies!
            .SelectMany(study => study.Findings!.Select(finding =>
                new SummaryFinding(study, snapshot.StudyDesigns[study.Design].Value.Kind, finding, ComparisonWith.Of(finding, study.Comparators, names))))
            .GroupBy(entry => (entry.Finding.Measure, Outcome: OutcomeOf(entry.Finding).ToLowerInvariant(), entry.Comparator.Id))
            .Select(group => Row([.. group], plots))
            .OrderBy(row => row.Studies + row.Reviews == 0)
            .ThenBy(row => row.Comparator.Id == ComparisonWith.BaselineId)
            .ThenByDescending(row => row.Studies + row.Reviews)
            .ThenBy(row => row.Measure.Id == "other")
            .ThenBy(row => row.Measure.Id, StringComparer.Ordinal).ThenBy(row => row.Comparator.Id, StringComparer.Ordinal).ThenBy(row => row.Outcome, StringComparer.Ordinal)
            .ToList();
        var counter = item.Studies!
            .Where(study => study.NotCounted is null && study.Direction is (Direction.NoDifference or Direction.FavoursComparator or Direction.Mixed or Direction.UncontrolledNoImprovement))
            .Select(study => new CounterStudy(study.Id, labels[study.Id], study.Direction, study.Summary, study.Url));
        return new(EvidenceHeadline.Of(item), rows, [.. counter], certainty.All, Footnotes(), rows.Count > 0 ? null : NoFinding());
    }

    private SummaryRow Row(IReadOnlyList<SummaryFinding> findings, IReadOnlyList<ForestPlot> plots)
    {
        var (measure, comparator) = (snapshot.OutcomeMeasures[findings[0].Finding.Measure].Value, findings[0].Comparator);
        var trials = findings.Where(entry => entry.Counts && !entry.IsReview).Select(entry => entry.Study).DistinctBy(study => study.Id).ToList();
        var reviews = findings.Where(entry => entry.Counts && entry.IsReview).Select(entry => entry.Study).DistinctBy(study => study.Id).ToList();
        var notCounted = findings.Where(entry => !entry.Counts).Select(entry => entry.Study).DistinctBy(study => study.Id).ToList();
        var ofReviews = findings.Where(entry => entry is { Counts: true, IsReview: true, Finding: { Estimate: not null, CiLow: not null, CiHigh: not null } }).ToList();
        var ids = findings.Select(entry => entry.Finding.Id).ToHashSet();
        var plot = plots.Where(plot => plot.Rows.Any(row => ids.Contains(row.Finding))).OrderByDescending(plot => plot.Pooled is not null).FirstOrDefault();
        var counted = findings.Where(entry => entry.Counts).Select(entry => entry.Finding.Direction).ToList();
        return new(
            new(measure.Id, measure.Name), Gathering.Contains(measure.Id) ? OutcomeOf(findings[0].Finding) : measure.Name, comparator, findings[0].Finding.HigherIsBetter ?? measure.HigherIsBetter,
            [.. findings.Select(entry => entry.Finding.TimepointMonths).OfType<decimal>().Distinct().Order()],
            trials.Count, Sum(trials), reviews.Count, reviews.Max(study => study.Participants), notCounted.Count,
            [.. findings.Where(entry => ofReviews.Count == 0 || ofReviews.Contains(entry) || entry.Finding.Direction is not (Direction.FavoursIntervention or Direction.UncontrolledImprovement)).OrderBy(entry => !entry.Counts).ThenBy(entry => entry.IsReview).ThenByDescending(entry => entry.Study.Year).Select(Effect)],
            plot?.Pooled, certainty.Of(findings, measure, comparator), Directions(counted), Comment(findings, trials, reviews, notCounted, plot),
            [.. findings.Select(entry => entry.Finding.Id)]);
    }

    private SummaryEffect Effect(SummaryFinding entry)
    {
        var finding = entry.Finding;
        return new(
            finding.Id, entry.Study.Id, labels[entry.Study.Id], entry.IsReview ? EffectSource.Review : EffectSource.Study, finding.TimepointMonths, EffectText.Of(finding), finding.EffectMeasure,
            finding.Estimate, finding.CiLow, finding.CiHigh, finding.Direction, entry.Study.NotCounted);
    }

    private static int? Sum(List<StudySummary> studies) => studies.Exists(study => study.Participants is not null) ? studies.Sum(study => study.Participants ?? 0) : null;

    private static DirectionCounts Directions(List<Direction> found)
    {
        return new(
            Count(Direction.FavoursIntervention), Count(Direction.NoDifference), Count(Direction.FavoursComparator), Count(Direction.Mixed),
            Count(Direction.UncontrolledImprovement), Count(Direction.UncontrolledNoImprovement), Count(Direction.Unclear));
        int Count(Direction direction) => found.Count(each => each == direction);
    }

    private static string Comment(
        IReadOnlyList<SummaryFinding> findings, List<StudySummary> trials, List<StudySummary> reviews, List<StudySummary> notCounted, ForestPlot? plot)
    {
        List<string> remarks = [];
        if (trials.Count + reviews.Count == 0) remarks.Add("Only studies that do not count.");
        else if (trials.Count == 1 && reviews.Count == 0) remarks.Add("Single study.");
        if (findings[0].Comparator.Id == ComparisonWith.BaselineId) remarks.Add("No comparison: a change over time says nothing about its cause.");
        if (findings.Any(entry => entry is { Counts: true, IsReview: true, Finding.Estimate: not null })) remarks.Add("Effect as pooled by the reviews; the single studies may be among theirs.");
        if (plot?.Pooled is null) remarks.Add(plot?.PoolingRefused is { } refused ? $"Not pooled here: {refused.Message}" : "Not pooled here: no effect with a confidence interval.");
        if (trials.Count(study => study.Participants is null) is > 0 and var unknown) remarks.Add($"Participants of {unknown} {(unknown == 1 ? "study" : "studies")} not read.");
        foreach (var group in notCounted.GroupBy(study => study.NotCounted!.Value).OrderBy(group => group.Key)) remarks.Add($"Not counted, {Http.Json.Name(group.Key).Replace('-', ' ')}: {group.Count()}.");
        if (plot is not null && plot.Rows.Any(row => row.ContradictsDirection && findings.Any(entry => entry.Finding.Id == row.Finding))) remarks.Add("The printed sign of an effect contradicts its stated direction.");
        return string.Join(' ', remarks);
    }

    private static string OutcomeOf(Finding finding)
    {
        if (!Gathering.Contains(finding.Measure)) return "";
        var end = EndOfName.Match(finding.Name);
        var name = end.Success && end.Index > 3 && !Improvement.IsMatch(finding.Name) ? finding.Name[..end.Index].Trim() : finding.Name.Trim();
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    private List<string> Footnotes()
    {
        List<string> notes =
        [
            "GRADE gives one certainty per outcome across all studies. Here a rating stands beside an outcome only where a source gave it for that outcome and comparison; everything else is not graded by a source, which is not the same as low.",
            "Absolute effects and baseline risks are not on record and therefore absent, and so are the reasons for rating down unless the source's words name them.",
            "Participants are those of the whole studies. Those of a review are never added to those of the studies that it may include.",
            "Effects are as printed. A mean is estimated here only from three or more independent verified randomized trials of the same effect.",
        ];
        if (certainty.All.Count == 0) notes.Add("No source rated the certainty of this evidence by GRADE.");
        if (item.Studies!.Any(study => study.Findings!.Count == 0)) notes.Add($"{item.Studies!.Count(study => study.Findings!.Count == 0)} studies of the item have no outcome on record; they stand at /v1/evidence/{item.Id}.");
        return notes;
    }

    private EmptyReason NoFinding() => new("no-finding", "No outcome of a study of this item is on record.", $"What is on record stands at /v1/evidence/{item.Id}.", []);
}
