using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>What holds of every answer, whatever was asked.</summary>
internal static partial class AnswerRules
{
    // Kept by a busy machine too; what makes the service wait, waits for a minute.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    // What HTTP itself refuses at any address, and a key that is not good.
    private static readonly HashSet<int> OfProtocol = [400, 401, 404, 405, 408, 411, 413, 414, 415, 417, 431];
    private static readonly HashSet<int> Undocumented = [200, 204, 301, 302, 304, 406, .. OfProtocol];

    // Kestrel's own refusals have no body, and close the connection; but for "GET *".
    private static readonly HashSet<int> Bare = [400, 408, 411, 413, 414, 417, 431, 505];

    internal static IEnumerable<string> Broken(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Status == 0)
        {
            if (!request.IsCutShort) yield return "there is no answer";
            yield break;
        }
        if (answer.FirstByte > Bound) yield return $"the answer began after {answer.FirstByte.TotalSeconds:0.0} s";
        // Another version of HTTP than is spoken here is the one thing that HTTP answers with a 505.
        if (answer.Status >= 500 && !(answer.Status == 505 && request.Wire is not null)) yield return "a fault of the service";
        else if (answer.Status != 505 && !(request.Documented is { } documented ? documented.Contains(answer.Status) || OfProtocol.Contains(answer.Status) : Undocumented.Contains(answer.Status))) yield return "a status that the contract does not have";
        foreach (var (name, value) in answer.Headers)
        {
            if (name.StartsWith("X-Fuzz", StringComparison.OrdinalIgnoreCase) || name is "Set-Cookie" or "Server" or "X-Powered-By") yield return $"a header {name}: {value}";
            if (value.Any(char.IsControl)) yield return $"control characters in the header {name}";
        }
        if (Elsewhere().IsMatch(answer.Header("Location"))) yield return $"sent elsewhere: {answer.Header("Location")}";
        if (answer.Body.Length == 0)
        {
            var isBare = (Bare.Contains(answer.Status) && answer.Header("Connection") == "close") || (answer.Status == 405 && request.Wire is not null);
            if (answer.Status >= 400 && !request.IsHead && !isBare && answer.MediaType != "application/http2") yield return "an error without a word";
            yield break;
        }
        if (BodyRules.Fault(answer) is { } fault) yield return $"{answer.MediaType} that is none: {fault}";
        else if (answer.Status >= 400 && ErrorFault(request, answer) is { } untold) yield return untold;
        if (Inside().Match(Encoding.Latin1.GetString(answer.Content)) is { Success: true } leak) yield return $"the inside of the service: {leak.Value}";
        if (answer.Text.Contains(AppContext.BaseDirectory, StringComparison.Ordinal)) yield return "a path of the host";
    }

    private static string? ErrorFault(FuzzRequest request, FuzzAnswer answer)
    {
        // Dots lead out of it.
        var isFhir = request.Target.StartsWith("/fhir/r5/", StringComparison.Ordinal) && !request.Target.Contains("..", StringComparison.Ordinal) && !request.Target.Contains("%2e", StringComparison.OrdinalIgnoreCase);
        switch (answer.MediaType)
        {
            case not "application/fhir+json" when isFhir:
                return $"an error of FHIR as {answer.MediaType}";
            case "application/problem+json":
                var problem = JsonSerializer.Deserialize<JsonElement>(answer.Content);
                string[] missing = [.. new[] { "type", "title", "status", "code" }.Where(member => !problem.Has(member))];
                return missing.Length > 0 ? $"a problem without {string.Join(", ", missing)}" : problem.Number("status") == answer.Status ? null : "a problem with another status";
            case "application/fhir+json":
                return JsonSerializer.Deserialize<JsonElement>(answer.Content).Text("resourceType") == "OperationOutcome" ? null : "no OperationOutcome";
            case "text/html":
                return null;
            default:
                return $"an error as {answer.MediaType}";
        }
    }

    [GeneratedRegex(@"^([/\\]{2}|[a-zA-Z][a-zA-Z0-9+.-]*:)")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"Npgsql|PostgresException|SQLSTATE|syntax error at or near|evidence_document|\bat (EvidenceApi|System|Microsoft)\.|System\.(Exception|ArgumentException|InvalidOperation|NullReference|Text\.|IO\.|Private)|Microsoft\.AspNetCore|root:x:0:|/src/EvidenceApi/|\.cs:line \d")]
    private static partial Regex Inside();
}
