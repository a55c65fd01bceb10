using EvidenceApi.Logging;
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

    internal static IResult NotAcceptable(IReadOnlyList<Representation> offered) => TypedResults.Problem(
        $"Accept names none of the forms of this answer: {string.Join(", ", offered.Select(offer => offer.MediaType))}. The parameter format names one too.",
        statusCode: StatusCodes.Status406NotAcceptable,
        title: "There is no such form of this answer.",
        extensions: new Dictionary<string, object?> { ["code"] = "not-acceptable", ["allowed"] = offered.Select(offer => offer.MediaType) });

    internal static void AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Instance ??= context.HttpContext.Request.Path;
            context.ProblemDetails.Extensions.TryAdd("code", CodeOf(context.HttpContext.Response.StatusCode));
        });
        services.AddExceptionHandler<ExpectedFailures>();
    }

    /// <summary>Writes a problem whatever the caller accepts: a browser or FHIR client gets the reason too.</summary>
    private sealed class ProblemWriter(Microsoft.Extensions.Options.IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public async ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var problem = context.ProblemDetails;
            problem.Status ??= context.HttpContext.Response.StatusCode;
            problem.Title ??= Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(problem.Status.Value);
            // Gives it the type of its status, as the other problems have.
            problem.Type ??= TypedResults.Problem(problem).ProblemDetails.Type ?? "about:blank";
            problem.Extensions["traceId"] = context.HttpContext.TraceIdentifier;
            options.Value.CustomizeProblemDetails?.Invoke(context);
            await context.HttpContext.Response.WriteAsJsonAsync(problem, Json.Wire, "application/problem+json", context.HttpContext.RequestAborted);
        }
    }

    private static string CodeOf(int status) => status switch
    {
        400 => "bad-request",
        401 => "unauthorized",
        404 => "not-found",
        405 => "method-not-allowed",
        406 => "not-acceptable",
        415 => "unsupported-media-type",
        429 => "rate-limited",
        503 => "unavailable",
        _ => "error",
    };

    /// <summary>The database away or not yet filled: 503 and when to try again. A request that cannot be read: its own status. Never a 500.</summary>
    private sealed class ExpectedFailures(IProblemDetailsService problems, ILogger<ExpectedFailures> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancel)
        {
            (int Status, string? Code, string Detail) failure = exception switch
            {
                NotReadyException => (503, "not-ready", "No release of the evidence base has been loaded yet."),
                Tables.ExportsBusyException => (503, "exports-busy", "Other files are being made. Lookups go on."),
                Authentication.KeysUnavailableException => (503, "keys-unavailable", "Tokens cannot be checked at the moment."),
                NpgsqlException or TimeoutException => (503, "database-unavailable", "The evidence base cannot be read at the moment."),
                BadHttpRequestException { StatusCode: 413 } => (413, "too-large", "The body is larger than this route takes."),
                BadHttpRequestException unreadable => (unreadable.StatusCode, "bad-request", "The request cannot be read."),
                // How Kestrel tells a chunk whose size no number holds, and a trailer that is no text.
                IOException { InnerException: OverflowException } or InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } =>
                    (400, "bad-request", "The request cannot be read."),
                _ => (500, null, ""),
            };
            // The answer that was begun is thrown away, with its headers.
            RequestIds.Say(http);
            Hardening.SecurityHeaders.Set(http);
            if (exception is NpgsqlException or TimeoutException || failure.Code is null) Faults.Log(log, exception, http);
            if (failure.Code is null) return false;
            http.Response.StatusCode = failure.Status;
            if (failure.Status == 503) http.Response.Headers.RetryAfter = "2";
            return await problems.TryWriteAsync(new()
            {
                HttpContext = http,
                ProblemDetails = { Status = failure.Status, Title = failure.Status == 503 ? "Try again shortly." : null, Detail = failure.Detail, Extensions = { ["code"] = failure.Code } },
            });
        }
    }
}
