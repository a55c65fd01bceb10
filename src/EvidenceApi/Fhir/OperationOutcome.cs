using System.Buffers;
using System.Text.Json;
using EvidenceApi.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EvidenceApi.Fhir;

/// <summary>One thing that an OperationOutcome says.</summary>
internal sealed record Issue(string Severity, string Code, string Text)
{
    internal static Issue Error(string code, string text) => new("error", code, text);

    internal static Issue Warning(string text) => new("warning", "not-supported", text);

    internal static Issue Information(string text) => new("information", "informational", text);
}

/// <summary>Errors as FHIR tells them.</summary>
internal static class OperationOutcome
{
    internal static IResult Of(int status, string code, string text) => Of(status, [Issue.Error(code, text)]);

    internal static IResult Of(int status, IReadOnlyList<Issue> issues) => new Answered(status, issues);

    internal static IResult NotFound(string type, string id) => Of(404, "not-found", $"There is no {type} '{Printable(id)}'.");

    /// <summary>What a caller sent, fit to be repeated to him.</summary>
    internal static string Printable(string text) => new([.. text.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(80)]);

    internal static void Write(Utf8JsonWriter json, IEnumerable<Issue> issues)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "OperationOutcome");
        json.WriteStartArray("issue");
        foreach (var issue in issues)
        {
            json.WriteStartObject();
            json.WriteString("severity", issue.Severity);
            json.WriteString("code", issue.Code);
            json.WriteStartObject("details");
            json.WriteString("text", issue.Text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Bytes(IReadOnlyList<Issue> issues)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder })) Write(json, issues);
        return buffer.WrittenSpan.ToArray();
    }

    private sealed class Answered(int status, IReadOnlyList<Issue> issues) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.ContentType = FhirVersion.R5.MediaType;
            return httpContext.Response.Body.WriteAsync(Bytes(issues), httpContext.RequestAborted).AsTask();
        }
    }

    /// <summary>What the rest of the service reports as a problem is an OperationOutcome below /fhir: unknown routes, an absent database.</summary>
    internal sealed class ProblemWriter : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments(FhirEndpoints.Root, StringComparison.OrdinalIgnoreCase);

        public async ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
            var text = context.ProblemDetails.Detail ?? context.ProblemDetails.Title ?? ReasonPhrases.GetReasonPhrase(status);
            await Of(status, CodeOf(status), text).ExecuteAsync(context.HttpContext);
        }
    }

    private static string CodeOf(int status) => status switch
    {
        400 => "invalid",
        401 => "login",
        403 => "forbidden",
        404 => "not-found",
        405 or 406 or 415 => "not-supported",
        413 => "too-long",
        429 => "throttled",
        503 => "transient",
        _ => "exception",
    };
}
