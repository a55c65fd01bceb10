using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Records;

/// <summary>Filters on safety facts.</summary>
public sealed class FindSafetyFacts : RecordParameters
{
    /// <summary>Kind of fact.</summary>
    [FromQuery(Name = "kind"), Vocabulary("adverse-effect", "rate", "precaution", "contraindication")]
    public string? Kind { get; init; }

    /// <summary>Id of the study that reports it.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }
}

internal sealed class FindSafetyFactsValidator : RecordParametersValidator<FindSafetyFacts>
{
    public FindSafetyFactsValidator() => RuleFor(query => query.Source).RecordId();
}

internal static class SafetyEndpoints
{
    internal const string Kind = "safety-fact";

    internal static void MapSafety(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/safety", FindSafetyFacts).WithTags("Safety").WithName(nameof(FindSafetyFacts))
        .Produces<RecordPage<SafetyFactView>>().Query<FindSafetyFacts, SafetyFactView>().Offers(TableAnswers.Forms);

    /// <summary>Safety facts</summary>
    /// <remarks>
    /// Harms, rates, precautions and contraindications. Those that name no condition or modality are about every one, and stand in every
    /// filtered list.
    /// </remarks>
    private static Task<IResult> FindSafetyFacts([AsParameters] FindSafetyFacts query, HttpContext http, RecordList list) =>
        list.AnswerAsync(http, query, Kind, filter => filter with { Category = query.Kind, Source = query.Source });
}
