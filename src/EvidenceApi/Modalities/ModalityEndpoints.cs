using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.Modalities;

internal static class ModalityEndpoints
{
    internal static void MapModalities(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/modalities").WithTags("Modalities");
        group.MapGet("/", ListModalities).WithName(nameof(ListModalities)).Produces<ItemList<Modality>>().Query<PageParameters, Modality>().Offers(TableAnswers.Forms);
        group.MapGet("/{id}", GetModality).WithName(nameof(GetModality)).Produces<Modality>().Query<ReadParameters, Modality>().ProducesProblem(404);
    }

    /// <summary>Modalities</summary>
    /// <remarks>What is injected, each with its profile.</remarks>
    private static Task<IResult> ListModalities([AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, ReleaseSource releases) =>
        MemoryList.AnswerAsync(http, query, snapshot, releases, read => [.. read.Modalities.Values.Select(entry => entry.Body)], table: Table.Modality);

    /// <summary>One modality</summary>
    /// <remarks>With its profile: ingredients, mechanism, primary targets, course, adverse effects, precautions, regulatory status; each statement with its source.</remarks>
    /// <param name="id">Modality id.</param>
    private static IResult GetModality(string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot) =>
        snapshot.Modalities.TryGetValue(id, out var modality)
            ? Answer.Document(http, snapshot.Release, modality.Body)
            : Problems.NotFound("modality", id, NearMatches.Of(id, snapshot.Modalities.Values.SelectMany(
                entry => entry.Value.Synonyms.Prepend(entry.Value.Abbreviation ?? "").Prepend(entry.Value.Name).Prepend(entry.Value.Id).Select(name => (entry.Value.Id, name)))));
}
