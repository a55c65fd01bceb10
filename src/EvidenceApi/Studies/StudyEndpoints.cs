using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Studies;

/// <summary>Filters on studies.</summary>
public sealed class FindStudies : PageParameters
{
    /// <summary>Condition id. Studies of it and of everything below.</summary>
    [FromQuery(Name = "condition")]
    public string? Condition { get; init; }

    /// <summary>Modality id. Studies of it and of its forms.</summary>
    [FromQuery(Name = "modality")]
    public string? Modality { get; init; }

    /// <summary>Target tissue id.</summary>
    [FromQuery(Name = "targetTissue")]
    public string? TargetTissue { get; init; }

    /// <summary>Study design id.</summary>
    [FromQuery(Name = "design")]
    public string? Design { get; init; }

    /// <summary>Direction of the study.</summary>
    [FromQuery(Name = "direction"), Vocabulary(typeof(Direction))]
    public string? Direction { get; init; }

    /// <summary>Whether the publication still stands.</summary>
    [FromQuery(Name = "standing"), Vocabulary(typeof(Standing))]
    public string? Standing { get; init; }

    /// <summary>Whether the facts that identify and classify it were all read.</summary>
    [FromQuery(Name = "verification"), Vocabulary(typeof(Verification))]
    public string? Verification { get; init; }

    /// <summary>Studies with at least this many participants.</summary>
    [FromQuery(Name = "minParticipants")]
    public int? MinParticipants { get; init; }

    /// <summary>Studies of this year or later.</summary>
    [FromQuery(Name = "publishedSince")]
    public int? PublishedSince { get; init; }
}

internal sealed class FindStudiesValidator : PageParametersValidator<FindStudies>
{
    public FindStudiesValidator()
    {
        RuleFor(query => query.Condition).KnownCondition();
        RuleFor(query => query.Modality).KnownModality();
        RuleFor(query => query.TargetTissue).KnownTargetTissue();
        RuleFor(query => query.Design).KnownDesign();
        RuleFor(query => query.PublishedSince).InclusiveBetween(1900, 2100).WithMessage("Must be a year from 1900 to 2100.");
    }
}

internal static class StudyEndpoints
{
    internal static void MapStudies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/studies").WithTags("Studies");
        group.MapGet("/", FindStudies).WithName(nameof(FindStudies)).Produces<ItemList<StudyBrief>>().Query<FindStudies>();
        group.MapGet("/{id}", GetStudy).WithName(nameof(GetStudy)).Produces<Study>().Query<NoParameters>().ProducesProblem(404);
    }

    /// <summary>Studies</summary>
    /// <remarks>Every study on record, incomplete ones marked; newest first.</remarks>
    private static async Task<IResult> FindStudies(
        [AsParameters] FindStudies query, HttpContext http, Snapshot current, ReleaseSource releases, StudyQueries queries)
    {
        if (await PageStart.ReadAsync(query, http.Request, current, releases, StudySortKey.Values, http.RequestAborted) is not { } start) return PageStart.BadCursor();
        var release = start.Snapshot.Release;
        var (rows, total) = await queries.ListAsync(query, release.Number, StudySortKey.Read(start.After), query.Size + 1, http.RequestAborted);
        var shown = rows.Take(query.Size).ToList();
        var next = rows.Count > shown.Count ? new Cursor(release.Number, StudySortKey.Of(shown[^1])).Encode(http.Request) : null;
        return Answer.List(http, release, shown.Select(row => row.Brief), new(query.Size, next, total));
    }

    /// <summary>One study</summary>
    /// <remarks>With its findings, and what was not read of it.</remarks>
    /// <param name="id">Study id.</param>
    private static async Task<IResult> GetStudy(string id, HttpContext http, Snapshot snapshot, StudyQueries queries)
    {
        if (id.Any(char.IsControl)) return Problems.NotFound("study", "", []);
        var document = await queries.FindAsync(id, snapshot.Release.Number, http.RequestAborted);
        return document is null
            ? Problems.NotFound("study", id, await queries.NearAsync(id, snapshot.Release.Number, http.RequestAborted))
            : Answer.Document(http, snapshot.Release, document);
    }
}
