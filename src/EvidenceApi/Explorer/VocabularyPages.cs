using EvidenceApi.Evidence;
using EvidenceApi.Explorer.Pages;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

internal static class VocabularyPages
{
    internal static void MapVocabularyPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/modalities", (Delegate)ShowModalities);
        pages.MapGet("/modalities/{id}", ShowModality);
        pages.MapGet("/target-tissues/{id}", ShowTissue);
        pages.MapGet("/levels", (Delegate)ShowLevels);
    }

    private static Task<IResult> ShowModalities(HttpContext http) => PageAnswer.PageAsync<ModalitiesPage>(http, PageContext.Of(http));

    private static Task<IResult> ShowLevels(HttpContext http) => PageAnswer.PageAsync<LevelsPage>(http, PageContext.Of(http));

    private static async Task<IResult> ShowModality(string id, HttpContext http, Snapshot snapshot, EvidenceQueries queries)
    {
        if (!snapshot.Modalities.TryGetValue(id, out var modality))
        {
            var names = snapshot.Modalities.Values.SelectMany(
                entry => entry.Value.Synonyms.Prepend(entry.Value.Abbreviation ?? "").Prepend(entry.Value.Name).Prepend(entry.Value.Id).Select(name => (entry.Value.Id, name)));
            return await PageAnswer.NotFoundAsync(http, "injection", id, NearMatches.Of(id, names).Select(near => new PageLink($"/modalities/{near}", snapshot.Modality(near))));
        }
        var items = await ItemsAsync(queries, new(snapshot.Release.Number, null, snapshot.ModalitiesOf(id)), EvidenceSort.Strength, http);
        return await PageAnswer.PageAsync<ModalityPage>(http, PageContext.Of(http), (nameof(ModalityPage.Modality), modality.Value), (nameof(ModalityPage.Items), items));
    }

    private static async Task<IResult> ShowTissue(string id, HttpContext http, Snapshot snapshot, EvidenceQueries queries)
    {
        if (!snapshot.TargetTissues.TryGetValue(id, out var tissue))
        {
            var names = snapshot.TargetTissues.Values.SelectMany(entry => entry.Value.Synonyms.Prepend(entry.Value.Name).Prepend(entry.Value.Id).Select(name => (entry.Value.Id, name)));
            return await PageAnswer.NotFoundAsync(http, "target tissue", id, NearMatches.Of(id, names).Select(near => new PageLink($"/target-tissues/{near}", snapshot.Tissue(near))));
        }
        var items = await ItemsAsync(queries, new(snapshot.Release.Number, null, TargetTissue: id), EvidenceSort.Condition, http);
        return await PageAnswer.PageAsync<TissuePage>(http, PageContext.Of(http), (nameof(TissuePage.Tissue), tissue.Value), (nameof(TissuePage.Items), items));
    }

    private static async Task<IReadOnlyList<EvidenceItem>> ItemsAsync(EvidenceQueries queries, EvidenceFilter filter, EvidenceSort sort, HttpContext http)
    {
        var (rows, _) = await queries.ListAsync(filter, View.Summary, sort, null, int.MaxValue, 0, http.RequestAborted);
        return Documents.Of<EvidenceItem>(rows.Select(row => row.Document));
    }
}
