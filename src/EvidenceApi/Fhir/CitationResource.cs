using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Studies;

namespace EvidenceApi.Fhir;

/// <summary>A study as Citation, whatever its standing: one that was retracted is shown and says so.</summary>
internal static class CitationResource
{
    internal const string Doi = "https://doi.org";
    internal const string Pubmed = "https://pubmed.ncbi.nlm.nih.gov";
    internal const string Pmc = "https://www.ncbi.nlm.nih.gov/pmc";
    internal const string ClinicalTrials = "https://clinicaltrials.gov";

    internal static void Write(FhirWriter to, Study study, ResourceVersion version)
    {
        var (fhir, type) = (to.Fhir, to.Fhir.Version.Citation);
        var cited = Cite(study);
        var standing = study.Standing == Standing.Current ? "" : $"<p>Standing: {Json.Name(study.Standing)}</p>";
        to.Head(type, study.Id, version, $"<p>{FhirWriter.Html(cited)}</p>{standing}<p>{FhirWriter.Html(study.Summary)}</p>");
        to.Array("extension", [study.Direction], direction => Extension.Concept(to, Extension.DirectionId, Codes.Direction(fhir, direction)));
        to.Identifiers(($"{fhir.Root}/v1/studies", study.Id));
        to.Canonical(type, study.Id, version, FhirId.Name(study.Id), study.Title);
        to.Date("lastReviewDate", study.LastReviewed);
        to.Text("description", study.Summary);
        to.Focus(study.Conditions.Select(condition => condition.Id));
        to.Array("summary", [cited], text => to.Text("text", text));
        to.Notes(
            study.Verification == Verification.Incomplete ? $"Incomplete record, kept out of levels and counts. Not read: {string.Join(", ", study.Unverified)}." : null,
            study.StandingCheckedOn is { } day ? string.Create(CultureInfo.InvariantCulture, $"Notices on the publication were looked for on {day:yyyy-MM-dd}.") : "Nobody has looked for notices on the publication yet.",
            study.Limitations is { } limitations ? $"Limitations: {limitations}" : null,
            study.AdverseEvents is { } harms ? $"Adverse events: {harms}" : null,
            study.Funding is { } funding ? $"Funding: {funding}" : null);
        to.Array("relatedArtifact", study.Evidence, item =>
        {
            to.Text("type", "cited-by");
            to.Reference("resourceReference", EvidenceResource.Type, item);
        });
        to.Object("citedArtifact", () => Artifact(to, study));
    }

    private static void Artifact(FhirWriter to, Study study)
    {
        to.Identifiers((Doi, study.Doi), (Pubmed, study.Pmid), (Pmc, study.Pmcid), (RegistryOf(study.Registration), study.Registration));
        var state = study.Standing switch
        {
            Standing.Retracted => HL7.ArtifactStatus("retracted", "Retracted"),
            Standing.Superseded => HL7.ArtifactStatus("archived", "Archived"),
            Standing.Preprint => HL7.ArtifactStatus("published-early-form", "Published early form"),
            _ => HL7.ArtifactStatus("published-final-form", "Published final form"),
        };
        to.Array("currentState", [state], coding => to.Concept(Codes.Display(Json.Name(study.Standing)), coding));
        to.Array("title", [study.Title], title => to.Text("text", title));
        to.Array("relatesTo", [.. Related(to, study)], write => write());
        to.Array("publicationForm", [study], _ =>
        {
            if (study.Journal is { } journal)
            {
                to.Object("publishedIn", () =>
                {
                    to.Concept("type", null, HL7.Periodical);
                    to.Text("title", journal);
                });
            }
            to.Text("volume", study.Volume);
            to.Text("issue", study.Issue);
            to.Text("articleDate", $"{study.Year:0000}");
            to.Text("pageString", study.Pages);
        });
        to.Array("webLocation", [study.Url], url =>
        {
            to.Array("classifier", [study.Doi is null ? HL7.Webpage : HL7.DoiBased], coding => to.Concept(null, coding));
            to.Text("url", url);
        });
        to.Array<(Coding Type, IReadOnlyList<Coding> Codes)>(
            "classification",
            [
                (HL7.PublicationType, Codes.Design(to.Fhir, study.Design)),
                (HL7.Keyword, [.. study.Modality is { } modality ? [Codes.Modality(to.Fhir, modality.Id)] : Array.Empty<Coding>(), Codes.TargetTissue(to.Fhir, study.TargetTissue.Id)]),
            ],
            entry =>
            {
                to.Concept("type", null, entry.Type);
                to.Array("classifier", entry.Codes, coding => to.Concept(null, coding));
            });
        var named = study.Authors.Where(author => author != "et al").ToList();
        if (named.Count == 0) return;
        to.Object("contributorship", () =>
        {
            to.Flag("complete", named.Count == study.Authors.Count);
            to.Array("entry", named.Select((author, index) => (author, index)), entry =>
            {
                to.Object("contributor", () => to.Text("display", entry.author));
                to.Number("rankingOrder", entry.index + 1);
            });
            to.Array("summary", [string.Join(", ", study.Authors)], text =>
            {
                to.Concept("type", null, HL7.AuthorString);
                to.Text("value", text);
            });
        });
    }

    private static IEnumerable<Action> Related(FhirWriter to, Study study)
    {
        if (study.Standing is not (Standing.Current or Standing.Preprint) && (study.StandingNoticeUrl ?? study.StandingNote) is not null)
        {
            yield return () =>
            {
                to.Text("type", study.Standing switch { Standing.Retracted => "retracted-by", Standing.Corrected => "correction-in", _ => "replaced-with" });
                to.Text("label", $"Notice: {Json.Name(study.Standing)}");
                to.Text("display", study.StandingNote);
                if (study.StandingNoticeUrl is { } url) to.Object("document", () => to.Text("url", url));
            };
        }
        foreach (var report in study.OtherReports)
        {
            yield return () =>
            {
                to.Text("type", "similar-to");
                to.Text("label", "Another report of the same trial");
                to.Reference("resourceReference", to.Fhir.Version.Citation, report);
            };
        }
    }

    private static string? RegistryOf(string? registration) => registration switch
    {
        { } number when number.StartsWith("NCT", StringComparison.Ordinal) => ClinicalTrials,
        _ => null,
    };

    private static string Cite(Study study)
    {
        var authors = study.Authors.Count > 0 ? $"{string.Join(", ", study.Authors)}. " : "";
        var journal = study.Journal is { } name ? $"{name}. " : "";
        var place = $"{study.Volume}{(study.Issue is { } issue ? $"({issue})" : "")}{(study.Pages is { } pages ? $":{pages}" : "")}";
        var identifier = study.Doi is { } doi ? $" doi:{doi}" : study.Pmid is { } pmid ? $" PMID:{pmid}" : "";
        return $"{authors}{study.Title.TrimEnd('.')}. {journal}{study.Year}{(place.Length > 0 ? $";{place}" : "")}.{identifier}";
    }
}
