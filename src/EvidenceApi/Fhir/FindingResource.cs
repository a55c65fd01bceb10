using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Records;

namespace EvidenceApi.Fhir;

/// <summary>One outcome of one study as Evidence, with its statistic.</summary>
internal static class FindingResource
{
    internal static void Write(FhirWriter to, FindingRecord record, ResourceVersion version)
    {
        var (fhir, finding, study) = (to.Fhir, record.Finding, record.Study);
        var title = string.Create(CultureInfo.InvariantCulture, $"{finding.Name}{(finding.TimepointMonths is { } months ? $", {months:0.##} months" : "")}: {study.Title} ({study.Year})");
        to.Head(EvidenceResource.Type, record.Id, version, Narrative(record, title));
        to.Array("extension", [finding.Direction], direction => Extension.Concept(to, Extension.DirectionId, Codes.Direction(fhir, direction)));
        to.Identifiers(($"{fhir.Root}/v1/findings", record.Id));
        to.Canonical(EvidenceResource.Type, record.Id, version, FhirId.Name(record.Id), title);
        to.Focus(record.Conditions);
        to.Array("relatedArtifact", [study], _ =>
        {
            to.Text("type", "derived-from");
            to.Text("label", study.Standing == Standing.Current ? "Study" : $"Study, {Json.Name(study.Standing)}");
            to.Text("display", $"{study.Title} ({study.Year})");
            to.Reference("resourceReference", fhir.Version.Citation, study.Id);
        });
        to.Text("description", "One outcome of one study, as printed. The evidence item of its condition, modality and target tissue says what the studies found together.");
        to.Notes(Notes(record));
        to.Array("variableDefinition", Variables(to, record), variable => EvidenceResource.Variable(to, variable.Role, variable.Id, variable.Name));
        if (HL7.SynthesisType(study.Design) is { } synthesis) to.Concept("synthesisType", null, synthesis);
        to.Array("studyDesign", [study.Design], design => to.Concept(Codes.DesignName(fhir, design), Codes.Design(fhir, design)));
        to.Array("statistic", FindingStatistics.Of(to, record), write => write());
    }

    private static IEnumerable<(string Role, string? Id, string Name)> Variables(FhirWriter to, FindingRecord record)
    {
        foreach (var condition in record.Conditions) yield return ("population", EvidenceVariableResource.Population(condition), to.NameOf(condition));
        var tissue = Codes.TargetTissue(to.Fhir, record.TargetTissue).Display ?? record.TargetTissue;
        yield return record.Modality is { } modality
            ? ("exposure", EvidenceVariableResource.Exposure(modality, record.TargetTissue), $"{Codes.Modality(to.Fhir, modality).Display}, {tissue}")
            : ("exposure", null, $"Technique of injection, {tissue}");
        if (record.Finding.ComparatorName is { } comparator)
        {
            var known = to.Fhir.Snapshot.Comparators.ContainsKey(comparator) || to.Fhir.Snapshot.Modalities.ContainsKey(comparator);
            yield return ("referenceExposure", known ? EvidenceVariableResource.Comparator(comparator) : null, known ? Codes.ComparatorName(to.Fhir, comparator) : comparator);
        }
        yield return ("measuredVariable", EvidenceVariableResource.Outcome(record.Finding.Measure), record.Finding.Name);
    }

    private static IEnumerable<string?> Notes(FindingRecord record)
    {
        if (record.Study.Standing != Standing.Current) yield return $"The publication is {Json.Name(record.Study.Standing)}.";
        if (record.Study.Verification == Verification.Incomplete) yield return "The record of the study is incomplete: it is kept out of levels and counts.";
        if (record.Study.SameTrialAs is { } first) yield return $"A report of the same trial as {first}.";
        if (record.Finding.Primary) yield return "Primary outcome of the study.";
        if (record.Finding.HigherIsBetter is { } higher) yield return higher ? "Higher is better." : "Lower is better.";
    }

    private static string Narrative(FindingRecord record, string title)
    {
        var finding = record.Finding;
        List<string?> lines =
        [
            finding.Intervention is { } intervention ? $"Intervention: {intervention}" : null,
            finding.Comparator is { } comparator ? $"{finding.ComparatorName ?? "Comparator or baseline"}: {comparator}" : null,
            finding.Estimate is { } estimate
                ? string.Create(CultureInfo.InvariantCulture, $"{finding.EffectMeasure ?? "Estimate"}: {estimate}{(finding.CiLow is { } low ? $" ({finding.CiLevel ?? 95:0.##}% CI {low} to {finding.CiHigh})" : "")}")
                : null,
            finding.P is { } p ? $"p: {p}" : null,
            $"Direction: {Json.Name(finding.Direction).Replace('-', ' ')}",
            .. Notes(record),
        ];
        return $"<p><b>{FhirWriter.Html(title)}</b></p><ul>{string.Concat(lines.OfType<string>().Select(line => $"<li>{FhirWriter.Html(line)}</li>"))}</ul>";
    }
}
