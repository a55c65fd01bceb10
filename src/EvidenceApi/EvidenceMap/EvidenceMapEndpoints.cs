using System.Text.Json;
using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Publishing;
using EvidenceApi.Releases;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.EvidenceMap;

/// <summary>Filters of the map: those of the lookup.</summary>
public sealed class FindEvidenceMap : EvidenceFilters
{
    /// <summary>Diagnosis code as system|code, repeatable.</summary>
    [FromQuery(Name = "code")]
    public string[]? Code { get; init; }

    /// <summary>Condition id. A grouping stands for its descendants.</summary>
    [FromQuery(Name = "condition")]
    public string? Condition { get; init; }

    /// <summary>Region of the body.</summary>
    [FromQuery(Name = "bodyRegion")]
    public string? BodyRegion { get; init; }

    /// <summary>What a row is: a condition (default), a body region, or a root of the condition tree with everything below it.</summary>
    [FromQuery(Name = "groupBy"), Vocabulary(typeof(MapGrouping))]
    public string? GroupBy { get; init; }

    internal override string[] RequestedCodes => Code ?? [];
    internal override string? RequestedCondition => Condition;
    internal override string? RequestedRegion => BodyRegion;
}

internal sealed class FindEvidenceMapValidator : EvidenceFiltersValidator<FindEvidenceMap>
{
    public FindEvidenceMapValidator()
    {
        RuleFor(query => query.Code).Codes();
        RuleFor(query => query.Condition).KnownCondition();
        RuleFor(query => query.BodyRegion).KnownBodyRegion();
    }
}

internal static class EvidenceMapEndpoints
{
    internal static void MapEvidenceMap(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/evidence-map", GetEvidenceMap).WithTags("Evidence").WithName(nameof(GetEvidenceMap))
        .Produces<EvidenceMapView>().Query<FindEvidenceMap, EvidenceMapView>();

    /// <summary>Evidence map</summary>
    /// <remarks>Condition × modality: how much evidence, of what design and direction, at what level, and where there is none.</remarks>
    private static async Task<IResult> GetEvidenceMap(
        [AsParameters] FindEvidenceMap query, HttpContext http, Snapshot snapshot, EvidenceQueries queries, EmptyReasons reasons)
    {
        var (filter, matches) = query.Filter(snapshot);
        var outlines = await queries.OutlinesAsync(filter, http.RequestAborted);
        var reason = outlines.Count == 0 ? await reasons.ExplainAsync(snapshot, query, filter, matches, http.RequestAborted) : null;
        var map = Compose(outlines, Json.Value<MapGrouping>(query.GroupBy) ?? MapGrouping.Condition, snapshot, http.Request, reason);
        return Answer.Whole(http, snapshot.Release, Json.Bytes(map));
    }

    internal static EvidenceMapView Compose(IReadOnlyList<byte[]> documents, MapGrouping grouping, Snapshot snapshot, HttpRequest request, EmptyReason? reason)
    {
        var outlines = documents.Select(body => JsonSerializer.Deserialize<EvidenceOutline>(body, Json.Wire)!).ToList();
        var cells = outlines
            .GroupBy(outline => (Row: RowOf(snapshot.Conditions[outline.Condition].Value, grouping), outline.Modality))
            .OrderBy(cell => cell.Key.Row, StringComparer.Ordinal).ThenBy(cell => cell.Key.Modality, StringComparer.Ordinal)
            .Select(cell => Cell(cell.Key.Row, cell.Key.Modality, [.. cell], grouping, request))
            .ToList();
        return new(
            snapshot.Release.Id, grouping,
            [.. cells.Select(cell => cell.Row).Distinct().Select(row => Row(row, grouping, snapshot))],
            [.. cells.Select(cell => cell.Modality).Distinct().Order(StringComparer.Ordinal).Select(id => snapshot.Modalities[id].Value).Select(modality => new ModalityReference(modality.Id, modality.Name, modality.Abbreviation))],
            cells, outlines.Count, reason);
    }

    private static string RowOf(Condition condition, MapGrouping grouping) => grouping switch
    {
        MapGrouping.BodyRegion => condition.BodyRegion,
        MapGrouping.ConditionTree => condition.Ancestors.Count > 0 ? condition.Ancestors[^1] : condition.Id,
        _ => condition.Id,
    };

    private static MapRow Row(string id, MapGrouping grouping, Snapshot snapshot) =>
        grouping == MapGrouping.BodyRegion
            ? new(id, char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' '), id, [])
            : new(id, snapshot.Conditions[id].Value.Name, snapshot.Conditions[id].Value.BodyRegion, snapshot.Conditions[id].Value.Ancestors);

    private static MapCell Cell(string row, string modality, IReadOnlyList<EvidenceOutline> items, MapGrouping grouping, HttpRequest request)
    {
        // One study may stand in several items of a cell, counted in one and not in another: it is one study.
        var studies = items.SelectMany(item => item.Studies).GroupBy(study => study.Id).Select(same => same.FirstOrDefault(study => study.Counted) ?? same.First()).ToList();
        var counted = studies.Where(study => study.Counted).ToList();
        var directions = counted.ConvertAll(study => study.Direction);
        var claimsOnly = items.All(item => item.Agreement == Agreement.ClaimsOnly);
        return new(
            row, modality, items.Count, counted.Count, studies.Count,
            items.Where(item => item.EvidenceLevel is not null).OrderByDescending(item => item.Studies.Count(study => study.Counted)).FirstOrDefault()?.EvidenceLevel,
            claimsOnly ? Agreement.ClaimsOnly : CountedStudies.AgreementOf(directions), CountedStudies.Together(directions),
            counted.CountBy(study => study.Design).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(),
            counted.CountBy(study => Json.Name(study.Direction)).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(),
            [.. items.Select(item => new MapItem(item.Id, item.TargetTissue, item.EvidenceLevel, item.Certainty, item.Direction, item.Agreement, item.Studies.Count(study => study.Counted)))],
            Link(row, modality, grouping, request));
    }

    /// <summary>The lookup with the filters of the map, narrowed to the cell.</summary>
    private static string Link(string row, string modality, MapGrouping grouping, HttpRequest request)
    {
        var narrowed = grouping == MapGrouping.BodyRegion ? "bodyRegion" : "condition";
        var kept = request.Query.Where(parameter => parameter.Key is not ("groupBy" or "fields" or "modality" or "match") && parameter.Key != narrowed);
        var query = QueryString.Create(kept.SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value)))
            .Add(narrowed, row).Add("modality", modality);
        // A root that is no grouping answers for what lies below it only when asked broadly.
        if (grouping == MapGrouping.ConditionTree || request.Query.ContainsKey("match")) query = query.Add("match", grouping == MapGrouping.ConditionTree ? "broad" : request.Query["match"].ToString());
        return "/v1/evidence" + query;
    }
}
