using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.Records;

/// <summary>A list of records.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
/// <param name="Reason">Why the list is empty; null where it is not.</param>
public sealed record RecordPage<T>(string Release, IReadOnlyList<T> Items, Page Page, EmptyReason? Reason);

/// <summary>Answers a list of records, and says why where it is empty.</summary>
internal sealed class RecordList(RecordQueries queries, ReleaseSource releases, TableAnswers tables)
{
    /// <param name="narrow">Adds the filters of the list to those on condition and modality.</param>
    internal Task<IResult> AnswerAsync(HttpContext http, RecordParameters query, string kind, Func<RecordFilter, RecordFilter> narrow)
    {
        ConditionMatches? matches = null;
        return AnswerAsync(http, query, kind, snapshot =>
        {
            matches = query.Conditions(snapshot);
            return narrow(query.Filter(snapshot, kind));
        }, filter => ExplainAsync(filter, matches!, http.RequestAborted));
    }

    /// <param name="filterOf">What is asked for, of the release that the page reads.</param>
    /// <param name="explain">Why the list is empty.</param>
    internal async Task<IResult> AnswerAsync(
        HttpContext http, IPaged query, string kind, Func<Snapshot, RecordFilter> filterOf, Func<RecordFilter, Task<EmptyReason>> explain)
    {
        var cancel = http.RequestAborted;
        var current = http.RequestServices.GetRequiredService<Snapshot>();
        if (await PageStart.ReadAsync(query, http.Request, current, releases, RecordSortKey.Values, cancel) is not { } start) return PageStart.BadCursor();

        var release = start.Snapshot.Release;
        var filter = filterOf(start.Snapshot);
        var table = Table.OfKind(kind);
        if (TableAnswers.IsWhole(http, query))
        {
            return await tables.AnswerAsync(http, release, new(table, RecordQueries.Filters(filter), RecordQueries.Order, filter, new(null)
            {
                Sql = $"select brief {RecordQueries.Matching(filter)} order by {RecordQueries.Order}",
            }));
        }
        var (rows, total) = await queries.ListAsync(filter, RecordSortKey.Read(start.After), query.Size() + 1, query.CountLimit(), cancel);
        var shown = rows.Take(query.Size()).ToList();
        var next = rows.Count > shown.Count ? new Cursor(release.Number, RecordSortKey.Of(shown[^1])).Encode(http.Request) : null;
        if (Representation.Of(http) != Representation.Json)
        {
            return await tables.AnswerAsync(http, release, TableRows.Of(table, release.Number, [.. shown.Select(row => row.Id)], [.. shown.Select(row => row.Brief)]), next);
        }
        var reason = rows.Count == 0 ? await explain(filter) : null;
        return Answer.List(http, release, shown.Select(row => row.Brief), query.PageOf(next, total), json => Answer.Reason(json, reason));
    }

    internal async Task<IResult> FindAsync(HttpContext http, string kind, string what, string id)
    {
        var release = http.RequestServices.GetRequiredService<Snapshot>().Release;
        if (id.Any(char.IsControl)) return Problems.NotFound(what, "", []);
        return await queries.FindAsync(kind, id, release.Number, http.RequestAborted) is { } document
            ? Answer.Document(http, release, document)
            : Problems.NotFound(what, id, await queries.NearAsync(kind, id, release.Number, http.RequestAborted));
    }

    private async Task<EmptyReason> ExplainAsync(RecordFilter filter, ConditionMatches matches, CancellationToken cancel)
    {
        if (EmptyReasons.UnknownCode(matches) is { } unknown) return unknown;
        if (matches.Refused) return EmptyReasons.BelowRequestedMatch([]);
        (string Name, object? Value, RecordFilter Without)[] filters =
        [
            (matches.Codes.Count > 0 ? "code" : "condition", filter.Conditions, filter with { Conditions = null }),
            ("modality", filter.Modalities, filter with { Modalities = null }),
            ("targetTissue", filter.TargetTissue, filter with { TargetTissue = null }),
            ("design", filter.Design, filter with { Design = null }),
            ("measure", filter.Measure, filter with { Measure = null }),
            ("comparator", filter.Comparator, filter with { Comparator = null }),
            ("direction", filter.Direction, filter with { Direction = null }),
            ("standing", filter.Standing, filter with { Standing = null }),
            ("verification", filter.Verification, filter with { Verification = null }),
            ("minParticipants", filter.MinParticipants, filter with { MinParticipants = null }),
            ("publishedSince", filter.PublishedSince, filter with { PublishedSince = null }),
            ("publishedUntil", filter.PublishedUntil, filter with { PublishedUntil = null }),
            ("kind", filter.Category, filter with { Category = null }),
            ("position", filter.Position, filter with { Position = null }),
            ("jurisdiction", filter.Jurisdiction, filter with { Jurisdiction = null }),
            (filter.Kind == "finding" ? "study" : "source", filter.Source, filter with { Source = null }),
            ("gradingSystem", filter.GradingSystem, filter with { GradingSystem = null, Level = filter.Level?.Split('|')[^1] }),
            ("level", filter.Level, filter with { Level = null }),
            (filter.Kind == "finding" ? "primary" : "uncited", filter.IsMarked, filter with { IsMarked = null }),
        ];
        return await EmptyReasons.FiltersAsync(filters, without => queries.CountAsync(without, cancel));
    }
}
