using EvidenceApi.Conditions;

namespace EvidenceApi.Fhir;

/// <summary>Codes under which conditions and vocabulary entries are known.</summary>
internal static class Codes
{
    /// <summary>The condition's own code, then those of other systems that stand for it.</summary>
    internal static IReadOnlyList<Coding> OfCondition(FhirContext fhir, string id)
    {
        if (!fhir.Snapshot.Conditions.TryGetValue(id, out var entry)) return [fhir.Coding("condition", id, null)];
        return [fhir.Coding("condition", id, entry.Value.Name), .. entry.Value.Codes.Select(code => new Coding(Uri(fhir, code.System), code.Code, code.Display))];
    }

    internal static Coding Modality(FhirContext fhir, string id) =>
        fhir.Coding("modality", id, fhir.Snapshot.Modalities.TryGetValue(id, out var entry) ? entry.Value.Name : null);

    internal static Coding TargetTissue(FhirContext fhir, string id) =>
        fhir.Coding("target-tissue", id, fhir.Snapshot.TargetTissues.TryGetValue(id, out var entry) ? entry.Value.Name : null);

    internal static Coding Direction(FhirContext fhir, Evidence.Direction direction) =>
        fhir.Coding("direction", Http.Json.Name(direction), Display(Http.Json.Name(direction)));

    /// <summary>The design: where SEVCO has a code for it that one too.</summary>
    internal static IReadOnlyList<Coding> Design(FhirContext fhir, string id)
    {
        var own = fhir.Coding("study-design", id, DesignName(fhir, id));
        return HL7.StudyDesign(id) is { } sevco ? [sevco, own] : [own];
    }

    internal static string DesignName(FhirContext fhir, string id) => fhir.Snapshot.StudyDesigns.TryGetValue(id, out var entry) ? entry.Value.Name : id;

    /// <summary>What a study compared with: a comparator, or another modality.</summary>
    internal static string ComparatorName(FhirContext fhir, string id) =>
        fhir.Snapshot.Comparators.TryGetValue(id, out var comparator) ? comparator.Value.Name
        : fhir.Snapshot.Modalities.TryGetValue(id, out var modality) ? modality.Value.Name : id;

    internal static string SystemName(FhirContext fhir, string gradingSystem) =>
        fhir.Snapshot.GradingSystems.TryGetValue(gradingSystem, out var entry) ? entry.Value.Name : gradingSystem;

    /// <summary>A level in the code system of its grading system.</summary>
    internal static Coding Level(FhirContext fhir, string gradingSystem, string level) => fhir.Coding(LevelSystem(gradingSystem), level, Display(level));

    internal static string LevelSystem(string gradingSystem) => $"{gradingSystem}-level";

    internal static string Uri(FhirContext fhir, string system) => fhir.Snapshot.CodeSystems[system].Value.Uri;

    internal static string MapId(string system) => $"{system}-to-condition";

    /// <summary>favours-intervention as "Favours intervention".</summary>
    internal static string Display(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');

    /// <summary>Conditions that have exactly this code; its system null: of any system.</summary>
    internal static IEnumerable<string> ConditionsWith(FhirContext fhir, string? system, string code)
    {
        var snapshot = fhir.Snapshot;
        var own = system is null || system == fhir.System("condition");
        if (own && snapshot.Conditions.ContainsKey(code)) return [code];
        if (system is null) return snapshot.Conditions.Values.Where(entry => entry.Value.Codes.Any(known => CodeIndex.KeyOf(known.Code) == CodeIndex.KeyOf(code))).Select(entry => entry.Value.Id);
        return snapshot.Codes.SystemOf(system) is { } known && snapshot.Codes.HasConditions(known)
            ? snapshot.Codes.Resolve(known, code).Where(hit => hit.Kind == Evidence.MatchKind.Exact).Select(hit => hit.Condition)
            : [];
    }
}
