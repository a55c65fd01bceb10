using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Fhir;

/// <summary>An evidence item as Evidence: what is known about one modality in one target tissue for one condition.</summary>
internal static class EvidenceResource
{
    internal const string Type = "Evidence";

    internal static void Write(FhirWriter to, EvidenceItem item, ResourceVersion version)
    {
        var fhir = to.Fhir;
        var title = $"{item.Condition.Name}: {item.Modality.Name}, {item.TargetTissue.Name}";
        to.Head(Type, item.Id, version, EvidenceText.Narrative(item, title));
        to.Array("extension", Extensions(item), write => write(to));
        to.Identifiers(($"{fhir.Root}/v1/evidence", item.Id));
        to.Canonical(Type, item.Id, version, FhirId.Name(item.Id), title);
        to.Text("citeAsMarkdown", string.Create(CultureInfo.InvariantCulture, $"Evidence API: curated evidence base on regenerative injection therapies. {title}. Release {version.Release}, {version.PublishedOn:yyyy-MM-dd}. {fhir.Url(Type, item.Id)}"));
        to.Date("lastReviewDate", item.LastReviewed);
        to.Focus([item.Condition.Id]);
        to.Array("relatedArtifact", Related(item), write => write(to));
        to.Text("description", "What is known about one modality, injected into one target tissue, for one condition. Level of evidence and GRADE certainty are two facts, each as its source states it, never converted into each other. Information for clinicians, not advice.");
        to.Text("assertion", item.Summary);
        to.Notes(EvidenceText.Notes(item));
        to.Array("variableDefinition", Variables(to, item), variable => Variable(to, variable.Role, variable.Id, variable.Name));
        to.Concept("synthesisType", null, HL7.NotPooled);
        to.Array("studyDesign", item.Designs.Keys, design => to.Concept(Codes.DesignName(fhir, design), Codes.Design(fhir, design)));
        to.Array("statistic", EvidenceText.Directions(item.Directions), counted =>
        {
            to.Text("description", $"Counted studies: {counted.Words}");
            to.Concept("statisticType", null, HL7.Count);
            to.Concept("category", null, Codes.Direction(fhir, counted.Direction));
            to.Object("quantity", () => to.Number("value", counted.Count));
            to.Object("sampleSize", () =>
            {
                to.Text("description", "All counted studies of this item and their participants.");
                to.Number("numberOfStudies", item.StudyCount);
                to.Number("numberOfParticipants", item.ParticipantCount);
            });
        });
        if (item.Certainty is { } certainty) to.Array("certainty", [certainty], rating => Certainty(to, rating, item));
    }

    private static IEnumerable<Action<FhirWriter>> Extensions(EvidenceItem item)
    {
        if (item.EvidenceLevel is { } level) yield return to => Extension.Level(to, level);
        yield return to => Extension.Concept(to, Extension.DirectionId, Codes.Direction(to.Fhir, item.Direction));
        if (item.Agreement is { } agreement)
        {
            yield return to => Extension.Concept(to, Extension.AgreementId, to.Fhir.Coding("agreement", Json.Name(agreement), Codes.Display(Json.Name(agreement))));
        }
    }

    // Only what a source rated with GRADE. Every other level stands in an extension and among the assessments.
    private static void Certainty(FhirWriter to, Certainty certainty, EvidenceItem item)
    {
        to.Text("description", "Certainty by GRADE as the source rated it");
        to.Notes(certainty.Note, $"Read at {certainty.SourceUrl}");
        to.Concept("type", null, HL7.Overall);
        to.Concept("rating", certainty.AsWritten, certainty.Rating is { } rating ? [HL7.CertaintyRating(rating)] : []);
        var source = item.Studies?.FirstOrDefault(study => study.Id == certainty.Source)?.Title ?? certainty.Source ?? certainty.SourceUrl;
        to.Text("rater", certainty.Year is { } year ? $"{source} ({year})" : source);
    }

    private static IEnumerable<(string Role, string? Id, string Name)> Variables(FhirWriter to, EvidenceItem item) =>
    [
        ("population", EvidenceVariableResource.Population(item.Condition.Id), item.Condition.Name),
        ("exposure", EvidenceVariableResource.Exposure(item.Modality.Id, item.TargetTissue.Id), $"{item.Modality.Name}, {item.TargetTissue.Name}"),
        .. (item.Studies ?? []).Where(study => study.NotCounted is null).SelectMany(study => study.Comparators).Distinct().Order(StringComparer.Ordinal)
            .Select(id => ("referenceExposure", (string?)EvidenceVariableResource.Comparator(id), Codes.ComparatorName(to.Fhir, id))),
    ];

    internal static void Variable(FhirWriter to, string role, string? variable, string description)
    {
        to.Text("description", description);
        to.Fhir.Version.VariableRole(to, role);
        if (variable is not null) to.Reference("observed", EvidenceVariableResource.Type, variable);
    }

    private static IEnumerable<Action<FhirWriter>> Related(EvidenceItem item)
    {
        foreach (var study in item.Studies ?? [])
        {
            yield return to =>
            {
                // Whoever follows derived-from alone meets exactly the studies that count.
                to.Text("type", study.NotCounted is null ? "derived-from" : "cites");
                IReadOnlyList<Coding> classifiers = study.NotCounted is { } reason
                    ? [Codes.Direction(to.Fhir, study.Direction), to.Fhir.Coding("not-counted-reason", Json.Name(reason), Codes.Display(Json.Name(reason)))]
                    : [Codes.Direction(to.Fhir, study.Direction)];
                to.Array("classifier", classifiers, coding => to.Concept(null, coding));
                to.Text("label", study.NotCounted is { } why ? $"Shown, not counted: {Json.Name(why)}" : "Counted");
                to.Text("display", $"{study.Title} ({study.Year})");
                to.Reference("resourceReference", to.Fhir.Version.Citation, study.Id);
            };
        }
        foreach (var grading in item.Gradings ?? [])
        {
            yield return to =>
            {
                to.Text("type", "comment-in");
                to.Text("label", "Published grading");
                to.Text("display", $"{Codes.SystemName(to.Fhir, grading.System)}: {grading.LevelAsWritten}{(grading.Year is { } year ? $" ({year})" : "")}");
                to.Reference("resourceReference", ArtifactAssessmentResource.Type, grading.Id);
            };
        }
    }
}
