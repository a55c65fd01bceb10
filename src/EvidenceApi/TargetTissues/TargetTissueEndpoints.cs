using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.TargetTissues;

internal static class TargetTissueEndpoints
{
    internal static void MapTargetTissues(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/target-tissues").WithTags("Target tissues");
        group.MapGet("/", ListTargetTissues).WithName(nameof(ListTargetTissues)).Produces<ItemList<TargetTissue>>().Query<PageParameters, TargetTissue>().Offers(TableAnswers.Forms);
        group.MapGet("/{id}", GetTargetTissue).WithName(nameof(GetTargetTissue)).Produces<TargetTissue>().Query<ReadParameters, TargetTissue>().ProducesProblem(404);
    }

    /// <summary>Target tissues</summary>
    /// <remarks>Tissues and spaces into which is injected, with synonyms and anatomy codes.</remarks>
    private static Task<IResult> ListTargetTissues([AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, ReleaseSource releases) =>
        MemoryList.AnswerAsync(http, query, snapshot, releases, read => [.. read.TargetTissues.Values.Select(entry => entry.Body)], table: Table.TargetTissue);

    /// <summary>One target tissue</summary>
    /// <param name="id">Target tissue id.</param>
    private static IResult GetTargetTissue(string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot) =>
        snapshot.TargetTissues.TryGetValue(id, out var tissue)
            ? Answer.Document(http, snapshot.Release, tissue.Body)
            : Problems.NotFound("target tissue", id, NearMatches.Of(
                id, snapshot.TargetTissues.Values.SelectMany(entry => entry.Value.Synonyms.Prepend(entry.Value.Name).Prepend(entry.Value.Id).Select(name => (entry.Value.Id, name)))));
}
