using System.Security.Cryptography;
using System.Text;
using EvidenceApi.Evidence;
using EvidenceApi.Explorer.Pages;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

internal static class EvidencePages
{
    internal static void MapEvidencePages(this IEndpointRouteBuilder pages) => pages.MapGet("/evidence/{id}", ShowEvidence);

    private static async Task<IResult> ShowEvidence(string id, HttpContext http, Snapshot snapshot, EvidenceQueries queries)
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
        return await PageAnswer.PageAsync<EvidencePage>(
            http, context,
            (nameof(EvidencePage.Item), item),
            (nameof(EvidencePage.Choice), new StudyChoice(Value("design"), Value("direction"), Value("counted"), Value("sort"))),
            (nameof(EvidencePage.Citation), ReleaseQueries.CitationOf(release.Id, release.PublishedOn)),
            (nameof(EvidencePage.Plot), PlotText.Of(item)),
            (nameof(EvidencePage.FhirId), FhirIdOf(id)));

        string? Value(string name) => context.Value(http, name);
    }

    // FHIR allows 64 characters.
    private static string FhirIdOf(string id) =>
        id.Length <= 64 ? id : $"{id[..47]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 8))}";
}
