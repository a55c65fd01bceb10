using System.Globalization;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Fhir;

/// <summary>A search as it was understood.</summary>
/// <param name="Used">Parameters that were obeyed, as they came.</param>
/// <param name="Ignored">Names of those that were not.</param>
/// <param name="Count">Resources on a page; 0: only count.</param>
internal sealed record FhirQuery(
    FhirContext Fhir, FhirCriteria Criteria, IReadOnlyList<(string Name, string Value)> Used, IReadOnlyList<string> Ignored, int Count, bool IsTotalled,
    FhirSubset Subset, string[]? After, bool IsPinned)
{
    /// <summary>What a cursor belongs to: the page size may change on the way, everything else makes it another list.</summary>
    internal string Text => $"fhir {Criteria.Type.Name}?{string.Join('&', Used.Where(pair => pair.Name is not ("_cursor" or "_count")).Select(pair => $"{pair.Name}={pair.Value}").Order(StringComparer.Ordinal))}";

    internal string Address(string? cursor) => Fhir.Base + "/" + Criteria.Type.Name + QueryString.Create(
        Used.Where(pair => pair.Name != "_cursor").Append(("_cursor", cursor ?? "")).Where(pair => pair.Item2.Length > 0).Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2)));
}

/// <summary>Searches: GET with a query, POST with a form, by the same rules.</summary>
internal sealed class FhirSearch(FhirResources resources, FhirQueries queries, ReleaseSource releases)
{
    private const int DefaultCount = 20;
    private const int MostCount = 100;

    internal async Task<IResult> AnswerAsync(HttpContext http, FhirType type, IReadOnlyList<(string Name, string Value)> pairs)
    {
        var (query, refused) = await ReadAsync(http, type, pairs);
        if (query is null) return refused!;

        var cancel = http.RequestAborted;
        var found = query.Count == 0 ? [] : await resources.ListAsync(query.Fhir, query.Criteria, query.After, query.Count + 1, cancel);
        var shown = found.Take(query.Count).ToList();
        var next = found.Count > shown.Count ? new Cursor(query.Fhir.Snapshot.Release.Number, shown[^1].Key).Encode(query.Text) : null;
        // A first page that is the last has been counted already.
        int? total = !query.IsTotalled ? null
            : query.After is null && query.Count > 0 && next is null ? shown.Count
            : await resources.CountAsync(query.Fhir, query.Criteria, cancel);
        return FhirAnswer.Bytes(http, query.Fhir, FhirBundle.Write(query, shown, total, next), query.IsPinned);
    }

    private async Task<(FhirQuery? Query, IResult? Refused)> ReadAsync(HttpContext http, FhirType type, IReadOnlyList<(string Name, string Value)> pairs)
    {
        if (pairs.Any(pair => (pair.Name + pair.Value).Any(char.IsControl))) return (null, OperationOutcome.Of(400, "value", "A parameter contains control characters."));
        var repeated = pairs.Where(pair => FhirParameters.Control.Contains(pair.Name)).GroupBy(pair => pair.Name).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null) return (null, OperationOutcome.Of(400, "value", $"The parameter {repeated.Key} may be given once."));

        var control = pairs.Where(pair => FhirParameters.Control.Contains(pair.Name) && pair.Value.Length > 0).ToDictionary();
        if (!FhirRequest.IsAcceptable(http.Request, control.GetValueOrDefault("_format"))) return (null, FhirRequest.NotAcceptable());
        if (Fault(control) is { } fault) return (null, OperationOutcome.Of(400, "value", fault));
        var release = pairs.Where(pair => pair.Name == "release").Select(pair => pair.Value).FirstOrDefault();
        if (await FhirRequest.SnapshotAsync(http, release) is not { } named) return (null, FhirRequest.NoSuchRelease(http, release));

        var used = new List<(string, string)>();
        var ignored = new List<string>();
        // The text of the query, to which a cursor belongs, does not depend on the release.
        var draft = Build(new(FhirContext.Of(http, named).Version, PublicUrl.Of(http), named), []);
        foreach (var (name, value) in pairs)
        {
            var bare = name.Split(':')[0];
            if (value.Length > 0 && (FhirParameters.Control.Contains(name) || FhirParameters.Of(type).Any(parameter => parameter.Name == bare))) used.Add((name, value));
            else ignored.Add(name);
        }
        if (ignored.Count > 0 && FhirRequest.IsStrict(http.Request))
        {
            return (null, OperationOutcome.Of(400, [.. ignored.Distinct().Select(name => Issue.Error("not-supported", Unknown(type, name)))]));
        }

        var snapshot = named;
        string[]? after = null;
        if (control.TryGetValue("_cursor", out var text))
        {
            if (Cursor.Decode(text, draft.Text) is not { } cursor || cursor.After.Length != FhirResources.KeyValues || await releases.FindAsync(cursor.Release, http.RequestAborted) is not { } read)
            {
                return (null, OperationOutcome.Of(400, "value", "The cursor is none of this search. Begin again without it."));
            }
            (snapshot, after) = (read, cursor.After);
        }

        var fhir = FhirContext.Of(http, snapshot);
        var needsReleases = used.Any(pair => pair.Item1 is "date" or "_lastUpdated" or "version");
        var query = Build(fhir, needsReleases ? await queries.ReleasesAsync(snapshot.Release.Number, http.RequestAborted) : []);
        foreach (var (name, value) in used.Where(pair => !FhirParameters.Control.Contains(pair.Item1)))
        {
            var colon = name.IndexOf(':', StringComparison.Ordinal);
            if (query.Criteria.Take(colon < 0 ? name : name[..colon], colon < 0 ? "" : name[(colon + 1)..], FhirToken.Alternatives(value)) is { } wrong)
            {
                return (null, OperationOutcome.Of(400, "value", wrong));
            }
        }
        return (query with { After = after }, null);

        FhirQuery Build(FhirContext context, IReadOnlyList<Release> known)
        {
            var summary = control.GetValueOrDefault("_summary", "false");
            var count = summary == "count" ? 0 : Math.Min(control.TryGetValue("_count", out var given) ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultCount, MostCount);
            var elements = control.TryGetValue("_elements", out var names) ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            return new(
                context, new(context, type, known), used, ignored, count, count == 0 || control.GetValueOrDefault("_total") != "none",
                new(elements.Length > 0 ? "elements" : summary, elements), null, release is not null);
        }
    }

    internal static string Unknown(FhirType type, string name) =>
        $"{type.Name} has no search parameter '{OperationOutcome.Printable(name)}' with a value here. It has {string.Join(", ", FhirParameters.Of(type).Select(parameter => parameter.Name))}.";

    /// <summary>What is wrong with a parameter that shapes the answer; null where nothing is.</summary>
    private static string? Fault(Dictionary<string, string> control)
    {
        if (control.TryGetValue("_count", out var count) && !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return "_count must be a whole number.";
        if (control.TryGetValue("_total", out var total) && total is not ("none" or "estimate" or "accurate")) return "_total must be none, estimate or accurate.";
        if (control.TryGetValue("_summary", out var summary) && !FhirSubset.Summaries.Contains(summary)) return "_summary must be true, text, data, count or false.";
        return null;
    }
}
