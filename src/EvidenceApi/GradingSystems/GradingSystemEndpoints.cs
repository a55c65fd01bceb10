using System.Text.Json;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Publishing;
using EvidenceApi.Releases;

namespace EvidenceApi.GradingSystems;

/// <summary>Grading systems, and the rules by which an evidence item shows level, certainty and agreement.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
/// <param name="Reason">Always null: the list is never empty.</param>
/// <param name="Rules">The rules, in the words that answers use.</param>
public sealed record GradingSystemList(string Release, IReadOnlyList<GradingSystem> Items, Page Page, EmptyReason? Reason, EvidenceRules Rules);

/// <summary>How an evidence item comes to its headline.</summary>
/// <param name="PublishedLevel">Which published level is shown.</param>
/// <param name="DerivedLevel">How a level is derived where none was published.</param>
/// <param name="Certainty">Which GRADE rating is shown.</param>
/// <param name="CountedStudies">Which studies count.</param>
/// <param name="Agreement">What each value of agreement means.</param>
/// <param name="Direction">How the direction of an item is found.</param>
public sealed record EvidenceRules(
    string PublishedLevel, string DerivedLevel, string Certainty, string CountedStudies, IReadOnlyDictionary<string, string> Agreement, string Direction);

internal static class GradingSystemEndpoints
{
    internal static readonly EvidenceRules Rules = new(
        LevelRules.PublishedRule, LevelRules.DerivedRule, LevelRules.CertaintyRule,
        "Verified, standing as current or corrected, with results, one report per trial. Shown but not counted: incomplete records, retracted, " +
        "superseded and preprint publications, second reports of a trial, protocols, and comparisons of forms or doses of the same modality with each other.",
        new Dictionary<string, string>
        {
            ["consistent"] = "Two or more counted controlled studies or reviews, all of one direction, and no uncontrolled study without improvement beside favourable ones.",
            ["conflicting"] = "Two or more counted controlled studies or reviews of different or mixed direction.",
            ["single-study"] = "One counted controlled study or review decides.",
            ["uncontrolled-only"] = "Only studies without a control group.",
            ["claims-only"] = "No study and no grading: only what source documents claim.",
            ["null"] = "No counted study has a clear result.",
        },
        "That of the counted controlled studies and reviews where they share one, mixed where they differ; of the uncontrolled ones where there is no other; unclear where no result is clear.");

    internal static void MapGradingSystems(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/grading-systems", ListGradingSystems).WithTags("Grading systems").WithName(nameof(ListGradingSystems))
        .Produces<GradingSystemList>().Query<PageParameters, GradingSystem>();

    /// <summary>Grading systems</summary>
    /// <remarks>Each with its levels and their definitions, and the rules by which an evidence item shows them.</remarks>
    private static Task<IResult> ListGradingSystems([AsParameters] PageParameters query, HttpContext http, Snapshot snapshot, ReleaseSource releases) =>
        MemoryList.AnswerAsync(http, query, snapshot, releases, read => [.. read.GradingSystems.Values.Select(entry => entry.Body)], more: json =>
        {
            json.WritePropertyName("rules");
            JsonSerializer.Serialize(json, Rules, Json.Wire);
        });
}
