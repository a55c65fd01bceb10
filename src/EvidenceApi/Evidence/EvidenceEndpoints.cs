using System.Text.Json;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Search;
using EvidenceApi.Tables;

namespace EvidenceApi.Evidence;

internal static class EvidenceEndpoints
{
    internal static void MapEvidence(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Evidence");
        group.MapGet("/evidence", FindEvidence).WithName(nameof(FindEvidence)).Produces<EvidenceList>().Query<FindEvidence, EvidenceItem>().Offers(TableAnswers.Forms);
        group.MapGet("/evidence/{id}", GetEvidence).WithName(nameof(GetEvidence)).Produces<EvidenceItem>().Query<GetEvidence, EvidenceItem>().ProducesProblem(404);
        group.MapGet("/conditions/{id}/evidence", FindConditionEvidence).WithName(nameof(FindConditionEvidence))
            .Produces<EvidenceList>().Query<ListEvidence, EvidenceItem>().Offers(TableAnswers.Forms).ProducesProblem(404);
    }

    /// <summary>Looks evidence up</summary>
    /// <remarks>
    /// Evidence items for a diagnosis code or condition, by condition, then strength of evidence, then participants. Every item carries
    /// the studies that speak against it. An empty answer says why. Information, not advice.
    /// </remarks>
    private static Task<IResult> FindEvidence(
        [AsParameters] FindEvidence query, HttpContext http, Snapshot snapshot, ReleaseSource releases, EvidenceQueries queries, SearchQueries search, EmptyReasons reasons, TableAnswers tables) =>
        ListAsync(query, http, snapshot, releases, queries, search, reasons, tables);

    /// <summary>Evidence of one condition</summary>
    /// <remarks>The same as /v1/evidence?condition=, under the condition's own address.</remarks>
    /// <param name="id">Condition id.</param>
    private static async Task<IResult> FindConditionEvidence(
        string id, [AsParameters] ListEvidence query, HttpContext http, Snapshot snapshot, ReleaseSource releases, EvidenceQueries queries, SearchQueries search, EmptyReasons reasons, TableAnswers tables)
    {
        if (!snapshot.Conditions.ContainsKey(id)) return Conditions.ConditionEndpoints.NoSuchCondition(id, snapshot);
        query.ConditionInPath = id;
        return await ListAsync(query, http, snapshot, releases, queries, search, reasons, tables);
    }

    /// <summary>One evidence item</summary>
    /// <remarks>Everything on record for condition × modality × target tissue.</remarks>
    /// <param name="id">condition.modality.target-tissue, for example discogenic-low-back-pain.prp.intervertebral-disc.</param>
    private static async Task<IResult> GetEvidence(string id, [AsParameters] GetEvidence query, HttpContext http, Snapshot snapshot, EvidenceQueries queries)
    {
        if (id.Any(char.IsControl)) return Problems.NotFound("evidence item", "", []);
        var document = await queries.FindAsync(id, snapshot.Release.Number, Json.Value<View>(query.View) ?? View.Full, http.RequestAborted);
        return document is null
            ? Problems.NotFound("evidence item", id, await queries.NearAsync(id, snapshot.Release.Number, http.RequestAborted))
            : Answer.Document(http, snapshot.Release, document);
    }

    private static async Task<IResult> ListAsync(
        ListEvidence query, HttpContext http, Snapshot current, ReleaseSource releases, EvidenceQueries queries, SearchQueries search, EmptyReasons reasons, TableAnswers tables)
    {
        var cancel = http.RequestAborted;
        if (await PageStart.ReadAsync(query, http.Request, current, releases, EvidenceSortKey.Values, cancel) is not { } start) return PageStart.BadCursor();

        var snapshot = start.Snapshot;
        var (filter, matches) = query.Filter(snapshot);
        if (query.Q is { } words) filter = filter with { Ids = await search.EvidenceAsync(words, snapshot.Release.Number, cancel) };
        var view = Json.Value<View>(query.View) ?? View.Standard;
        var sort = Json.Value<EvidenceSort>(query.Sort) ?? EvidenceSort.Condition;
        if (TableAnswers.IsWhole(http, query))
        {
            return await tables.AnswerAsync(http, snapshot.Release, new(Table.Evidence, EvidenceQueries.Filters(filter), EvidenceQueries.OrderOf(sort), filter, new(null)
            {
                Sql = $"select {EvidenceQueries.Document(view)}, condition {EvidenceQueries.Matching(filter)} order by {EvidenceQueries.OrderOf(sort)}",
                Complete = (condition, item) => new ListItem(item, matches.Member(condition)).ToArray(),
            }));
        }
        var (rows, total) = await queries.ListAsync(filter, view, sort, EvidenceSortKey.Read(start.After), query.Size() + 1, query.CountLimit(), cancel);

        var shown = rows.Take(query.Size()).ToList();
        var next = rows.Count > shown.Count ? new Cursor(snapshot.Release.Number, EvidenceSortKey.Of(shown[^1])).Encode(http.Request) : null;
        var items = shown.Select(row => new ListItem(row.Document, matches.Member(row.Condition)));
        if (Representation.Of(http) != Representation.Json)
        {
            string[] ids = [.. shown.Select(row => row.Id)];
            return await tables.AnswerAsync(http, snapshot.Release, TableRows.Of(Table.Evidence, snapshot.Release.Number, ids, [.. items.Select(item => item.ToArray())]), next);
        }
        var reason = rows.Count == 0 ? await reasons.ExplainAsync(snapshot, query, filter, matches, cancel) : null;
        return Answer.List(http, snapshot.Release, items, query.PageOf(next, total), json =>
        {
            Answer.Reason(json, reason);
            if (query.RequestedCodes.Length == 0) return;
            json.WritePropertyName("codes");
            JsonSerializer.Serialize(json, matches.Codes, Json.Wire);
        });
    }
}

/// <summary>A list of evidence items.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
/// <param name="Reason">Why the list is empty; null where it is not.</param>
/// <param name="Codes">What became of each requested code; absent where none was sent.</param>
public sealed record EvidenceList(string Release, IReadOnlyList<EvidenceItem> Items, Page Page, EmptyReason? Reason, IReadOnlyList<CodeResult>? Codes = null);
