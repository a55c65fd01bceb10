namespace EvidenceApi.Tests.Constraints;

/// <summary>What was published on bodies of evidence, harms, and what source documents claim.</summary>
internal static class StatementRules
{
    internal static readonly BrokenRule[] Broken =
    [
        new("grading_id_check", "grading", "id = 'a.b'"),
        new("grading_level_as_written_check", "grading", "level_as_written = ''"),
        new("grading_level_is_of_its_system", "grading", "level_system = 'grade', level = 'low'", "grading_system = 'asipp-best-evidence'"),
        new("grading_level_is_whole", "grading", "level = null", "level_system is not null"),
        new("grading_source_url_check", "grading", "source_url = ''"),
        new("grading_year_check", "grading", "year = 1929"),
        new("grading_basis_studies_check", "grading", "basis_studies = 0"),
        new("grading_basis_participants_check", "grading", "basis_participants = -5"),
        new("recommendation_id_check", "recommendation", "id = 'ACR'"),
        new("recommendation_doi_check", "recommendation", "doi = 'doi:10.1002/art.41142'"),
        new("recommendation_jurisdiction_check", "recommendation", "jurisdiction = 'Europe'"),
        new("recommendation_kind_check", "recommendation", "kind = 'opinion'"),
        new("recommendation_position_check", "recommendation", "position = 'yes'"),
        new("recommendation_source_url_check", "recommendation", "source_url = 'a page'"),
        new("recommendation_year_check", "recommendation", "year = 3000"),
        new("safety_fact_id_check", "safety_fact", "id = 'x y'"),
        new("safety_fact_kind_check", "safety_fact", "kind = 'benefit'"),
        new("safety_fact_source_url_check", "safety_fact", "source_url = 'www.example.org'"),
        new("source_document_id_check", "source_document", "id = 'Leaflet'"),
        new("source_document_kind_check", "source_document", "kind = 'blog'"),
        new("claim_id_check", "claim", "id = 'claim 1'"),
        new("claim_kind_check", "claim", "kind = 'fact'"),
        new("claim_details_check", "claim", "details = '[]'"),
        new("claim_position_check", "claim", "position = 0"),
    ];
}
