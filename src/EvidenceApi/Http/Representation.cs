using Microsoft.Net.Http.Headers;

namespace EvidenceApi.Http;

/// <summary>A form that an answer can take.</summary>
/// <param name="Name">Value of the parameter format.</param>
/// <param name="MediaType">What Accept and Content-Type call it.</param>
/// <param name="HasMembers">Whether it shows the members of the JSON answer, so that fields and view can choose among them.</param>
internal sealed record Representation(string Name, string MediaType, bool HasMembers = false)
{
    internal const string Parameter = "format";

    internal static readonly Representation Json = new("json", "application/json", HasMembers: true);

    internal static readonly Representation Csv = new("csv", "text/csv")
    {
        Options =
        [
            new("header", "CSV: whether the first line names the columns. Default present.", "present", "absent"),
            new("guard", "CSV: on (default) puts an apostrophe before a text that a spreadsheet would take for a formula; off leaves texts as they are.", "on", "off"),
        ],
    };

    internal static readonly Representation Ndjson = new("ndjson", "application/x-ndjson", HasMembers: true) { Aliases = ["application/ndjson", "application/jsonl"] };
    internal static readonly Representation Xlsx = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    internal static readonly Representation Parquet = new("parquet", "application/vnd.apache.parquet") { Aliases = ["application/x-parquet"] };

    /// <summary>Other media types by which callers ask for it.</summary>
    internal IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Parameters that only this form has; in every other they change nothing.</summary>
    internal IReadOnlyList<RepresentationOption> Options { get; init; } = [];

    /// <summary>The form that the request asked for, once its parameters have been checked.</summary>
    internal static Representation Of(HttpContext http) => http.Items[typeof(Representation)] as Representation ?? Json;

    // format says what the caller means; Accept may be the habit of a client library.
    internal static Representation? Chosen(HttpRequest request, IReadOnlyList<Representation> offered)
    {
        if (request.Query.TryGetValue(Parameter, out var named)) return offered.First(offer => offer.Name == named[0]);
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0) return offered[0];
        var best = offered
            .Select(offer => (Offer: offer, Match: Match(offer, accepted)))
            .Where(entry => entry.Match.Quality > 0)
            .OrderByDescending(entry => entry.Match.Quality)
            .ThenByDescending(entry => entry.Match.Specificity)
            .ThenBy(entry => entry.Match.Position)
            .FirstOrDefault();
        return best.Offer;
    }

    // The most specific range that covers a type speaks for it (RFC 9110, 12.5.1): text/csv;q=0, */* means anything but CSV.
    private static (double Quality, int Specificity, int Position) Match(Representation offer, IList<MediaTypeHeaderValue> accepted) => accepted
        .Select((range, position) => (Quality: range.Quality ?? 1, Specificity: Specificity(offer, range), Position: position))
        .Where(entry => entry.Specificity > 0)
        .OrderByDescending(entry => entry.Specificity)
        .ThenByDescending(entry => entry.Quality)
        .FirstOrDefault();

    private static int Specificity(Representation offer, MediaTypeHeaderValue range)
    {
        if (range.MatchesAllTypes) return 1;
        var types = offer.Aliases.Prepend(offer.MediaType);
        if (range.MatchesAllSubTypes) return types.Any(type => type.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase)) ? 2 : 0;
        return types.Contains($"{range.Type}/{range.SubType}", StringComparer.OrdinalIgnoreCase) ? 3 : 0;
    }
}

/// <summary>A parameter of one form.</summary>
internal sealed record RepresentationOption(string Name, string Description, params string[] Values);

/// <summary>Forms that a route offers beside JSON.</summary>
internal sealed record Offers(IReadOnlyList<Representation> Others)
{
    /// <summary>All forms of a route, JSON first; null where it has only JSON, whatever a caller accepts.</summary>
    internal static IReadOnlyList<Representation>? Of(IEnumerable<Offers> declared) =>
        declared.SelectMany(offers => offers.Others).ToList() is { Count: > 0 } others ? [Representation.Json, .. others] : null;
}

internal static class Offering
{
    /// <summary>Declares forms beside JSON, to be asked for by format or Accept. With Query, which reads the choice.</summary>
    internal static RouteHandlerBuilder Offers(this RouteHandlerBuilder route, params Representation[] others) =>
        route.WithMetadata(new Offers(others)).ProducesProblem(StatusCodes.Status406NotAcceptable);

    /// <summary>The values of a parameter that comes with the forms of a route; null where it is none of them.</summary>
    internal static IReadOnlyList<string>? ValuesOf(this IReadOnlyList<Representation> offered, string parameter) =>
        parameter.Equals(Representation.Parameter, StringComparison.OrdinalIgnoreCase)
            ? [.. offered.Select(offer => offer.Name)]
            : offered.Options().FirstOrDefault(option => option.Name.Equals(parameter, StringComparison.OrdinalIgnoreCase))?.Values;

    internal static IEnumerable<RepresentationOption> Options(this IReadOnlyList<Representation> offered) =>
        offered.SelectMany(offer => offer.Options).DistinctBy(option => option.Name);
}
