using EvidenceApi.Citations;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Releases;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Studies;

/// <summary>Filters on studies.</summary>
public sealed class FindStudies : ResearchParameters
{
    /// <summary>Study design id.</summary>
    [FromQuery(Name = "design")]
    public string? Design { get; init; }

    /// <summary>Comparator id, or modality id where it was compared with one.</summary>
    [FromQuery(Name = "comparator")]
    public string? Comparator { get; init; }

    /// <summary>Whether the publication still stands.</summary>
    [FromQuery(Name = "standing"), Vocabulary(typeof(Standing))]
    public string? Standing { get; init; }

    /// <summary>Whether the facts that identify and classify it were all read.</summary>
    [FromQuery(Name = "verification"), Vocabulary(typeof(Verification))]
    public string? Verification { get; init; }

    /// <summary>Studies with at least this many participants.</summary>
    [FromQuery(Name = "minParticipants")]
    public int? MinParticipants { get; init; }
}

internal sealed class FindStudiesValidator : ResearchParametersValidator<FindStudies>
{
    public FindStudiesValidator()
    {
        RuleFor(query => query.Design).KnownDesign();
        RuleFor(query => query.Comparator).KnownComparator();
    }
}

internal static class StudyEndpoints
{
    internal const string Kind = "study";

    internal static void MapStudies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/studies").WithTags("Studies");
        group.MapGet("/", FindStudies).WithName(nameof(FindStudies)).Produces<RecordPage<StudyBrief>>().Query<FindStudies, StudyBrief>().Offers([.. TableAnswers.Forms, .. CitationFormat.All]);
        group.MapGet("/{id}", GetStudy).WithName(nameof(GetStudy)).Produces<Study>().Query<ReadParameters, Study>().Offers(CitationFormat.All).ProducesProblem(404);
    }

    /// <summary>Studies</summary>
    /// <remarks>Every study on record, incomplete ones marked; newest first.</remarks>
    private static Task<IResult> FindStudies([AsParameters] FindStudies query, HttpContext http, Snapshot snapshot, RecordList list, StudyQueries studies)
    {
        // A reference manager wants the whole list, whatever the page.
        return CitationFormat.IsAsked(http)
            ? Task.FromResult(CitationFormat.Answer(http, snapshot.Release, studies.MatchingAsync(Narrow(query.Filter(snapshot, Kind)), http.RequestAborted), "studies"))
            : list.AnswerAsync(http, query, Kind, Narrow);

        RecordFilter Narrow(RecordFilter filter) => filter with
        {
            TargetTissue = query.TargetTissue,
            Direction = query.Direction,
            PublishedSince = query.PublishedSince,
            PublishedUntil = query.PublishedUntil,
            Design = query.Design,
            Comparator = query.Comparator,
            Standing = query.Standing,
            Verification = query.Verification,
            MinParticipants = query.MinParticipants,
        };
    }

    /// <summary>One study</summary>
    /// <remarks>With its findings, and what was not read of it.</remarks>
    /// <param name="id">Study id.</param>
    private static async Task<IResult> GetStudy(
        string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot, RecordList list, StudyQueries studies) =>
        CitationFormat.IsAsked(http) && !id.Any(char.IsControl) && await studies.OfAsync([id], snapshot.Release.Number, http.RequestAborted) is { Count: 1 } found
            ? CitationFormat.Answer(http, snapshot.Release, found.ToAsyncEnumerable(), id)
            : await list.FindAsync(http, Kind, "study", id);
}
