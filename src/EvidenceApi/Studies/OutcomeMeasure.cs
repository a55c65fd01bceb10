using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.Studies;

/// <summary>An instrument or endpoint by which studies measured an outcome.</summary>
/// <param name="ScaleMin">Lowest score; null for an endpoint without a scale.</param>
/// <param name="ScaleMax">Highest score; null for an endpoint without an upper end.</param>
/// <param name="HigherIsBetter">Whether a higher score is better for the patient; null where it depends. A finding's own flag goes first.</param>
/// <param name="Mcid">Minimal clinically important difference, in points of the scale; null where none was read.</param>
/// <param name="McidRelativePercent">MCID as a per cent of baseline, where the source gives that.</param>
/// <param name="McidSource">Source of the MCID, or what was found in place of one.</param>
/// <param name="McidNote">Population and other values.</param>
/// <param name="SourceUrl">Page on which the MCID was read.</param>
/// <param name="Loinc">LOINC code; null where none was read.</param>
public sealed record OutcomeMeasure(
    string Id, string Name, string? Abbreviation, decimal? ScaleMin, decimal? ScaleMax, bool? HigherIsBetter, decimal? Mcid,
    decimal? McidRelativePercent, string? McidSource, string? McidNote, string? SourceUrl, string? Loinc);

internal static class OutcomeMeasureEndpoints
{
    internal static void MapOutcomeMeasures(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/outcome-measures", ListOutcomeMeasures).WithTags("Studies").WithName(nameof(ListOutcomeMeasures))
        .Produces<ItemList<OutcomeMeasure>>().Query<PageParameters, OutcomeMeasure>().Offers(TableAnswers.Forms);

    /// <summary>Outcome measures</summary>
    /// <remarks>Instruments and endpoints of the findings, with scale, direction and minimal clinically important difference.</remarks>
    private static Task<IResult> ListOutcomeMeasures([AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, ReleaseSource releases) =>
        MemoryList.AnswerAsync(http, query, snapshot, releases, read => [.. read.OutcomeMeasures.Values.Select(entry => entry.Body)], table: Table.OutcomeMeasure);
}
