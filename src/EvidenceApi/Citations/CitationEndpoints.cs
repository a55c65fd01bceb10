using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Studies;

namespace EvidenceApi.Citations;

/// <summary>The studies of an evidence item as they are cited.</summary>
/// <param name="Evidence">Evidence item id.</param>
/// <param name="Items">Every study of the item, also those that do not count; newest first.</param>
public sealed record CitationAnswer(string Evidence, IReadOnlyList<CitationView> Items) : Released;

internal static class CitationEndpoints
{
    internal static IServiceCollection AddCitations(this IServiceCollection services) => services.AddSingleton<StudyQueries>();

    internal static void MapCitations(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/evidence/{id}/citations", GetCitations).WithTags("Studies").WithName(nameof(GetCitations))
        .Produces<CitationAnswer>().Query<ReadParameters, CitationAnswer>().Offers(CitationFormat.All).ProducesProblem(404);

    /// <summary>Citations of an evidence item</summary>
    /// <remarks>Every study of the item for a reference manager; corrected, retracted and incomplete ones say so in their note.</remarks>
    /// <param name="id">Evidence item id.</param>
    private static async Task<IResult> GetCitations(
        string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, StudyQueries studies)
    {
        if (await evidence.ItemAsync(id, snapshot, http.RequestAborted) is not { } item) return await evidence.NoSuchItemAsync(id, snapshot, http.RequestAborted);
        var found = await studies.OfAsync([.. item.Studies!.Select(study => study.Id)], snapshot.Release.Number, http.RequestAborted);
        return CitationFormat.IsAsked(http)
            ? CitationFormat.Answer(http, snapshot.Release, found.ToAsyncEnumerable(), item.Id)
            : Answer.Document(http, snapshot.Release, Json.Bytes(new CitationAnswer(item.Id, [.. found.Select(study => new Citation(study, snapshot.Release.Id).View())])));
    }
}
