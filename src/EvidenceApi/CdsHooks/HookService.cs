using System.Text.Json.Serialization;

namespace EvidenceApi.CdsHooks;

/// <summary>The decision support services on offer, as CDS Hooks 2.0 lists them, with version and hookVersion of 3.0.</summary>
public sealed record HookServiceList(IReadOnlyList<HookService> Services);

/// <summary>A decision support service.</summary>
/// <param name="Hook">Hook on which to call it.</param>
/// <param name="Id">Its address is /cds-services/{id}.</param>
/// <param name="Description">What it answers.</param>
/// <param name="Prefetch">FHIR R4 queries whose results it wants, by key.</param>
/// <param name="UsageRequirements">What it needs to find anything.</param>
/// <param name="Version">Semantic version of the service.</param>
/// <param name="HookVersion">Version of the hook's definition.</param>
public sealed record HookService(
    string Hook, string Title, string Id, string Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Prefetch,
    string UsageRequirements, string Version, string HookVersion)
{
    internal const string PatientView = "patient-view";
    internal const string ProblemListItemCreate = "problem-list-item-create";
    internal const string OrderSelect = "order-select";
    internal const string Conditions = "conditions";

    private const string Cards =
        "For each condition with published evidence on regenerative injections an information card: level of evidence with its system, what speaks against, " +
        "guideline positions and harms. Never a suggestion or an action.";
    private const string Codes = "Conditions coded in ICD-10-CM or SNOMED CT; what has only text is left out.";

    private static readonly Dictionary<string, string> ActiveConditions = new() { [Conditions] = "Condition?patient={{context.patientId}}&clinical-status=active" };

    internal static readonly IReadOnlyList<HookService> All =
    [
        new(PatientView, "Evidence for the problem list", "evidence-patient-view",
            $"Reads the active conditions of the patient. {Cards}", ActiveConditions, Codes, "1.0.0", "1.0"),
        new(ProblemListItemCreate, "Evidence for a new problem", "evidence-problem-list-item-create",
            $"Reads the conditions that were just added. {Cards}", null, Codes, "1.0.0", "1.0"),
        new(OrderSelect, "Evidence for the reason of an order", "evidence-order-select",
            $"Reads the reasons of the selected draft orders. {Cards}", ActiveConditions,
            "Orders with a reasonCode coded in ICD-10-CM or SNOMED CT, or a reasonReference to a Condition that is contained, among the draft orders or prefetched.", "1.0.0", "1.0"),
    ];

    internal static HookService? Find(string id) => All.FirstOrDefault(service => service.Id == id);
}
