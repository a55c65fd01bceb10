using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Records;

/// <summary>Filters on gradings.</summary>
public sealed class FindGradings : ResearchParameters
{
    /// <summary>Grading system id.</summary>
    [FromQuery(Name = "gradingSystem")]
    public string? GradingSystem { get; init; }

    /// <summary>A level as its system writes it; gradings whose words name exactly this one.</summary>
    [FromQuery(Name = "level")]
    public string? Level { get; init; }
}

internal sealed class FindGradingsValidator : ResearchParametersValidator<FindGradings>
{
    public FindGradingsValidator()
    {
        RuleFor(query => query.GradingSystem).KnownGradingSystem();
        RuleFor(query => query.Level).KnownLevel(query => query.GradingSystem);
    }
}

internal static class GradingEndpoints
{
    internal const string Kind = "grading";

    internal static void MapGradings(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/gradings", FindGradings).WithTags("Gradings and positions").WithName(nameof(FindGradings))
        .Produces<RecordPage<GradingView>>().Query<FindGradings, GradingView>().Offers(TableAnswers.Forms);

    /// <summary>Gradings</summary>
    /// <remarks>Published verdicts on bodies of evidence, each with its level in the words of its source; newest first.</remarks>
    private static Task<IResult> FindGradings([AsParameters] FindGradings query, HttpContext http, RecordList list) =>
        list.AnswerAsync(http, query, Kind, filter => filter with
        {
            TargetTissue = query.TargetTissue,
            Direction = query.Direction,
            PublishedSince = query.PublishedSince,
            PublishedUntil = query.PublishedUntil,
            GradingSystem = query.GradingSystem,
            Level = query.Level,
        });
}
