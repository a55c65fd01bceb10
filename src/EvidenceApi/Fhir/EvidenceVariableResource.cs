using System.Globalization;
using EvidenceApi.Studies;

namespace EvidenceApi.Fhir;

/// <summary>Populations, exposures, comparators and outcome measures, to which Evidence refers.</summary>
internal static class EvidenceVariableResource
{
    internal const string Type = "EvidenceVariable";

    internal static string Population(string condition) => $"population.{condition}";

    internal static string Exposure(string modality, string targetTissue) => $"exposure.{modality}.{targetTissue}";

    internal static string Comparator(string id) => $"comparator.{id}";

    internal static string Outcome(string measure) => $"outcome.{measure}";

    /// <param name="exposures">Modality and target tissue of every record.</param>
    internal static IEnumerable<MemoryResource> All(FhirContext fhir, IEnumerable<(string Modality, string TargetTissue)> exposures)
    {
        var snapshot = fhir.Snapshot;
        return
        [
            .. snapshot.Comparators.Values.Select(entry => (entry.Value.Id, entry.Value.Name, IsModality: false))
                .Concat(snapshot.Modalities.Values.Select(entry => (entry.Value.Id, entry.Value.Name, IsModality: true)))
                .Select(entry => Resource(Comparator(entry.Id), $"Comparator: {entry.Name}", (to, id, title) =>
                {
                    Head(to, id, title, entry.Name);
                    Characteristic(to, ("Compared with", entry.Name, [fhir.Coding(entry.IsModality ? "modality" : "comparator", entry.Id, entry.Name)]));
                })),
            .. exposures.Select(pair =>
            {
                var (modality, tissue) = (Codes.Modality(fhir, pair.Modality), Codes.TargetTissue(fhir, pair.TargetTissue));
                return Resource(Exposure(pair.Modality, pair.TargetTissue), $"{modality.Display}, {tissue.Display}", (to, id, title) =>
                {
                    Head(to, id, title, $"{modality.Display} injected into: {tissue.Display}.");
                    Characteristic(to, ("Modality", modality.Display, [modality]), ("Target tissue", tissue.Display, [tissue]));
                }) with { Modality = pair.Modality, TargetTissue = pair.TargetTissue };
            }),
            .. snapshot.OutcomeMeasures.Values.Select(entry => Resource(Outcome(entry.Value.Id), entry.Value.Name, (to, id, title) => Measure(to, id, title, entry.Value))),
            .. snapshot.Conditions.Values.Select(entry => entry.Value).Select(condition => Resource(Population(condition.Id), $"Patients with: {condition.Name}", (to, id, title) =>
            {
                Head(to, id, title, $"{condition.Name}. Each study defines its patients more closely.", condition.Id);
                to.Array("characteristic", [condition], _ =>
                {
                    to.Text("description", condition.Name);
                    to.Object("definitionByTypeAndValue", () =>
                    {
                        to.Concept("type", "diagnosis");
                        to.Concept("valueCodeableConcept", condition.Name, Codes.OfCondition(fhir, condition.Id));
                    });
                });
            }) with { Condition = condition.Id }),
        ];
    }

    private static MemoryResource Resource(string id, string title, Action<FhirWriter, string, string> write) =>
        new(Type, id, FhirId.Name(id), title, to => write(to, id, title));

    private static void Head(FhirWriter to, string id, string title, string description, string? condition = null)
    {
        to.Head(Type, id, to.Fhir.Current, $"<p><b>{FhirWriter.Html(title)}</b></p><p>{FhirWriter.Html(description)}</p>");
        to.Canonical(Type, id, to.Fhir.Current, FhirId.Name(id), title);
        to.Text("description", description);
        if (condition is not null) to.Focus([condition]);
    }

    private static void Characteristic(FhirWriter to, params (string Description, string? Name, IReadOnlyList<Coding> Codings)[] characteristics) =>
        to.Array("characteristic", characteristics, characteristic =>
        {
            to.Text("description", characteristic.Description);
            to.Concept("definitionCodeableConcept", characteristic.Name, characteristic.Codings);
        });

    private static void Measure(FhirWriter to, string id, string title, OutcomeMeasure measure)
    {
        var scale = measure is { ScaleMin: { } low, ScaleMax: { } high } ? string.Create(CultureInfo.InvariantCulture, $" Scale {low} to {high}.") : "";
        var better = measure.HigherIsBetter is { } higher ? higher ? " Higher is better." : " Lower is better." : "";
        Head(to, id, title, $"{measure.Name}{(measure.Abbreviation is { } short_ ? $" ({short_})" : "")}.{scale}{better}");
        to.Notes(
            measure.Mcid is { } mcid ? string.Create(CultureInfo.InvariantCulture, $"Minimal clinically important difference: {mcid} points. {measure.McidSource} {measure.SourceUrl}") : null,
            measure.McidRelativePercent is { } relative ? string.Create(CultureInfo.InvariantCulture, $"Minimal clinically important difference: {relative} per cent of baseline. {measure.McidSource}") : null,
            measure.McidNote);
        IReadOnlyList<Coding> codings = measure.Loinc is { } loinc
            ? [to.Fhir.Coding("outcome-measure", measure.Id, measure.Name), new("http://loinc.org", loinc)]
            : [to.Fhir.Coding("outcome-measure", measure.Id, measure.Name)];
        Characteristic(to, ("Outcome measure", measure.Name, codings));
        if (measure is { ScaleMin: not null, ScaleMax: not null }) to.Text("handling", "continuous");
    }
}
