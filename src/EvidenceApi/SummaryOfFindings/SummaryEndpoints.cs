using System.Text;
using EvidenceApi.Evidence;
using EvidenceApi.ForestPlots;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Studies;
using EvidenceApi.Tables;

namespace EvidenceApi.SummaryOfFindings;

internal static class SummaryEndpoints
{
    private static readonly Representation Html = new("html", "text/html") { Aliases = ["application/xhtml+xml"] };

    internal static void MapSummaryOfFindings(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/evidence/{id}/summary-of-findings", GetSummaryOfFindings).WithTags("Evidence").WithName(nameof(GetSummaryOfFindings))
        .Produces<FindingsSummary>().Query<ReadParameters, FindingsSummary>().Offers(Representation.Csv, Html).ProducesProblem(404);

    /// <summary>Summary of findings of an evidence item</summary>
    /// <remarks>
    /// A row per outcome and comparator: participants, effect as its source states it, certainty where a source graded it, and how many
    /// findings point which way. As JSON, CSV, or a page to print.
    /// </remarks>
    /// <param name="id">Evidence item id.</param>
    private static async Task<IResult> GetSummaryOfFindings(
        string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, StudyQueries studies)
    {
        var (release, cancel) = (snapshot.Release, http.RequestAborted);
        if (await evidence.ItemAsync(id, snapshot, cancel) is not { } item) return await evidence.NoSuchItemAsync(id, snapshot, cancel);
        var labels = await ForestPlotEndpoints.LabelsAsync(item, studies, release, cancel);
        var summary = new SummaryComposer(item, snapshot, labels).Compose() with { Release = release.Id };
        var form = Representation.Of(http);
        if (form == Representation.Json) return Answer.Document(http, release, Json.Bytes(summary with { Release = null }));
        Answer.SetHeaders(http, release);
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{item.Id}.{form.Name}\"";
        http.Response.Headers.ContentSecurityPolicy = ForestPlotEndpoints.NothingFromOutside;
        var text = form == Html ? SummaryPage.Write(summary) : SummaryCsv.Write(summary, CsvOptions.Of(http.Request));
        return TypedResults.Bytes(Encoding.UTF8.GetBytes(text), $"{form.MediaType}; charset=utf-8");
    }
}
