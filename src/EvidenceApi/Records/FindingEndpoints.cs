using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Records;

/// <summary>Filters on findings.</summary>
public sealed class FindFindings : ResearchParameters
{
    /// <summary>Design of the study.</summary>
    [FromQuery(Name = "design")]
    public string? Design { get; init; }

    /// <summary>Outcome measure id.</summary>
    [FromQuery(Name = "measure")]
    public string? Measure { get; init; }

    /// <summary>Comparator id, or modality id where it was compared with one.</summary>
    [FromQuery(Name = "comparator")]
    public string? Comparator { get; init; }

    /// <summary>Study id.</summary>
    [FromQuery(Name = "study")]
    public string? Study { get; init; }

    /// <summary>Whether the study's publication still stands.</summary>
    [FromQuery(Name = "standing"), Vocabulary(typeof(Standing))]
    public string? Standing { get; init; }

    /// <summary>Whether the facts of the study were all read.</summary>
    [FromQuery(Name = "verification"), Vocabulary(typeof(Verification))]
    public string? Verification { get; init; }

    /// <summary>true: primary outcomes only. false: the others only.</summary>
    [FromQuery(Name = "primary"), Vocabulary("true", "false")]
    public string? Primary { get; init; }
}

internal sealed class FindFindingsValidator : ResearchParametersValidator<FindFindings>
{
    public FindFindingsValidator()
    {
        RuleFor(query => query.Study).RecordId();
        RuleFor(query => query.Design).KnownDesign();
        RuleFor(query => query.Measure).KnownMeasure();
        RuleFor(query => query.Comparator).KnownComparator();
    }
}

internal static class FindingEndpoints
{
    internal const string Kind = "finding";

    internal static void MapFindings(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/findings", FindFindings).WithTags("Studies").WithName(nameof(FindFindings))
        .Produces<RecordPage<FindingRecord>>().Query<FindFindings, FindingRecord>().Offers(TableAnswers.Forms);

    /// <summary>Findings</summary>
    /// <remarks>Outcomes of all studies, one per measure, time point and comparison: as printed, and as numbers where that is unambiguous.</remarks>
    private static Task<IResult> FindFindings([AsParameters] FindFindings query, HttpContext http, RecordList list) =>
        list.AnswerAsync(http, query, Kind, filter => filter with
        {
            TargetTissue = query.TargetTissue,
            Direction = query.Direction,
            PublishedSince = query.PublishedSince,
            PublishedUntil = query.PublishedUntil,
            Design = query.Design,
            Measure = query.Measure,
            Comparator = query.Comparator,
            Source = query.Study,
            Standing = query.Standing,
            Verification = query.Verification,
            IsMarked = query.Primary is null ? null : query.Primary == "true",
        });
}
