using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.Conditions;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Evidence;

/// <summary>Many codes at once, for example a problem list.</summary>
/// <param name="Codes">1 to 100 diagnosis codes, each as system|code.</param>
/// <param name="Modality">Modality id; null: every modality.</param>
/// <param name="TargetTissue">Target tissue id; null: every tissue.</param>
/// <param name="Match">exact or broad, as in the lookup.</param>
/// <param name="View">summary (default), standard or full.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LookupRequest(IReadOnlyList<string> Codes, string? Modality = null, string? TargetTissue = null, MatchMode? Match = null, View? View = null);

/// <summary>An answer or a reason per code, in the order in which the codes were sent.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
public sealed record LookupAnswer(string Release, IReadOnlyList<CodeAnswer> Results);

/// <summary>What one code gave.</summary>
/// <param name="Code">The code as sent.</param>
/// <param name="Matches">Conditions that it stands for.</param>
/// <param name="Items">Evidence items, as in the lookup.</param>
/// <param name="Reason">Why there are no items; null where there are. Here also invalid-code.</param>
public sealed record CodeAnswer(string Code, IReadOnlyList<Match> Matches, IReadOnlyList<EvidenceItem> Items, EmptyReason? Reason);

internal static class LookupEndpoints
{
    private const int MostCodes = 100;
    private const int LargestBody = 64 * 1024;

    internal static void MapLookup(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/evidence/lookup", LookUpCodes).WithTags("Evidence").WithName(nameof(LookUpCodes))
        .Accepts<LookupRequest>("application/json").Produces<LookupAnswer>().Query<ReadParameters, EvidenceItem>().ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestBody));

    /// <summary>Looks many codes up</summary>
    /// <remarks>Up to 100 diagnosis codes in one call; every code gets its evidence items, or the reason why there are none.</remarks>
    private static async Task<IResult> LookUpCodes([AsParameters] ReadParameters query, HttpContext http, Snapshot snapshot, EvidenceQueries queries)
    {
        if (!http.Request.HasJsonContentType()) return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var (request, errors) = await ReadAsync(http, snapshot);
        if (request is null) return Problems.InvalidParameters(errors);

        var codes = request.Codes.Select(code => (Code: code, Matches: Matches(snapshot, code, request.Match))).ToList();
        var conditions = codes.SelectMany(code => code.Matches?.Accepted?.Keys ?? []).Distinct().ToArray();
        var filter = new EvidenceFilter(snapshot.Release.Number, conditions, snapshot.ModalitiesOf(request.Modality), request.TargetTissue);
        var rows = (await queries.OfConditionsAsync(filter, request.View ?? View.Summary, http.RequestAborted)).ToLookup(row => row.Condition);
        return Answer.Written(http, snapshot.Release, json =>
        {
            json.WriteString("release", snapshot.Release.Id);
            json.WriteStartArray("results");
            foreach (var (code, matches) in codes)
            {
                var accepted = matches?.Accepted?.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList() ?? [];
                var items = accepted.SelectMany(entry => rows[entry.Key].Select(row => Answer.Chosen(http, Answer.With(row.Document, "match", entry.Value)))).ToList();
                json.WriteStartObject();
                json.WriteString("code", code);
                json.WritePropertyName("matches");
                JsonSerializer.Serialize(json, matches?.Codes.SelectMany(result => result.Matches) ?? [], Json.Wire);
                json.WriteStartArray("items");
                foreach (var item in items) json.WriteRawValue(item, skipInputValidation: true);
                json.WriteEndArray();
                Answer.Reason(json, items.Count > 0 ? null : Reason(snapshot, code, matches, filter));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    // A list from a record may hold a code that is none: it gets its reason, the others their answer.
    private static ConditionMatches? Matches(Snapshot snapshot, string code, MatchMode? mode) =>
        CodeToken.Parse(code) is { } token && snapshot.Codes.SystemOf(token.System) is { } system && snapshot.Codes.HasConditions(system)
            ? ConditionMatches.Of(snapshot, [code], null, mode)
            : null;

    private static EmptyReason Reason(Snapshot snapshot, string code, ConditionMatches? matches, EvidenceFilter filter)
    {
        if (matches is null) return new("invalid-code", $"'{code}' is no code of a known system as system|code.", "Systems: " + string.Join(", ", snapshot.CodeSystems.Keys.Where(snapshot.Codes.HasConditions)) + ".", []);
        if (EmptyReasons.UnknownCode(matches) is { } unknown) return unknown;
        var hasEvidence = matches.Accepted!.Keys.Any(id => snapshot.Conditions[id].Value.EvidenceCount > 0);
        if (hasEvidence && (filter.Modalities is not null || filter.TargetTissue is not null)) return EmptyReasons.FiltersExcludeAll("Drop modality or targetTissue.");
        return matches.Refused ? EmptyReasons.BelowRequestedMatch([]) : EmptyReasons.NoEvidence(snapshot, matches);
    }

    private static async Task<(LookupRequest? Request, Dictionary<string, IReadOnlyList<ParameterError>> Errors)> ReadAsync(HttpContext http, Snapshot snapshot)
    {
        var errors = new Dictionary<string, IReadOnlyList<ParameterError>>();
        LookupRequest? request = null;
        try
        {
            request = await JsonSerializer.DeserializeAsync<LookupRequest>(http.Request.Body, Json.Request, http.RequestAborted);
        }
        catch (JsonException fault)
        {
            errors["body"] = [ParameterError.Invalid(null, $"Is not a lookup at {fault.Path ?? "$"}, line {fault.LineNumber + 1}: codes is a list of texts; see /docs.")];
        }
        if (errors.Count > 0) return (null, errors);
        if (request is null) errors["body"] = [ParameterError.Invalid(null, "Is empty.")];
        else if (request.Codes.Count is 0 or > MostCodes) errors["codes"] = [ParameterError.Invalid(null, $"Must be 1 to {MostCodes} codes.")];
        else if (request.Codes.Any(code => code is null)) errors["codes"] = [ParameterError.Invalid(null, "Has a null among its codes.")];
        else if (request.Modality is { } modality && !snapshot.Modalities.ContainsKey(modality)) errors["modality"] = [ParameterError.Unknown(modality, $"There is no modality '{modality}'.", [.. snapshot.Modalities.Keys])];
        else if (request.TargetTissue is { } tissue && !snapshot.TargetTissues.ContainsKey(tissue)) errors["targetTissue"] = [ParameterError.Unknown(tissue, $"There is no target tissue '{tissue}'.", [.. snapshot.TargetTissues.Keys])];
        return errors.Count > 0 ? (null, errors) : (request, errors);
    }
}
