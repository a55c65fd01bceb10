using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Conditions;

/// <summary>Filters on conditions.</summary>
public sealed class FindConditions : PageParameters
{
    /// <summary>Diagnosis code as system|code, repeatable: conditions that it stands for.</summary>
    [FromQuery(Name = "code")]
    public string[]? Code { get; init; }

    internal string[] Codes => Code ?? [];

    /// <summary>A word, the beginning of one, or an abbreviation: tennis elb, KOA.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Region of the body.</summary>
    [FromQuery(Name = "bodyRegion")]
    public string? BodyRegion { get; init; }
}

internal sealed class FindConditionsValidator : PageParametersValidator<FindConditions>
{
    public FindConditionsValidator()
    {
        RuleFor(query => query.Code).Codes();
        RuleFor(query => query.Q).MaximumLength(200).WithMessage("At most 200 characters.");
        RuleFor(query => query.BodyRegion).KnownBodyRegion();
    }
}

internal static class ConditionEndpoints
{
    internal static void MapConditions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/conditions").WithTags("Conditions");
        group.MapGet("/", FindConditions).WithName(nameof(FindConditions)).Produces<ItemList<Condition>>().Query<FindConditions, Condition>().Offers(TableAnswers.Forms);
        group.MapGet("/{id}", GetCondition).WithName(nameof(GetCondition)).Produces<Condition>().Query<ReadParameters, Condition>().ProducesProblem(404);
    }

    /// <summary>Conditions</summary>
    /// <remarks>With synonyms, codes, place in the tree and counts; by code, word or body region. In the order of ids, or of relevance to q.</remarks>
    private static Task<IResult> FindConditions([AsParameters] FindConditions query, HttpContext http, Snapshot snapshot, ReleaseSource releases) =>
        MemoryList.AnswerAsync(http, query, snapshot, releases, read => [.. Found(query, read)], read => Explain(query, read), table: Table.Condition);

    /// <summary>One condition</summary>
    /// <param name="id">Condition id.</param>
    private static IResult GetCondition(string id, [AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot) =>
        snapshot.Conditions.TryGetValue(id, out var condition) ? Answer.Document(http, snapshot.Release, condition.Body) : NoSuchCondition(id, snapshot);

    internal static IResult NoSuchCondition(string id, Snapshot snapshot) => Problems.NotFound("condition", id, NearMatches.Of(
        id, snapshot.Conditions.Values.SelectMany(entry => entry.Value.Synonyms.Prepend(entry.Value.Name).Prepend(entry.Value.Id).Select(name => (entry.Value.Id, name)))));

    private static EmptyReason Explain(FindConditions query, Snapshot snapshot)
    {
        var matches = ConditionMatches.Of(snapshot, query.Codes, null, null);
        return EmptyReasons.UnknownCode(matches) ?? (query is { Q: not null, BodyRegion: null, Codes.Length: 0 }
            ? new("no-match", $"No condition on record is called '{query.Q}' or nearly so.", "Write it otherwise, or search everything: /v1/search?q=", [])
            : EmptyReasons.FiltersExcludeAll("Drop one of q, code and bodyRegion."));
    }

    private static IEnumerable<byte[]> Found(FindConditions query, Snapshot snapshot)
    {
        IEnumerable<(string Id, Match? Match)> found = (query.Codes, query.Q) switch
        {
            ([], null) => snapshot.Conditions.Keys.Select(id => (id, (Match?)null)),
            ([], var word) => ConditionSearch.Find(word, snapshot).Select(match => (match.Condition, (Match?)match)),
            (var codes, var word) => codes
                .SelectMany(code => ConditionMatches.Resolve(snapshot, code).Matches)
                .OrderBy(match => match.Kind)
                .DistinctBy(match => match.Condition)
                .Where(match => word is null || ConditionSearch.Find(word, snapshot).Any(other => other.Condition == match.Condition))
                .OrderBy(match => match.Condition, StringComparer.Ordinal)
                .Select(match => (match.Condition, (Match?)match)),
        };
        return found
            .Where(entry => query.BodyRegion is null || snapshot.Conditions[entry.Id].Value.BodyRegion == query.BodyRegion)
            .Select(entry => entry.Match is { } match ? Answer.With(snapshot.Conditions[entry.Id].Body, "match", match) : snapshot.Conditions[entry.Id].Body);
    }
}
