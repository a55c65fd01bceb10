using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Fhir;

/// <summary>Own extensions, defined at /StructureDefinition: facts for which Evidence has no element.</summary>
internal static class Extension
{
    internal const string LevelId = "level-of-evidence";
    internal const string DirectionId = "direction";
    internal const string AgreementId = "agreement";

    internal static string Url(FhirContext fhir, string id) => fhir.Url("StructureDefinition", id);

    internal static void Concept(FhirWriter to, string id, Coding coding)
    {
        to.Text("url", Url(to.Fhir, id));
        to.Concept("valueCodeableConcept", null, coding);
    }

    /// <summary>A level of evidence with who gave it. Never in certainty: a level is no certainty.</summary>
    internal static void Level(FhirWriter to, EvidenceLevel level)
    {
        to.Text("url", Url(to.Fhir, LevelId));
        to.Array<Action>("extension", [.. Parts()], write => write());

        IEnumerable<Action> Parts()
        {
            yield return () =>
            {
                to.Text("url", "level");
                to.Concept("valueCodeableConcept", $"Level {level.Level} by {Codes.SystemName(to.Fhir, level.System)}", Codes.Level(to.Fhir, level.System, level.Level));
            };
            yield return () =>
            {
                to.Text("url", "basis");
                to.Text("valueCode", Json.Name(level.Basis));
            };
            yield return () =>
            {
                to.Text("url", "rule");
                to.Text("valueString", level.Rule);
            };
            if (level.Year is { } year) yield return () => Part("year", "valueDate", $"{year:0000}");
            if (level.SourceUrl is { } address) yield return () => Part("sourceUrl", "valueUri", address);
            if (level.Note is { } note) yield return () => Part("note", "valueString", note);
            if (level.Source is { } source) yield return () => Reference("source", to.Fhir.Version.Citation, source);
            if (level.Grading is { } grading) yield return () => Reference("grading", ArtifactAssessmentResource.Type, grading);
            foreach (var study in level.Studies) yield return () => Reference("study", to.Fhir.Version.Citation, study);
        }

        void Part(string url, string member, string value)
        {
            to.Text("url", url);
            to.Text(member, value);
        }

        void Reference(string url, string type, string id)
        {
            to.Text("url", url);
            to.Reference("valueReference", type, id);
        }
    }
}
