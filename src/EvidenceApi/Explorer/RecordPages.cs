using EvidenceApi.Evidence;
using EvidenceApi.Explorer.Pages;
using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Releases;
using EvidenceApi.Studies;

namespace EvidenceApi.Explorer;

internal static class RecordPages
{
    internal static void MapRecordPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/studies/{id}", ShowStudy);
        pages.MapGet("/sources", ShowSources);
        pages.MapGet("/sources/{id}", ShowSource);
    }

    private static async Task<IResult> ShowStudy(string id, HttpContext http, Snapshot snapshot, RecordQueries records)
    {
        var (release, cancel) = (snapshot.Release.Number, http.RequestAborted);
        if (id.Any(char.IsControl)) return await PageAnswer.NotFoundAsync(http, "study", "", []);
        if (await records.FindAsync(StudyEndpoints.Kind, id, release, cancel) is not { } document)
        {
            var near = await records.NearAsync(StudyEndpoints.Kind, id, release, cancel);
            return await PageAnswer.NotFoundAsync(http, "study", id, near.Select(other => new PageLink($"/studies/{other}", other)));
        }
        return await PageAnswer.PageAsync<StudyPage>(http, PageContext.Of(http), (nameof(StudyPage.Study), Documents.Of<Study>(document)));
    }

    private static async Task<IResult> ShowSources(HttpContext http, Snapshot snapshot, RecordQueries records) =>
        await PageAnswer.PageAsync<SourcesPage>(http, PageContext.Of(http), (nameof(SourcesPage.Sources), await SourcesAsync(snapshot, records, http.RequestAborted)));

    private static async Task<IResult> ShowSource(string id, HttpContext http, Snapshot snapshot, RecordQueries records)
    {
        var sources = await SourcesAsync(snapshot, records, http.RequestAborted);
        if (sources.FirstOrDefault(known => known.Id == id) is not { } source)
        {
            var near = NearMatches.Of(id, sources.SelectMany(known => new[] { (known.Id, known.Id), (known.Id, known.Title) }));
            return await PageAnswer.NotFoundAsync(http, "source document", id, near.Select(other => new PageLink($"/sources/{other}", sources.First(known => known.Id == other).Title)));
        }
        var (rows, _) = await records.ListAsync(new(ClaimEndpoints.Claim, snapshot.Release.Number) { Source = id }, null, int.MaxValue, 0, http.RequestAborted);
        return await PageAnswer.PageAsync<SourcePage>(
            http, PageContext.Of(http), (nameof(SourcePage.Source), source), (nameof(SourcePage.Claims), Documents.Of<ClaimView>(rows.Select(row => row.Brief))));
    }

    private static async Task<IReadOnlyList<SourceView>> SourcesAsync(Snapshot snapshot, RecordQueries records, CancellationToken cancel)
    {
        var (rows, _) = await records.ListAsync(new(ClaimEndpoints.Source, snapshot.Release.Number), null, int.MaxValue, 0, cancel);
        return Documents.Of<SourceView>(rows.Select(row => row.Brief));
    }
}
