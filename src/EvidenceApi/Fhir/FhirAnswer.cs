using System.Globalization;
using EvidenceApi.Http;
using Microsoft.Net.Http.Headers;

namespace EvidenceApi.Fhir;

/// <summary>Answers of the FHIR face.</summary>
internal static class FhirAnswer
{
    private const string Cached = "public, max-age=60, stale-while-revalidate=3600, stale-if-error=86400";
    internal const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>A resource by itself: 304 where the caller has this version.</summary>
    internal static IResult Resource(HttpContext http, FhirContext fhir, FhirHit hit, Func<byte[]> body, bool isPinned)
    {
        Headers(http, fhir, isPinned);
        var tag = new EntityTagHeaderValue($"\"{hit.Version.Number.ToString(CultureInfo.InvariantCulture)}\"", isWeak: true);
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.LastModified = hit.Version.At.ToString("R", CultureInfo.InvariantCulture);
        return IsUnchanged(http.Request, tag, hit.Version.At) ? TypedResults.StatusCode(304) : TypedResults.Bytes(body(), fhir.Version.MediaType);
    }

    internal static IResult Bytes(HttpContext http, FhirContext fhir, byte[] body, bool isPinned)
    {
        Headers(http, fhir, isPinned);
        return TypedResults.Bytes(body, fhir.Version.MediaType);
    }

    internal static void Headers(HttpContext http, FhirContext fhir, bool isPinned)
    {
        http.Response.Headers[Answer.ReleaseHeader] = fhir.Snapshot.Release.Id;
        http.Response.Headers.CacheControl = !HttpMethods.IsGet(http.Request.Method) ? "no-store" : isPinned ? Immutable : Cached;
        // What a caller does not accept is refused.
        http.Response.Headers.Append("Vary", "Accept");
    }

    /// <summary>If-None-Match goes before If-Modified-Since.</summary>
    internal static bool IsUnchanged(HttpRequest request, EntityTagHeaderValue tag, DateTime changed)
    {
        if (request.Headers.IfNoneMatch is { Count: > 0 } sent) return EntityTags.Meet(sent, tag.ToString());
        return DateTimeOffset.TryParseExact(request.Headers.IfModifiedSince.ToString(), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            && new DateTimeOffset(changed) <= since;
    }
}
