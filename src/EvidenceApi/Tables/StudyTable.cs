using EvidenceApi.Publishing;

namespace EvidenceApi.Tables;

internal sealed record StudyCells(StudyRow Study, TableNames Names);

internal static class StudyTable
{
    internal static readonly IReadOnlyList<Cell<StudyCells>> Columns =
    [
        new("title", row => row.Study.Title),
        new("authors", row => row.Study.Authors),
        new("journal", row => row.Study.Journal),
        new("volume", row => row.Study.Volume),
        new("issue", row => row.Study.Issue),
        new("pages", row => row.Study.Pages),
        new("doi", row => row.Study.Doi),
        new("pmid", row => row.Study.Pmid),
        new("pmcid", row => row.Study.Pmcid),
        new("registration", row => row.Study.Registration),
        new("url", row => row.Study.Url()),
        new("blinding", row => row.Study.Blinding),
        new("country", row => row.Study.Country),
        new("condition_ids", row => row.Study.Conditions),
        new("condition_names", row => row.Study.Conditions.Select(id => row.Names.Condition(id)!)),
        new("population", row => row.Study.Population),
        new("modality", row => row.Study.Modality),
        new("modality_name", row => row.Names.Modality(row.Study.Modality)),
        new("preparation", row => row.Study.Preparation),
        new("comparator_ids", row => row.Study.Comparators),
        new("route", row => row.Study.Route),
        new("guidance", row => row.Study.Guidance),
        new("included_studies", row => row.Study.IncludedStudies),
        new("follow_up_months", row => row.Study.FollowUpMonths),
        new("ocebm_level", row => row.Study.Level()),
        new("summary", row => row.Study.Summary),
        new("limitations", row => row.Study.Limitations),
        new("adverse_events", row => row.Study.AdverseEvents),
        new("serious_adverse_events", row => row.Study.SeriousAdverseEvents),
        new("funding", row => row.Study.Funding),
        new("standing_checked_on", row => row.Study.StandingCheckedOn),
        new("standing_notice_url", row => row.Study.StandingNoticeUrl),
        new("standing_note", row => row.Study.StandingNote),
        new("verified_url", row => row.Study.VerifiedUrl),
        new("verified_basis", row => row.Study.VerifiedBasis),
        new("unverified", row => row.Study.Unverified),
        new("inferred", row => row.Study.Inferred),
        new("incomplete_reason", row => row.Study.IncompleteReason),
        new("curation_note", row => row.Study.CurationNote),
        new("same_trial_as", row => row.Study.SameTrialAs),
        new("counted", row => row.Names.Counts(row.Study.Id)),
        new("last_reviewed", row => row.Study.ReviewedOn),
    ];
}
