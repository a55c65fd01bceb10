using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Publishing;

namespace EvidenceApi.Fhir;

/// <summary>A published grading as ArtifactAssessment: the level in the words of its source and, where they name one, in the code system of its grading system.</summary>
internal static class ArtifactAssessmentResource
{
    internal const string Type = "ArtifactAssessment";

    internal static void Write(FhirWriter to, GradingView grading, ResourceVersion version)
    {
        var fhir = to.Fhir;
        var system = Codes.SystemName(fhir, grading.System);
        var title = $"{system}: {grading.LevelAsWritten}";
        to.Head(Type, grading.Id, version, $"<p><b>{FhirWriter.Html(title)}</b>{(grading.Year is { } year ? string.Create(CultureInfo.InvariantCulture, $" ({year})") : "")}</p><p>{FhirWriter.Html(grading.Statement)}</p>");
        to.Identifiers(($"{fhir.Root}/v1/gradings", grading.Id));
        to.Text("title", title);
        if (grading.Source is { } source) to.Reference("citeAsReference", fhir.Version.Citation, source);
        to.Text("date", grading.Year?.ToString("0000", CultureInfo.InvariantCulture));
        to.Object("artifactReference", () => Subject(to, grading));
        to.Array<Action>("content", [.. Content(to, grading, system)], write => write());
    }

    // A verdict on several conditions together, or on a grouping of modalities, is about no single evidence item.
    private static void Subject(FhirWriter to, GradingView grading)
    {
        var isGrouping = to.Fhir.Snapshot.Modalities.TryGetValue(grading.Modality, out var modality) && modality.Value.Grouping;
        if (grading.Condition is { } condition && !isGrouping) to.ReferenceTo(EvidenceResource.Type, $"{condition}.{grading.Modality}.{grading.TargetTissue}");
        else to.ReferenceTo(EvidenceVariableResource.Type, EvidenceVariableResource.Exposure(grading.Modality, grading.TargetTissue));
    }

    private static IEnumerable<Action> Content(FhirWriter to, GradingView grading, string system)
    {
        yield return () =>
        {
            to.Text("informationType", "rating");
            to.Text("summary", grading.Statement);
            to.Concept("type", system, to.Fhir.Coding("grading-system", grading.System, system));
            to.Array("classifier", [grading], _ => to.Concept(grading.LevelAsWritten, Levels(to.Fhir, grading)));
            to.Array("relatedArtifact", [grading.SourceUrl], url =>
            {
                to.Text("type", "citation");
                to.Text("label", grading.Basis);
                to.Object("document", () => to.Text("url", url));
            });
        };
        yield return () =>
        {
            to.Text("informationType", "classifier");
            to.Concept("type", "direction of the evidence");
            to.Array("classifier", [grading.Direction], direction => to.Concept(null, Codes.Direction(to.Fhir, direction)));
        };
        (string Label, string? Text)[] comments =
        [
            ("Population", grading.Population),
            ("Studies judged", grading.BasisStudies?.ToString(CultureInfo.InvariantCulture)),
            ("Participants judged", grading.BasisParticipants?.ToString(CultureInfo.InvariantCulture)),
            ("Read in", grading.Basis),
            ("Note", grading.Note),
        ];
        foreach (var (label, text) in comments.Where(comment => comment.Text is not null))
        {
            yield return () =>
            {
                to.Text("informationType", "comment");
                to.Text("summary", $"{label}: {text}");
            };
        }
    }

    private static IReadOnlyList<Coding> Levels(FhirContext fhir, GradingView grading)
    {
        if (grading is not { Level: { } level, LevelSystem: { } system }) return [];
        var own = Codes.Level(fhir, system, level);
        return system == LevelRules.Grade ? [HL7.CertaintyRating(level), own] : [own];
    }
}
