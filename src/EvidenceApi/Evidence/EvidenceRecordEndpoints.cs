using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.Evidence;

/// <summary>The studies and findings of one evidence item, as tables.</summary>
internal static class EvidenceRecordEndpoints
{
    internal const string Study = "evidence-study";
    internal const string Finding = "evidence-finding";

    internal static void MapEvidenceRecords(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/evidence/{id}").WithTags("Evidence");
        group.MapGet("/studies", FindEvidenceStudies).WithName(nameof(FindEvidenceStudies))
            .Produces<RecordPage<EvidenceStudy>>().Query<PageParameters, EvidenceStudy>().Offers(TableAnswers.Forms).ProducesProblem(404);
        group.MapGet("/findings", FindEvidenceFindings).WithName(nameof(FindEvidenceFindings))
            .Produces<RecordPage<EvidenceFinding>>().Query<PageParameters, EvidenceFinding>().Offers(TableAnswers.Forms).ProducesProblem(404);
    }

    /// <summary>Evidence table of one item</summary>
    /// <remarks>
    /// Its studies as systematic reviews lay them out, strongest designs first, those of more specific forms included; those that do not
    /// count stand among them, with the reason.
    /// </remarks>
    /// <param name="id">Evidence item.</param>
    private static Task<IResult> FindEvidenceStudies(
        string id, [AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, RecordList list) =>
        AnswerAsync(id, query, http, snapshot, evidence, list, Study);

    /// <summary>Findings of one item</summary>
    /// <remarks>The findings of its studies, as numbers where what was printed is unambiguous; those of studies that do not count are marked.</remarks>
    /// <param name="id">Evidence item.</param>
    private static Task<IResult> FindEvidenceFindings(
        string id, [AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, RecordList list) =>
        AnswerAsync(id, query, http, snapshot, evidence, list, Finding);

    private static async Task<IResult> AnswerAsync(
        string id, PageParameters query, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, RecordList list, string kind)
    {
        if (id.Any(char.IsControl)) return Problems.NotFound("evidence item", "", []);
        return await evidence.FindAsync(id, snapshot.Release.Number, View.Summary, http.RequestAborted) is null
            ? Problems.NotFound("evidence item", id, await evidence.NearAsync(id, snapshot.Release.Number, http.RequestAborted))
            : await list.AnswerAsync(http, query, kind, read => new(kind, read.Release.Number) { Source = id }, _ => Task.FromResult(
                new EmptyReason("no-studies", "No study is on record of this item: only gradings or what source documents claim.", $"See /v1/evidence/{id}.", [])));
    }
}
