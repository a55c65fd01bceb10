using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Records;

/// <summary>Filters on claims.</summary>
public sealed class FindClaims : RecordParameters
{
    /// <summary>Target tissue id.</summary>
    [FromQuery(Name = "targetTissue")]
    public string? TargetTissue { get; init; }

    /// <summary>Direction claimed.</summary>
    [FromQuery(Name = "direction"), Vocabulary(typeof(Direction))]
    public string? Direction { get; init; }

    /// <summary>What the claim is about.</summary>
    [FromQuery(Name = "kind"), Vocabulary(
        "ingredient", "mechanism", "primary-target", "indication", "procedure", "guidance", "course", "duration", "recovery", "aftercare",
        "adverse-effect", "precaution", "regulatory", "effectiveness", "evidence-level", "comparison", "limitation",
        "selection-likely", "selection-poor", "practice-recommendation", "overall-position")]
    public string? Kind { get; init; }

    /// <summary>Source document id.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    /// <summary>true: only figures for which the document names no study. false: the others only.</summary>
    [FromQuery(Name = "uncited"), Vocabulary("true", "false")]
    public string? Uncited { get; init; }
}

internal sealed class FindClaimsValidator : RecordParametersValidator<FindClaims>
{
    public FindClaimsValidator()
    {
        RuleFor(query => query.TargetTissue).KnownTargetTissue();
        RuleFor(query => query.Source).RecordId();
    }
}

/// <summary>A source document with what is on record of it.</summary>
/// <param name="Document">File name under which it is archived.</param>
/// <param name="ClaimCount">Claims on record.</param>
public sealed record SourceView(string Id, string Document, string Title, string Publisher, string Kind, int ClaimCount);

internal static class ClaimEndpoints
{
    internal const string Claim = "claim";
    internal const string Source = "source";

    internal static void MapClaims(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Source documents");
        group.MapGet("/claims", FindClaims).WithName(nameof(FindClaims)).Produces<RecordPage<ClaimView>>().Query<FindClaims, ClaimView>().Offers(TableAnswers.Forms);
        group.MapGet("/sources", FindSources).WithName(nameof(FindSources)).Produces<RecordPage<SourceView>>().Query<RecordParameters, SourceView>().Offers(TableAnswers.Forms);
    }

    /// <summary>Claims</summary>
    /// <remarks>What clinic pages and patient guides say. Shown as their statements, never counted as studies.</remarks>
    private static Task<IResult> FindClaims([AsParameters] FindClaims query, HttpContext http, RecordList list) =>
        list.AnswerAsync(http, query, Claim, filter => filter with
        {
            TargetTissue = query.TargetTissue,
            Direction = query.Direction,
            Category = query.Kind,
            Source = query.Source,
            IsMarked = query.Uncited is null ? null : query.Uncited == "true",
        });

    /// <summary>Source documents</summary>
    /// <remarks>Non-research documents whose claims are on record; by condition or modality: those with a claim on it.</remarks>
    private static Task<IResult> FindSources([AsParameters] RecordParameters query, HttpContext http, RecordList list) =>
        list.AnswerAsync(http, query, Source, filter => filter);
}
