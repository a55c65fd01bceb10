using System.Text.Json;
using EvidenceApi.Evidence;
using EvidenceApi.Explorer.Pages;
using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

internal static class ConditionPages
{
    internal static void MapConditionPages(this IEndpointRouteBuilder pages) => pages.MapGet("/conditions/{id}", ShowCondition);

    private static async Task<IResult> ShowCondition(
        string id, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, RecordQueries records, EmptyReasons reasons)
    {
        var cancel = http.RequestAborted;
        if (!snapshot.Conditions.TryGetValue(id, out var entry))
        {
            var names = snapshot.Conditions.Values.SelectMany(known => known.Value.Synonyms.Prepend(known.Value.Name).Prepend(known.Value.Id).Select(name => (known.Value.Id, name)));
            return await PageAnswer.NotFoundAsync(http, "condition", id, NearMatches.Of(id, names).Select(near => new PageLink($"/conditions/{near}", snapshot.Condition(near))));
        }

        var condition = entry.Value;
        var context = PageContext.Of(http, ("modality", snapshot.Modalities.Keys), ("code", null));
        var query = new ListEvidence { ConditionInPath = id };
        var (filter, matches) = query.Filter(snapshot);
        // The items of a group are many and shown in brief.
        var rows = await evidence.OfConditionsAsync(filter, condition.Grouping ? View.Summary : View.Full, cancel);
        var reason = rows.Count == 0 ? await reasons.ExplainAsync(snapshot, query, filter, matches, cancel) : null;
        var about = new RecordFilter(RecommendationEndpoints.Kind, snapshot.Release.Number) { Conditions = filter.Conditions };
        var (positions, _) = await records.ListAsync(about, null, int.MaxValue, 0, cancel);
        return await PageAnswer.PageAsync<ConditionPage>(
            http, context,
            (nameof(ConditionPage.Condition), condition),
            (nameof(ConditionPage.Items), Documents.Of<EvidenceItem>(rows.Select(row => row.Document))),
            (nameof(ConditionPage.Positions), Documents.Of<RecommendationView>(positions.Select(row => row.Brief)).Where(position => position.Condition is not null).ToList()),
            (nameof(ConditionPage.Reason), reason),
            (nameof(ConditionPage.Chosen), context.Value(http, "modality")),
            (nameof(ConditionPage.Match), context.Value(http, "code") is { } code ? CodeQuestion.Matches(code, snapshot).FirstOrDefault(match => match.Condition == id) : null));
    }
}

internal static class Documents
{
    /// <summary>Finished documents as the records that they were written from.</summary>
    internal static IReadOnlyList<T> Of<T>(IEnumerable<byte[]> documents) => [.. documents.Select(Of<T>)];

    internal static T Of<T>(byte[] document) => JsonSerializer.Deserialize<T>(document, Json.Wire)!;
}
