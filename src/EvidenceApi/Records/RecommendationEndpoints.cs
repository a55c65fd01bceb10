using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Records;

/// <summary>Filters on recommendations.</summary>
public sealed class FindRecommendations : RecordParameters
{
    /// <summary>Kind of document.</summary>
    [FromQuery(Name = "kind"), Vocabulary("guideline", "regulator", "health-technology-assessment", "consensus")]
    public string? Kind { get; init; }

    /// <summary>Position taken.</summary>
    [FromQuery(Name = "position"), Vocabulary("for", "against", "neutral", "permitted", "not-approved", "research-only")]
    public string? Position { get; init; }

    /// <summary>ISO 3166-1 alpha-2 country, or INT.</summary>
    [FromQuery(Name = "jurisdiction")]
    public string? Jurisdiction { get; init; }

    /// <summary>Positions of this year or later.</summary>
    [FromQuery(Name = "publishedSince")]
    public int? PublishedSince { get; init; }

    /// <summary>Positions of this year or earlier.</summary>
    [FromQuery(Name = "publishedUntil")]
    public int? PublishedUntil { get; init; }
}

internal sealed class FindRecommendationsValidator : RecordParametersValidator<FindRecommendations>
{
    public FindRecommendationsValidator()
    {
        RuleFor(query => query.Jurisdiction).Matches("^([A-Z]{2}|INT)$").WithMessage("Must be a two-letter country code in capitals, or INT.");
        Year(query => query.PublishedSince);
        Year(query => query.PublishedUntil);
    }
}

internal static class RecommendationEndpoints
{
    internal const string Kind = "recommendation";

    internal static void MapRecommendations(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/recommendations", FindRecommendations).WithTags("Gradings and positions").WithName(nameof(FindRecommendations))
        .Produces<RecordPage<RecommendationView>>().Query<FindRecommendations, RecommendationView>().Offers(TableAnswers.Forms);

    /// <summary>Recommendations</summary>
    /// <remarks>
    /// Positions of guideline bodies, regulators and payers; newest first. Those that name no condition or modality are about every one,
    /// and stand in every filtered list.
    /// </remarks>
    private static Task<IResult> FindRecommendations([AsParameters] FindRecommendations query, HttpContext http, RecordList list) =>
        list.AnswerAsync(http, query, Kind, filter => filter with
        {
            Category = query.Kind,
            Position = query.Position,
            Jurisdiction = query.Jurisdiction,
            PublishedSince = query.PublishedSince,
            PublishedUntil = query.PublishedUntil,
        });
}
