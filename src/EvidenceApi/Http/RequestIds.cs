using System.Diagnostics;

namespace EvidenceApi.Http;

/// <summary>A name for every request: the caller's own in X-Request-Id, else one made here. The answer, its problem and the log all say it.</summary>
internal static class RequestIds
{
    internal const string Header = "X-Request-Id";
    private const int Longest = 64;

    internal static void UseRequestIds(this WebApplication app) => app.Use(next => http =>
    {
        // Anything else could write lines of its own into the log.
        if (http.Request.Headers[Header] is [{ Length: > 0 and <= Longest } given] && given.All(IsPlain)) http.TraceIdentifier = given;
        Activity.Current?.SetTag("evidence.request_id", http.TraceIdentifier);
        Say(http);
        return next(http);
    });

    /// <summary>Puts it into the answer, again where an error has begun it anew.</summary>
    internal static void Say(HttpContext http) => http.Response.Headers[Header] = http.TraceIdentifier;

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':';
}
