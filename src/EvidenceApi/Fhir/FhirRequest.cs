using System.Text;
using EvidenceApi.Releases;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EvidenceApi.Fhir;

/// <summary>What every request to the FHIR face is asked before it is answered.</summary>
internal static class FhirRequest
{
    internal const int LargestBody = 64 * 1024;

    private static readonly HashSet<string> Json =
        ["json", "application/json", "application/fhir+json", "text/json", "application/*", "*/*", "application/json+fhir"];

    private static readonly HashSet<string> Lines = ["application/fhir+ndjson", "application/ndjson", "application/x-ndjson", "ndjson"];

    /// <summary>Whether the caller takes what the service writes; _format goes before the header.</summary>
    internal static bool IsAcceptable(HttpRequest request, string? format, bool isFile = false)
    {
        if (format is not null) return IsKnown(format.Split(';')[0].Trim(), isFile) && HasVersion(format);
        var accepted = request.Headers.Accept.ToString();
        if (accepted.Length == 0) return true;
        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
            && types.Any(type => type.Quality is not 0 && IsKnown(type.MediaType.Value ?? "", isFile) && HasVersion(type.ToString()));
    }

    private static bool IsKnown(string type, bool isFile) => Json.Contains(type.ToLowerInvariant()) || (isFile && Lines.Contains(type.ToLowerInvariant()));

    private static bool HasVersion(string type) =>
        type.Split(';').Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("fhirVersion=", StringComparison.OrdinalIgnoreCase)) is not { } given
        || given[(given.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"') == FhirVersion.R5.Mime;

    /// <summary>Prefer: handling=strict refuses what would be ignored.</summary>
    internal static bool IsStrict(HttpRequest request) =>
        request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', ';')).Any(part => part.Replace(" ", "", StringComparison.Ordinal).Equals("handling=strict", StringComparison.OrdinalIgnoreCase));

    /// <summary>Parameters in their order; names are case-sensitive in FHIR.</summary>
    internal static List<(string Name, string Value)> Pairs(string? query)
    {
        var pairs = new List<(string, string)>();
        foreach (var pair in new QueryStringEnumerable(query)) pairs.Add((pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        return pairs;
    }

    internal static async Task<string> BodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    internal static bool HasMediaType(HttpRequest request, params string[] accepted) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && accepted.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase);

    internal static IResult NotAcceptable() => OperationOutcome.Of(406, "not-supported", $"Only JSON of FHIR {FhirVersion.R5.Number} is written here: application/fhir+json.");

    internal static IResult UnsupportedMediaType(string accepted) => OperationOutcome.Of(415, "not-supported", $"The body must be {accepted}.");

    /// <summary>The release that the caller names, or the one found for the request; null where there is no such release.</summary>
    internal static async Task<Snapshot?> SnapshotAsync(HttpContext http, string? release)
    {
        if (release is null) return http.RequestServices.GetRequiredService<Snapshot>();
        if (release.Length is 0 or > 40 || release.Any(char.IsControl)) return null;
        return await http.RequestServices.GetRequiredService<ReleaseSource>().FindAsync(release, http.RequestAborted);
    }

    internal static IResult NoSuchRelease(HttpContext http, string? release) => OperationOutcome.Of(
        400, "value", $"There is no release '{OperationOutcome.Printable(release ?? "")}'. Known: {string.Join(", ", http.RequestServices.GetRequiredService<ReleaseSource>().Ids)}.");
}
