using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Search;

/// <summary>What is searched for.</summary>
public sealed class SearchParameters : PageParameters
{
    internal const int LongestQuestion = 200;

    /// <summary>
    /// Words, beginnings of words, synonyms, abbreviations or an identifier: PRP knee, tenis elbow, NCT01547364, a DOI, a PMID, M17.11. Every
    /// word must be met. Required, at most 200 characters.
    /// </summary>
    [FromQuery(Name = "q"), Required]
    public string? Q { get; init; }

    /// <summary>Only hits of this kind.</summary>
    [FromQuery(Name = "kind"), Vocabulary(typeof(SearchKind))]
    public string? Kind { get; init; }
}

internal sealed class SearchParametersValidator : PageParametersValidator<SearchParameters>
{
    public SearchParametersValidator() => RuleFor(query => query.Q).Question(1);
}

/// <summary>What is being typed.</summary>
public sealed class SuggestParameters : ReadParameters
{
    internal const int DefaultLimit = 8;
    internal const int MostItems = 20;

    /// <summary>What was typed so far: at least two characters. Required.</summary>
    [FromQuery(Name = "q"), Required]
    public string? Q { get; init; }

    /// <summary>Only suggestions of this kind.</summary>
    [FromQuery(Name = "kind"), Vocabulary("condition", "modality", "target-tissue", "evidence")]
    public string? Kind { get; init; }

    /// <summary>Suggestions, 1 to 20. Default 8.</summary>
    [FromQuery(Name = "limit"), Range(1, MostItems), DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }
}

internal sealed class SuggestParametersValidator : AbstractValidator<SuggestParameters>
{
    public SuggestParametersValidator()
    {
        RuleFor(query => query.Q).Question(2);
        RuleFor(query => query.Limit).InclusiveBetween(1, SuggestParameters.MostItems).WithMessage($"Must be from 1 to {SuggestParameters.MostItems}.");
    }
}

internal static class QuestionRule
{
    /// <param name="shortest">Characters that it must have, spaces around it not counted.</param>
    internal static void Question<T>(this IRuleBuilderInitial<T, string?> rule, int shortest) => rule.Custom((typed, context) =>
    {
        if (typed is null) context.Fail(new("empty-value", "Is required: what to look for.", null, null, []));
        else if (typed.Trim().EnumerateRunes().Count() < shortest) context.Fail(ParameterError.Invalid(typed, $"Must have at least {shortest} characters."));
        else if (typed.Length > SearchParameters.LongestQuestion) context.Fail(ParameterError.Invalid(null, $"At most {SearchParameters.LongestQuestion} characters."));
    });
}

