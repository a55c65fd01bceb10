using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using EvidenceApi.Evidence;
using EvidenceApi.Releases;
using EvidenceApi.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Http;

/// <summary>Which page of a list is asked for.</summary>
internal interface IPaged
{
    int? Limit { get; }

    string? Cursor { get; }

    string? Total { get; }
}

/// <summary>Parameters of every list.</summary>
public class PageParameters : ReadParameters, IPaged
{
    /// <summary>Items on a page, 1 to 100. Default 20.</summary>
    [FromQuery(Name = "limit"), Range(1, Page.MostItems), DefaultValue(Page.DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>Cursor of the next page, from page.next of the page before. Goes on reading the release that the first page came from.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>exact: count the whole list, however long. none: do not count. Without it: counted up to 100,000, null beyond.</summary>
    [FromQuery(Name = "total"), Vocabulary("exact", "none")]
    public string? Total { get; init; }
}

internal class PageParametersValidator<T> : AbstractValidator<T> where T : IPaged
{
    public PageParametersValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, Page.MostItems).WithMessage($"Must be from 1 to {Page.MostItems}.");
    }
}

internal static class Paging
{
    internal static int Size(this IPaged query) => query.Limit ?? Page.DefaultLimit;

    /// <summary>How far the database counts: a count that takes longer than the page would be paid by everyone and read by few.</summary>
    internal static int CountLimit(this IPaged query) => query.Total switch { "exact" => int.MaxValue, "none" => 0, _ => Page.CheapTotal + 1 };

    internal static Page PageOf(this IPaged query, string? next, int counted) =>
        new(query.Size(), next, query.Total == "none" || (query.Total is null && counted > Page.CheapTotal) ? null : counted);
}

/// <summary>Where a page begins: the release it reads, and the sort key to go on after; null on the first page.</summary>
internal sealed record PageStart(Snapshot Snapshot, string[]? After)
{
    /// <summary>Null where the cursor is none of this query, or its release is gone.</summary>
    /// <param name="keys">How many values the sort key has.</param>
    internal static async Task<PageStart?> ReadAsync(IPaged query, HttpRequest request, Snapshot current, ReleaseSource releases, int keys, CancellationToken cancel)
    {
        if (query.Cursor is null) return new(current, null);
        if (Http.Cursor.Decode(query.Cursor, request) is not { } cursor || cursor.After.Length != keys) return null;
        return await releases.FindAsync(cursor.Release, cancel) is { } snapshot ? new(snapshot, cursor.After) : null;
    }

    internal static IResult BadCursor() => Problems.InvalidParameters(new Dictionary<string, IReadOnlyList<ParameterError>>
    {
        ["cursor"] = [ParameterError.Invalid(null, "Is not a cursor of this query. Begin again without it.")],
    });
}

/// <summary>A list that is held in memory whole.</summary>
internal static class MemoryList
{
    /// <param name="entriesOf">The whole list in its order, from the release of the page.</param>
    /// <param name="explain">Why it is empty; null for a list that is not filtered.</param>
    /// <param name="table">The list as a table, where the route offers one.</param>
    /// <param name="keyOf">Key of an entry in that table; its id where null.</param>
    internal static async Task<IResult> AnswerAsync(
        HttpContext http, IPaged query, Snapshot current, ReleaseSource releases, Func<Snapshot, IReadOnlyList<byte[]>> entriesOf,
        Func<Snapshot, EmptyReason>? explain = null, Action<Utf8JsonWriter>? more = null, Table? table = null, Func<JsonElement, string?>? keyOf = null)
    {
        var start = await PageStart.ReadAsync(query, http.Request, current, releases, 1, http.RequestAborted);
        var position = 0;
        if (start is null || (start.After is { } after && !int.TryParse(after[0], out position))) return PageStart.BadCursor();

        var entries = entriesOf(start.Snapshot);
        var release = start.Snapshot.Release;
        var end = Math.Min(position + query.Size(), entries.Count);
        var next = end < entries.Count ? new Cursor(release.Number, [end.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Encode(http.Request) : null;
        if (Representation.Of(http) != Representation.Json)
        {
            IReadOnlyList<byte[]> shown = TableAnswers.IsWhole(http, query) ? entries : [.. entries.Skip(position).Take(query.Size())];
            string[] keys = [.. shown.Select(entry => JsonSerializer.Deserialize<JsonElement>(entry)).Select(keyOf ?? (entry => entry.GetProperty("id").GetString()))!];
            return await http.RequestServices.GetRequiredService<TableAnswers>().AnswerAsync(
                http, release, TableRows.Of(table!, release.Number, keys, shown), TableAnswers.IsWhole(http, query) ? null : next);
        }
        return Answer.List(http, release, entries.Skip(position).Take(query.Size()), query.PageOf(next, entries.Count), json =>
        {
            Answer.Reason(json, entries.Count == 0 ? explain?.Invoke(start.Snapshot) : null);
            more?.Invoke(json);
        });
    }
}
