using System.Runtime.InteropServices;
using System.Text.Json;
using EvidenceApi.Evidence;
using EvidenceApi.Releases;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace EvidenceApi.CdsHooks;

/// <summary>
/// The codes of conditions in FHIR R4 as EHRs send it: every resource is read by itself and as tolerantly as the library can, so that an
/// unknown extension, a wrong date or a resource of another version costs at most itself.
/// </summary>
internal sealed class PatientCodes(Snapshot snapshot, CancellationToken deadline)
{
    private const int MostResources = 2000;
    private static readonly string[] NotCurrent = ["inactive", "remission", "resolved", "refuted", "entered-in-error"];

    private readonly HashSet<string> conditions = new(StringComparer.Ordinal);

    /// <summary>Conditions of the evidence base that the codes stand for: exactly, or below a code that covers them. A grouping stands for its members.</summary>
    internal IReadOnlySet<string> Conditions => conditions;

    /// <summary>The resources of a Bundle, a list, or a single one; none where the EHR sent nothing or an error.</summary>
    internal static IEnumerable<JsonElement> Resources(JsonElement value) => (value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Resources),
        JsonValueKind.Object when TypeOf(value) == "Bundle" => value.TryGetProperty("entry", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("resource", out _)).SelectMany(entry => Resources(entry.GetProperty("resource")))
            : [],
        JsonValueKind.Object => [value],
        _ => [],
    }).Take(MostResources);

    internal static string? TypeOf(JsonElement resource) => Text(resource, "resourceType");

    internal static string? Text(JsonElement element, string member)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        // JSON by its form, but no text: bytes that are no UTF-8, half a surrogate pair.
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Current problems; resolved, inactive and refuted ones and mistakes are left out.</summary>
    internal void AddProblems(IEnumerable<JsonElement> resources)
    {
        foreach (var resource in resources.Where(resource => TypeOf(resource) == "Condition")) AddProblem(resource);
    }

    private void AddProblem(JsonElement resource)
    {
        // Before R4 a status was a bare code.
        if (IsPast(Text(resource, "clinicalStatus")) || IsPast(Text(resource, "verificationStatus"))) return;
        Read<Condition>(resource, AddProblem);
    }

    private void AddProblem(Condition condition)
    {
        if (Codings(condition.ClinicalStatus).Concat(Codings(condition.VerificationStatus)).Any(coding => IsPast(coding.Code))) return;
        Add(condition.Code);
    }

    /// <summary>Reasons of orders.</summary>
    /// <param name="orders">Orders to read.</param>
    /// <param name="others">Resources to which a reason may refer.</param>
    internal void AddReasons(IEnumerable<JsonElement> orders, IReadOnlyList<JsonElement> others)
    {
        foreach (var order in orders) Read<DomainResource>(order, resource =>
        {
            var (codes, references) = Reasons(resource);
            foreach (var code in codes) Add(code);
            foreach (var reference in references.Select(reference => reference?.Reference).OfType<string>())
            {
                if (reference.StartsWith('#')) foreach (var contained in resource.Contained.OfType<Condition>().Where(contained => $"#{contained.Id}" == reference)) AddProblem(contained);
                else AddProblems(others.Where(other => Text(other, "id") is { Length: > 0 } id && (reference == $"Condition/{id}" || reference.EndsWith($"/Condition/{id}", StringComparison.Ordinal))));
            }
        });
    }

    private static (IEnumerable<CodeableConcept> Codes, IEnumerable<ResourceReference> References) Reasons(Resource resource) => resource switch
    {
        ServiceRequest order => (order.ReasonCode, order.ReasonReference),
        MedicationRequest order => (order.ReasonCode, order.ReasonReference),
        DeviceRequest order => (order.ReasonCode, order.ReasonReference),
        CommunicationRequest order => (order.ReasonCode, order.ReasonReference),
        SupplyRequest order => (order.ReasonCode, order.ReasonReference),
        Hl7.Fhir.Model.Task order => (new[] { order.ReasonCode }.OfType<CodeableConcept>(), new[] { order.ReasonReference }.OfType<ResourceReference>()),
        _ => ([], []),
    };

    private void Read<T>(JsonElement element, Action<T> read) where T : Resource
    {
        deadline.ThrowIfCancellationRequested();
        var json = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(element));
        try
        {
            if (FhirJsonDeserializer.OSTRICH.TryDeserializeResource(ref json, out var resource, out _) && resource is T wanted) read(wanted);
        }
        // Even the tolerant reader gives up on a member of another shape than R4's. What it says may quote the resource.
        catch (Exception fault) when (fault is Hl7.Fhir.Utility.CodedException or InvalidOperationException or JsonException or FormatException or InvalidCastException)
        {
        }
    }

    private void Add(CodeableConcept? concept)
    {
        foreach (var coding in Codings(concept))
        {
            if (coding is not { System: { Length: > 0 } system, Code: { Length: > 0 and < 100 } code } || snapshot.Codes.SystemOf(system) is not { } known || !snapshot.Codes.HasConditions(known)) continue;
            var hits = snapshot.Codes.Resolve(known, code).Where(hit => hit.Kind is MatchKind.Exact or MatchKind.Subtree);
            foreach (var condition in hits.SelectMany(hit => snapshot.ConditionsOf(hit.Condition)!)) conditions.Add(condition);
        }
    }

    private static IEnumerable<Hl7.Fhir.Model.Coding> Codings(CodeableConcept? concept) => concept?.Coding?.OfType<Hl7.Fhir.Model.Coding>() ?? [];

    private static bool IsPast(string? code) => code is not null && NotCurrent.Contains(code);
}
