using EvidenceApi.Evidence;

namespace EvidenceApi.Tables;

internal static class EvidenceTable
{
    internal static readonly IReadOnlyList<Cell<EvidenceItem>> Columns =
    [
        new("condition_name", item => item.Condition.Name),
        new("modality_name", item => item.Modality.Name),
        new("modality_abbreviation", item => item.Modality.Abbreviation),
        new("target_tissue_name", item => item.TargetTissue.Name),
        new("routes", item => item.Routes),
        new("evidence_level_system", item => item.EvidenceLevel?.System),
        new("evidence_level", item => item.EvidenceLevel?.Level),
        new("evidence_level_basis", item => item.EvidenceLevel?.Basis),
        new("evidence_level_rule", item => item.EvidenceLevel?.Rule),
        new("evidence_level_year", item => item.EvidenceLevel?.Year),
        new("evidence_level_source", item => item.EvidenceLevel?.Source),
        new("evidence_level_source_url", item => item.EvidenceLevel?.SourceUrl),
        new("evidence_level_definition", item => item.EvidenceLevel?.Definition),
        new("evidence_level_note", item => item.EvidenceLevel?.Note),
        new("evidence_level_grading", item => item.EvidenceLevel?.Grading),
        new("evidence_level_studies", item => item.EvidenceLevel?.Studies),
        new("certainty_rating", item => item.Certainty?.Rating),
        new("certainty_as_written", item => item.Certainty?.AsWritten),
        new("certainty_year", item => item.Certainty?.Year),
        new("certainty_source", item => item.Certainty?.Source),
        new("certainty_source_url", item => item.Certainty?.SourceUrl),
        new("certainty_note", item => item.Certainty?.Note),
        new("certainty_grading", item => item.Certainty?.Grading),
        new("favours_intervention", item => item.Directions.FavoursIntervention),
        new("no_difference", item => item.Directions.NoDifference),
        new("favours_comparator", item => item.Directions.FavoursComparator),
        new("mixed", item => item.Directions.Mixed),
        new("uncontrolled_improvement", item => item.Directions.UncontrolledImprovement),
        new("uncontrolled_no_improvement", item => item.Directions.UncontrolledNoImprovement),
        new("unclear", item => item.Directions.Unclear),
        new("study_count", item => item.StudyCount),
        new("not_counted_incomplete", item => item.NotCounted.Incomplete),
        new("not_counted_second_report", item => item.NotCounted.SecondReport),
        new("not_counted_retracted", item => item.NotCounted.Retracted),
        new("not_counted_superseded", item => item.NotCounted.Superseded),
        new("not_counted_preprint", item => item.NotCounted.Preprint),
        new("not_counted_protocol", item => item.NotCounted.Protocol),
        new("not_counted_within_modality", item => item.NotCounted.WithinModality),
        new("counted_designs", item => item.Designs.Select(design => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{design.Key}: {design.Value}"))),
        new("summary", item => item.Summary),
        new("last_reviewed", item => item.LastReviewed),
    ];
}
