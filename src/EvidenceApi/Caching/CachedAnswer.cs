using EvidenceApi.Http;
using EvidenceApi.Logging;
using Microsoft.Extensions.Primitives;

namespace EvidenceApi.Caching;

/// <summary>An answer as it went out: status 200, its headers and its bytes, compressed where the caller took that.</summary>
internal sealed record CachedAnswer(Endpoint? Endpoint, KeyValuePair<string, StringValues>[] Headers, string EntityTag, byte[] Body)
{
    // Belong to the connection, the request or the caller, or are written anew.
    private static readonly HashSet<string> NotKept = new(
    [
        "Date", "Server", "Connection", "Transfer-Encoding", "Content-Length", "RateLimit", "RateLimit-Policy", "Strict-Transport-Security", RequestIds.Header,
        .. Hardening.SecurityHeaders.Names,
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where the answer is none that can be kept: an error, or not a finished JSON document with its release.</summary>
    internal static CachedAnswer? Of(HttpContext http, byte[] body) =>
        http.Response is { StatusCode: StatusCodes.Status200OK } response && response.Headers.ETag is [{ Length: > 0 } tag] && response.Headers.ContainsKey(Answer.ReleaseHeader)
            ? new(http.GetEndpoint(), [.. response.Headers.Where(header => !NotKept.Contains(header.Key))], tag, body)
            : null;

    /// <param name="unreachableFor">How long the database has been away: then nobody knows whether there is a newer release; null while it is there.</param>
    internal Task WriteAsync(HttpContext http, TimeSpan? unreachableFor)
    {
        var response = http.Response;
        // Routing is not reached: metrics, traces and logs name the route all the same.
        http.SetEndpoint(Endpoint);
        if (http.Features.Get<CountedBody>() is { } logged) logged.IsFromMemory = true;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        if (unreachableFor is { } away)
        {
            response.Headers.Age = ((int)away.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            response.Headers.Warning = "111 - \"Revalidation Failed\"";
        }
        if (http.Request.Headers.IfNoneMatch is { Count: > 0 } sent && EntityTags.Meet(sent, EntityTag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.Headers.ContentType = response.Headers.ContentEncoding = StringValues.Empty;
            return Task.CompletedTask;
        }
        response.ContentLength = Body.Length;
        return response.BodyWriter.WriteAsync(Body, http.RequestAborted).AsTask();
    }
}
