using EvidenceApi.Evidence;
using EvidenceApi.Explorer.Pages;
using EvidenceApi.ForestPlots;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Studies;
using EvidenceApi.SummaryOfFindings;

namespace EvidenceApi.Explorer;

internal static class EvidencePages
{
    internal static void MapEvidencePages(this IEndpointRouteBuilder pages) => pages.MapGet("/evidence/{id}", ShowEvidence);

    private static async Task<IResult> ShowEvidence(string id, HttpContext http, Snapshot snapshot, EvidenceQueries queries, StudyQueries studies)
    {
        var (release, cancel) = (snapshot.Release, http.RequestAborted);
        if (id.Any(char.IsControl)) return await PageAnswer.NotFoundAsync(http, "entry of evidence", "", []);
        if (await queries.FindAsync(id, release.Number, View.Full, cancel) is not { } document)
        {
            var near = await queries.NearAsync(id, release.Number, cancel);
            return await PageAnswer.NotFoundAsync(http, "entry of evidence", id, near.Select(other => new PageLink($"/evidence/{other}", snapshot.EvidenceName(other))));
        }

        var context = PageContext.Of(
            http, ("design", snapshot.StudyDesigns.Keys), ("direction", Enum.GetValues<Direction>().Select(Json.Name)), ("counted", ["yes", "no"]), ("sort", StudyChoice.Sorts));
        var item = Documents.Of<EvidenceItem>(document);
        var labels = await ForestPlotEndpoints.LabelsAsync(item, studies, release, cancel);
        var plots = new ForestPlotComposer(item, snapshot, labels).Compose(new(null, null, null, null, null));
        return await PageAnswer.PageAsync<EvidencePage>(
            http, context,
            (nameof(EvidencePage.Item), item),
            (nameof(EvidencePage.Choice), new StudyChoice(Value("design"), Value("direction"), Value("counted"), Value("sort"))),
            (nameof(EvidencePage.Citation), ReleaseQueries.CitationOf(release.Id, release.PublishedOn)),
            (nameof(EvidencePage.Plots), plots.Select(plot => ForestPlotEndpoints.Outline(id, plot, new())).ToList()),
            (nameof(EvidencePage.Summary), new SummaryComposer(item, snapshot, labels).Compose()));

        string? Value(string name) => context.Value(http, name);
    }
}
