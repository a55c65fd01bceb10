using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

/// <summary>The closed vocabularies as a page says them.</summary>
internal static class Words
{
    internal static string Long(this Direction direction) => direction switch
    {
        Direction.FavoursIntervention => "favours the injection",
        Direction.NoDifference => "no difference",
        Direction.FavoursComparator => "favours the comparator",
        Direction.Mixed => "mixed results",
        Direction.UncontrolledImprovement => "improved, without a control group",
        Direction.UncontrolledNoImprovement => "not improved, without a control group",
        _ => "unclear result",
    };

    internal static string Short(this Direction direction) => direction switch
    {
        Direction.FavoursIntervention => "favours injection",
        Direction.FavoursComparator => "favours comparator",
        Direction.UncontrolledImprovement => "improved, no control",
        Direction.UncontrolledNoImprovement => "not improved, no control",
        Direction.Unclear => "unclear",
        Direction.Mixed => "mixed",
        _ => "no difference",
    };

    internal static string Name(this Agreement? agreement) => agreement switch
    {
        Agreement.Consistent => "Consistent",
        Agreement.Conflicting => "Conflicting",
        Agreement.SingleStudy => "Single study",
        Agreement.UncontrolledOnly => "No control group",
        Agreement.ClaimsOnly => "Claims only",
        _ => "No clear result",
    };

    internal static string Because(this NotCountedReason reason) => reason switch
    {
        NotCountedReason.Incomplete => "not counted: record incomplete",
        NotCountedReason.SecondReport => "not counted: second report of a trial",
        NotCountedReason.Retracted => "not counted: retracted",
        NotCountedReason.Superseded => "not counted: superseded",
        NotCountedReason.Preprint => "not counted: preprint",
        NotCountedReason.Protocol => "not counted: protocol without results",
        _ => "not counted: compares forms of the same injection",
    };

    /// <summary>A slug as words: research-only is Research only.</summary>
    internal static string Sentence(string slug) => slug.Length == 0 ? slug : char.ToUpperInvariant(slug[0]) + slug[1..].Replace('-', ' ');

    internal static string Plain(string slug) => slug.Replace('-', ' ').Replace('_', ' ');

    /// <summary>ocebm-2011 is OCEBM 2011: the systems that give an item its level are known by their initials.</summary>
    internal static string ShortSystem(string id) => id.Split('-') is [var initials, .. var rest] ? string.Join(' ', rest.Prepend(initials.ToUpperInvariant())) : id;

    internal static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Figure(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    internal static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    internal static string IsoDay(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Count(int count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    /// <summary>What a link to the publication is called.</summary>
    internal static string LinkName(string url) => url switch
    {
        _ when url.StartsWith("https://doi.org/", StringComparison.Ordinal) => "DOI",
        _ when url.StartsWith("https://pubmed.ncbi.nlm.nih.gov/", StringComparison.Ordinal) => "PubMed",
        _ => "Source page",
    };

    /// <summary>An address that a browser may follow: what else a record holds is shown as text.</summary>
    internal static string? Followed(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? url : null;

    internal static string Named(this ModalityReference modality) => modality.Abbreviation is { } initials ? $"{modality.Name} ({initials})" : modality.Name;

    internal static string Condition(this Snapshot snapshot, string id) => snapshot.Conditions.TryGetValue(id, out var entry) ? entry.Value.Name : id;

    internal static string Modality(this Snapshot snapshot, string id) => snapshot.Modalities.TryGetValue(id, out var entry) ? entry.Value.Name : id;

    internal static string Tissue(this Snapshot snapshot, string id) => snapshot.TargetTissues.TryGetValue(id, out var entry) ? entry.Value.Name : id;

    internal static string Design(this Snapshot snapshot, string id) => snapshot.StudyDesigns.TryGetValue(id, out var entry) ? entry.Value.Name : id;

    internal static int DesignRank(this Snapshot snapshot, string id) => snapshot.StudyDesigns.TryGetValue(id, out var entry) ? entry.Value.Rank : int.MaxValue;

    internal static string System(this Snapshot snapshot, string id) => snapshot.GradingSystems.TryGetValue(id, out var entry) ? entry.Value.Name : id;

    /// <summary>Place of a level within its own system, 5 the strongest; null where the system has not five levels.</summary>
    internal static int? Bars(this Snapshot snapshot, string system, string level) =>
        snapshot.GradingSystems.TryGetValue(system, out var entry) && entry.Value.Levels is { Count: 5 } levels && levels.FirstOrDefault(known => known.Level == level) is { } found
            ? levels.Count + 1 - found.Rank
            : null;

    /// <summary>The three names that the id of an item stands for.</summary>
    internal static string EvidenceName(this Snapshot snapshot, string id) => id.Split('.') is [var condition, var modality, var tissue]
        ? $"{snapshot.Condition(condition)} · {snapshot.Modality(modality)} · {snapshot.Tissue(tissue)}"
        : id;

    /// <summary>A comparator, which may be another modality.</summary>
    internal static string Comparator(this Snapshot snapshot, string id) =>
        snapshot.Comparators.TryGetValue(id, out var entry) ? entry.Value.Name : snapshot.Modality(id);
}
