using EvidenceApi.Releases;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace EvidenceApi.Http;

/// <summary>Errors as RFC 9457 problems: always application/problem+json, always with a code, never with SQL or a stack trace.</summary>
internal static class Problems
{
    internal static IResult InvalidParameters(IReadOnlyDictionary<string, IReadOnlyList<ParameterError>> errors) => TypedResults.Problem(
        string.Join(" ", errors.SelectMany(entry => entry.Value.Select(error => $"{entry.Key}: {error.Message}"))),
        statusCode: StatusCodes.Status400BadRequest,
        title: "The request has parameters that cannot be used.",
        extensions: new Dictionary<string, object?> { ["code"] = "invalid-parameters", ["errors"] = errors });

    internal static IResult NotFound(string what, string id, IReadOnlyList<string> didYouMean) => TypedResults.Problem(
        didYouMean.Count > 0 ? $"There is no {what} '{id}'. Did you mean {string.Join(", ", didYouMean)}?" : $"There is no {what} '{id}'.",
        statusCode: StatusCodes.Status404NotFound,
        title: $"No such {what}.",
        extensions: new Dictionary<string, object?> { ["code"] = "not-found", ["didYouMean"] = didYouMean });

    internal static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Instance ??= context.HttpContext.Request.Path;
            context.ProblemDetails.Extensions.TryAdd("code", CodeOf(context.HttpContext.Response.StatusCode));
        });
        services.AddExceptionHandler<DatabaseAway>();
    }

    private static string CodeOf(int status) => status switch
    {
        400 => "bad-request",
        404 => "not-found",
        405 => "method-not-allowed",
        406 => "not-acceptable",
        415 => "unsupported-media-type",
        503 => "unavailable",
        _ => "error",
    };

    /// <summary>The database away or not yet filled: 503 and when to try again, in place of a 500.</summary>
    private sealed class DatabaseAway(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancel)
        {
            (string? Code, string Detail) reason = exception switch
            {
                NotReadyException => ("not-ready", "No release of the evidence base has been loaded yet."),
                NpgsqlException or TimeoutException => ("database-unavailable", "The evidence base cannot be read at the moment."),
                _ => (null, ""),
            };
            if (reason.Code is null) return false;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "2";
            return await problems.TryWriteAsync(new()
            {
                HttpContext = http,
                ProblemDetails = { Status = 503, Title = "Try again shortly.", Detail = reason.Detail, Extensions = { ["code"] = reason.Code } },
            });
        }
    }
}
