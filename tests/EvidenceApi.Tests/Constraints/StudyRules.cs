namespace EvidenceApi.Tests.Constraints;

/// <summary>Studies and what they found.</summary>
internal static class StudyRules
{
    internal static readonly BrokenRule[] Broken =
    [
        new("study_id_check", "study", "id = 'Bennell 2021'"),
        new("study_pmid_check", "study", "pmid = 'PMID34812863'"),
        new("study_pmid_check", "study", "pmid = '0123'"),
        new("study_pmcid_check", "study", "pmcid = '8611484'"),
        new("study_doi_check", "study", "doi = 'https://doi.org/10.1001/jama.2021.19415'"),
        new("study_registration_check", "study", "registration = 'NCT1'"),
        new("study_country_check", "study", "country = 'Australia'"),
        new("study_year_check", "study", "year = 202"),
        new("study_year_check", "study", "year = 2101"),
        new("study_participants_check", "study", "participants = 0"),
        new("study_included_studies_check", "study", "included_studies = 0"),
        new("study_follow_up_months_check", "study", "follow_up_months = -1"),
        new("study_serious_adverse_events_check", "study", "serious_adverse_events = -1"),
        new("study_blinding_check", "study", "blinding = 'some'"),
        new("study_guidance_check", "study", "guidance = 'feel'"),
        new("study_standing_check", "study", "standing = 'withdrawn', standing_note = 'x'"),
        new("study_of_other_standing_has_a_notice", "study", "standing = 'retracted', standing_note = null, standing_notice_url = null"),
        new("study_verification_check", "study", "verification = 'maybe'"),
        new("study_verified_url_check", "study", "verified_url = 'seen somewhere'"),
        new("study_verified_basis_check", "study", "verified_basis = 'title'"),
        new("study_check", "study", "same_trial_as = id"),
        new("direction_check", "study", "direction = 'positive'"),
        new("direction_check", "finding", "direction = 'better'"),
        new("study_condition_position_check", "study_condition", "position = 0"),
        new("study_comparator_position_check", "study_comparator", "position = 0"),
        new("study_comparator_is_one_thing", "study_comparator", "comparator = 'none', modality = 'prp'"),
        new("study_comparator_is_one_thing", "study_comparator", "comparator = null, modality = null"),
        new("finding_position_check", "finding", "position = 0"),
        new("finding_timepoint_months_check", "finding", "timepoint_months = -1"),
        new("finding_effect_measure_check", "finding", "effect_measure = 'HR'"),
        new("finding_ci_is_in_order", "finding", "ci_low = 2, ci_high = 0, ci_level = 95"),
        new("finding_ci_is_whole", "finding", "ci_low = 0, ci_high = null, ci_level = null"),
        new("finding_ci_is_whole", "finding", "ci_low = 0, ci_high = 2, ci_level = null"),
        new("finding_ci_level_check", "finding", "ci_low = 0, ci_high = 2, ci_level = 100"),
        new("finding_ci_level_check", "finding", "ci_low = 0, ci_high = 2, ci_level = 0"),
        new("finding_p_text_check", "finding", "p_text = 'significant'"),
    ];
}
