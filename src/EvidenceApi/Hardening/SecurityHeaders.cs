using EvidenceApi.CdsHooks;
using Microsoft.Extensions.Primitives;

namespace EvidenceApi.Hardening;

/// <summary>
/// What every answer tells a browser not to do with it. Constant, and set before anything else of the request: that costs less than to look
/// at the answer first.
/// </summary>
internal static class SecurityHeaders
{
    private const string Policy = "Content-Security-Policy";

    // Answers for programs, read by those of any origin: nothing in them runs, also not where one is opened as a document.
    private static readonly KeyValuePair<string, StringValues>[] Programs = Of("default-src 'none'; frame-ancestors 'none'", "cross-origin");

    // Pages: their own style sheet and script and nothing inline; suggestions are asked of the same service.
    private static readonly KeyValuePair<string, StringValues>[] Pages = Of(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", "same-origin");

    // Swagger UI writes styles into its elements and has its pictures in its style sheet.
    private static readonly KeyValuePair<string, StringValues>[] Reader = Of(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", "same-origin");

    private static readonly string[] ProgramPaths = ["/v1", "/fhir", HookEndpoints.Path, "/health", "/openapi"];

    /// <summary>Those that are the same for all answers of an address: the policy of a drawing is its own.</summary>
    internal static IEnumerable<string> Names => Programs.Select(header => header.Key).Where(name => name != Policy);

    private static KeyValuePair<string, StringValues>[] Of(string policy, string readers) =>
    [
        new(Policy, policy),
        new("Cross-Origin-Resource-Policy", readers),
        new("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        new("Referrer-Policy", "strict-origin-when-cross-origin"),
        new("X-Content-Type-Options", "nosniff"),
        new("X-Frame-Options", "DENY"),
    ];

    internal static void Set(HttpContext http)
    {
        foreach (var (name, value) in For(http.Request.Path)) http.Response.Headers[name] = value;
    }

    private static KeyValuePair<string, StringValues>[] For(PathString path)
    {
        foreach (var programs in ProgramPaths)
        {
            if (path.StartsWithSegments(programs, StringComparison.OrdinalIgnoreCase)) return Programs;
        }
        return path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? Reader : Pages;
    }

    internal static void UseSecurityHeaders(this WebApplication app) => app.Use(next => http =>
    {
        Set(http);
        return next(http);
    });
}