internal static class SearchEndpoints
{
    internal static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Search");
        group.MapGet("/search", Search).WithName(nameof(Search)).Produces<SearchPage>().Query<SearchParameters, SearchHit>();
        group.MapGet("/suggest", Suggest).WithName(nameof(Suggest)).Produces<SuggestionList>().Query<SuggestParameters, Suggestion>();
    }

    /// <summary>Searches everything</summary>
    /// <remarks>
    /// Conditions, modalities, target tissues, evidence items, recommendations and studies, by name, synonym, abbreviation, text or
    /// identifier; slips of the pen are read as the nearest words. Identifiers come first, then names, beginnings, text, similar words;
    /// among equals evidence before studies, and more evidence first.
    /// </remarks>
    private static async Task<IResult> Search(
        [AsParameters] SearchParameters query, HttpContext http, Snapshot current, ReleaseSource releases, SearchQueries queries)
    {
        if (await PageStart.ReadAsync(query, http.Request, current, releases, SearchSortKey.Values, http.RequestAborted) is not { } start) return PageStart.BadCursor();
        var release = start.Snapshot.Release;
        var (rows, total, near) = await HitsAsync(query, start, queries, http.RequestAborted);
        return Answer.List(http, release, rows.Take(query.Size()).Select(Hit), PageOf(query, release.Number, rows, total, http.Request), json =>
            Answer.Reason(json, total == 0 ? Explain(query, near) : null));
    }

    /// <summary>The same as records, for the pages.</summary>
    internal static async Task<SearchPage> FindAsync(SearchParameters query, PageStart start, SearchQueries queries, HttpRequest request, CancellationToken cancel)
    {
        var release = start.Snapshot.Release;
        var (rows, total, near) = await HitsAsync(query, start, queries, cancel);
        return new(
            release.Id, [.. rows.Take(query.Size()).Select(row => JsonSerializer.Deserialize<SearchHit>(Hit(row), Json.Wire)!)],
            PageOf(query, release.Number, rows, total, request), total == 0 ? Explain(query, near) : null);
    }

    private static Task<(IReadOnlyList<SearchRow> Rows, int Total, IReadOnlyList<string> DidYouMean)> HitsAsync(
        SearchParameters query, PageStart start, SearchQueries queries, CancellationToken cancel) => queries.SearchAsync(
            Asked(query.Q!, start.Snapshot), query.Kind, start.Snapshot.Release.Number, SearchSortKey.Read(start.After), query.Size() + 1, cancel);

    private static Page PageOf(SearchParameters query, int release, IReadOnlyList<SearchRow> rows, int total, HttpRequest request) =>
        query.PageOf(rows.Count > query.Size() ? new Cursor(release, SearchSortKey.Of(rows[query.Size() - 1])).Encode(request) : null, total);

    /// <summary>Suggests while somebody types</summary>
    /// <remarks>
    /// Conditions, modalities and target tissues of which a name, synonym or abbreviation has a word that begins as typed, and evidence
    /// items by words of condition and modality; similar names where there are none.
    /// </remarks>
    private static async Task<IResult> Suggest([AsParameters] SuggestParameters query, HttpContext http, Snapshot snapshot, SearchQueries queries)
    {
        var rows = await queries.SuggestAsync(
            query.Q!, query.Kind, snapshot.Release.Number, query.Limit ?? SuggestParameters.DefaultLimit, http.RequestAborted);
        return Answer.Written(http, snapshot.Release, json =>
        {
            json.WriteString("release", snapshot.Release.Id);
            json.WriteStartArray("items");
            foreach (var row in rows) json.WriteRawValue(Answer.Chosen(http, Suggestion(row)), skipInputValidation: true);
            json.WriteEndArray();
        });
    }

    /// <summary>A diagnosis code as it is on record: M5136 is M51.36, and M17.11 lies below M17. Anything else as typed.</summary>
    private static string Asked(string typed, Snapshot snapshot) =>
        typed.Any(char.IsDigit) && !typed.Trim().Any(char.IsWhiteSpace)
            ? snapshot.CodeSystems.Keys.Where(snapshot.Codes.HasConditions)
                .SelectMany(system => snapshot.Codes.Resolve(system, typed))
                .FirstOrDefault(hit => hit.Kind is MatchKind.Exact or MatchKind.Subtree)?.Matched ?? typed
            : typed;

    private static byte[] Hit(SearchRow row) =>
        Answer.With(Answer.With(Answer.With(row.Body, "rank", row.Rank), "matched", row.Matched), "snippet", row.Snippet);

    private static byte[] Suggestion(SuggestedRow row)
    {
        var kind = JsonSerializer.Deserialize<SearchKind>($"\"{row.Kind}\"", Json.Wire);
        return Json.Bytes(new Suggestion(kind, row.Id, row.Matched ?? row.Title, row.Title, SearchEntry.UrlOf(kind, row.Id)));
    }

    private static NoMatch Explain(SearchParameters query, IReadOnlyList<string> near) => query.Q!.Any(char.IsLetterOrDigit)
        ? new(
            "no-match",
            $"Nothing{(query.Kind is null ? "" : $" of kind {query.Kind}")} has all of these words. This says nothing about evidence.",
            query.Kind is null ? "Leave a word out, or write it otherwise." : "Leave kind or a word out, or write it otherwise.",
            near)
        : new("no-match", "There is no letter or digit to look for.", "Type a word, an abbreviation or an identifier.", []);
}
