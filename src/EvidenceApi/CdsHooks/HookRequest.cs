using System.Text.Json;
using EvidenceApi.Http;

namespace EvidenceApi.CdsHooks;

/// <summary>A call by an EHR. What is not listed here is ignored; null stands for absent.</summary>
/// <param name="Hook">The hook of the service called.</param>
/// <param name="HookInstance">UUID of this call.</param>
/// <param name="FhirServer">Base address of the EHR's FHIR server, https; needed with fhirAuthorization. Never called.</param>
/// <param name="FhirAuthorization">Accepted and not used.</param>
/// <param name="Context">userId and patientId; conditions (Bundle) for problem-list-item-create; selections and draftOrders (Bundle) for order-select.</param>
/// <param name="Prefetch">FHIR R4 results by the keys of the service. One that is missing, null or an OperationOutcome gives no cards.</param>
public sealed record HookRequest(
    string Hook, Guid HookInstance, JsonElement Context, string? FhirServer = null, JsonElement? FhirAuthorization = null, JsonElement? Prefetch = null);

/// <summary>Reads a call. A fault is told by member and rule, never by value: the body is about a patient.</summary>
internal static class HookRequestReader
{
    internal static IReadOnlyDictionary<string, IReadOnlyList<ParameterError>> Faults(HookService service, JsonElement body)
    {
        var faults = new Dictionary<string, IReadOnlyList<ParameterError>>(StringComparer.Ordinal);
        if (body.ValueKind != JsonValueKind.Object)
        {
            Add("body", "Must be an object.");
            return faults;
        }
        if (PatientCodes.Text(body, "hook") != service.Hook) Add("hook", $"Must be {service.Hook}.");
        if (InstanceOf(body) is null) Add("hookInstance", "Must be a UUID.");

        var hasServer = body.TryGetProperty("fhirServer", out var server) && server.ValueKind != JsonValueKind.Null;
        if (hasServer && !IsSafe(PatientCodes.Text(body, "fhirServer"))) Add("fhirServer", "Must be an absolute https address.");
        if (body.TryGetProperty("fhirAuthorization", out var authorization) && authorization.ValueKind != JsonValueKind.Null)
        {
            if (authorization.ValueKind != JsonValueKind.Object) Add("fhirAuthorization", "Must be an object.");
            if (!hasServer) Add("fhirServer", "Is needed with fhirAuthorization.");
        }
        if (!body.TryGetProperty("context", out var context) || context.ValueKind != JsonValueKind.Object)
        {
            Add("context", "Must be an object.");
            return faults;
        }
        foreach (var member in new[] { "userId", "patientId" })
        {
            if (string.IsNullOrWhiteSpace(PatientCodes.Text(context, member))) Add($"context.{member}", "Must be a text.");
        }
        var resources = service.Hook switch { HookService.ProblemListItemCreate => "conditions", HookService.OrderSelect => "draftOrders", _ => null };
        if (resources is not null && (!context.TryGetProperty(resources, out var bundle) || bundle.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))) Add($"context.{resources}", "Must be a Bundle.");
        return faults;

        void Add(string member, string message) => faults[member] = [ParameterError.Invalid(null, message)];
    }

    internal static Guid? InstanceOf(JsonElement body) =>
        PatientCodes.Text(body, "hookInstance") is { } text && Guid.TryParse(text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? text[9..] : text, out var instance) ? instance : null;

    /// <summary>The conditions that a call is about.</summary>
    internal static IReadOnlySet<string> Conditions(HookService service, JsonElement body, Releases.Snapshot snapshot, CancellationToken deadline)
    {
        var codes = new PatientCodes(snapshot, deadline);
        var context = body.GetProperty("context");
        var prefetched = body.TryGetProperty("prefetch", out var prefetch) && prefetch.ValueKind == JsonValueKind.Object && prefetch.TryGetProperty(HookService.Conditions, out var found)
            ? PatientCodes.Resources(found)
            : [];
        switch (service.Hook)
        {
            case HookService.PatientView:
                codes.AddProblems(prefetched);
                break;
            case HookService.ProblemListItemCreate:
                codes.AddProblems(PatientCodes.Resources(context.GetProperty("conditions")));
                break;
            default:
                var drafts = PatientCodes.Resources(context.GetProperty("draftOrders")).ToList();
                codes.AddReasons(drafts.Where(order => IsSelected(context, order)), [.. drafts, .. prefetched]);
                break;
        }
        return codes.Conditions;
    }

    // Selections are type/id; without any, all drafts are meant.
    private static bool IsSelected(JsonElement context, JsonElement order) =>
        !context.TryGetProperty("selections", out var selections) || selections.ValueKind != JsonValueKind.Array || selections.GetArrayLength() == 0
        || selections.EnumerateArray().Any(selection => selection.ValueKind == JsonValueKind.String
            && selection.GetString() is { } id && (id == $"{PatientCodes.TypeOf(order)}/{PatientCodes.Text(order, "id")}" || id == PatientCodes.Text(order, "id")));

    private static bool IsSafe(string? server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true });
}
