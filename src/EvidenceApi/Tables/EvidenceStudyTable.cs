using EvidenceApi.Evidence;

namespace EvidenceApi.Tables;

internal sealed record EvidenceStudyCells(int Position, EvidenceStudy Study);

internal static class EvidenceStudyTable
{
    internal static readonly IReadOnlyList<Cell<EvidenceStudyCells>> Columns =
    [
        new("study", row => row.Study.Id),
        new("position", row => row.Position),
        new("not_counted", row => row.Study.NotCounted),
        new("via_modality", row => row.Study.Via?.Modality),
        new("authors", row => row.Study.Authors),
        new("title", row => row.Study.Title),
        new("journal", row => row.Study.Journal),
        new("doi", row => row.Study.Doi),
        new("url", row => row.Study.Url),
        new("registration", row => row.Study.Registration),
        new("ocebm_level", row => row.Study.OcebmLevel),
        new("blinding", row => row.Study.Blinding),
        new("country", row => row.Study.Country),
        new("population", row => row.Study.Population),
        new("intervention", row => row.Study.Intervention.Name),
        new("preparation", row => row.Study.Preparation),
        new("route", row => row.Study.Route),
        new("guidance", row => row.Study.Guidance),
        new("comparator_ids", row => row.Study.Comparators),
        new("follow_up_months", row => row.Study.FollowUpMonths),
        new("outcomes", row => row.Study.Outcomes),
        new("summary", row => row.Study.Summary),
        new("adverse_events", row => row.Study.AdverseEvents),
        new("serious_adverse_events", row => row.Study.SeriousAdverseEvents),
        new("limitations", row => row.Study.Limitations),
        new("funding", row => row.Study.Funding),
        new("unverified", row => row.Study.Unverified),
        new("same_trial_as", row => row.Study.SameTrialAs),
    ];
}

internal sealed record EvidenceFindingCells(EvidenceFinding Item, FindingCells Finding);

internal static class EvidenceFindingTable
{
    internal static readonly IReadOnlyList<Cell<EvidenceFindingCells>> Columns =
    [
        new("finding", row => row.Item.Id),
        new("not_counted", row => row.Item.NotCounted),
        new("via_modality", row => row.Item.Via?.Modality),
        .. FindingTable.Shared.Select(column => new Cell<EvidenceFindingCells>(column.Column, row => column.Value(row.Finding))),
    ];
}
