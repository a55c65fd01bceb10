-- Tables for researchers: every list as flat rows. The comments on the views are the data dictionary: meaning, then in brackets
-- key, required, unit, values, or the column that it refers to.
alter table record_document drop constraint record_document_kind_check;
alter table record_document add constraint record_document_kind_check check (kind in (
  'study', 'finding', 'grading', 'recommendation', 'safety-fact', 'claim', 'source', 'evidence-study', 'evidence-finding'));
alter table record_document add cells text[] not null default '{}';
comment on column record_document.cells is 'The record as a row of its table: the columns that stand nowhere else, in the order of the view.';
alter table evidence_document add cells text[] not null default '{}';
comment on column evidence_document.cells is 'The item as a row of its table: the columns that stand nowhere else, in the order of the view.';
-- Lists of an item, and exports, go through its rows in their order.
create index on record_document (kind, source, (-sort_year), sort_text);

create function table_list(list jsonb) returns text language sql immutable strict parallel safe
return (select string_agg(value, '; ' order by position) from jsonb_array_elements_text(list) with ordinality as e(value, position));
comment on function table_list(jsonb) is 'The texts of a list in one cell.';

-- Not strict: PostgreSQL would then call it for every cell in place of writing it into the statement.
create function table_text(value text) returns text language sql immutable parallel safe
return case when ascii(value) in (9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312) then '''' || value else value end;
comment on function table_text(text) is 'A text that no spreadsheet takes for a formula: one that begins with = + - @, their full-width forms, a tab or a line end gets an apostrophe before it.';

-- Every column is read from cells: array_append unpacks the array once per row, where a plain subscript would unpack it for every column.
create view study_table as
select
  d.id,
  c[1] as title,
  c[2] as authors,
  d.year,
  c[3] as journal,
  c[4] as volume,
  c[5] as issue,
  c[6] as pages,
  c[7] as doi,
  c[8] as pmid,
  c[9] as pmcid,
  c[10] as registration,
  c[11] as url,
  d.design,
  c[12] as blinding,
  c[13] as country,
  c[14] as condition_ids,
  c[15] as condition_names,
  c[16] as population,
  c[17] as modality,
  c[18] as modality_name,
  c[19] as preparation,
  c[20] as comparator_ids,
  d.target_tissue,
  c[21] as route,
  c[22] as guidance,
  d.participants,
  c[23]::int as included_studies,
  c[24]::numeric as follow_up_months,
  d.direction,
  c[25]::int as ocebm_level,
  c[26] as summary,
  c[27] as limitations,
  c[28] as adverse_events,
  c[29]::int as serious_adverse_events,
  c[30] as funding,
  d.standing,
  c[31]::date as standing_checked_on,
  c[32] as standing_notice_url,
  c[33] as standing_note,
  d.verification,
  c[34] as verified_url,
  c[35] as verified_basis,
  c[36] as unverified,
  c[37] as inferred,
  c[38] as incomplete_reason,
  c[39] as curation_note,
  c[40] as same_trial_as,
  c[41]::boolean as counted,
  c[42]::date as last_reviewed,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.measure,
  d.comparators,
  d.category,
  d.position,
  d.jurisdiction,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'study';
comment on view study_table is 'Studies, one row each.';
comment on column study_table.id                     is 'Stable slug: first author or group, year, subject. [key]';
comment on column study_table.title                  is 'Title as published. [required]';
comment on column study_table.authors                is 'Authors as read, family name and initials.';
comment on column study_table.year                   is 'Year of publication. [required]';
comment on column study_table.journal                is 'Journal as read.';
comment on column study_table.volume                 is 'Volume.';
comment on column study_table.issue                  is 'Issue.';
comment on column study_table.pages                  is 'Pages or article number.';
comment on column study_table.doi                    is 'DOI without resolver.';
comment on column study_table.pmid                   is 'PubMed identifier.';
comment on column study_table.pmcid                  is 'PubMed Central identifier.';
comment on column study_table.registration           is 'Trial or review registration number.';
comment on column study_table.url                    is 'DOI, else PubMed, else the page on which it was read. [required]';
comment on column study_table.design                 is 'Study design. [required] [refers: study_design.id]';
comment on column study_table.blinding               is 'Blinding as stated. [values: open, single, double, triple]';
comment on column study_table.country                is 'Country of conduct, ISO 3166-1 alpha-2.';
comment on column study_table.condition_ids          is 'Conditions of the population: ids of the table condition. [required]';
comment on column study_table.condition_names        is 'The same by name. [required]';
comment on column study_table.population             is 'Who took part. [required]';
comment on column study_table.modality               is 'What was injected; empty for a study of technique that concerns every modality. [refers: modality.id]';
comment on column study_table.modality_name          is 'The same by name.';
comment on column study_table.preparation            is 'Preparation, dose and number of injections as read.';
comment on column study_table.comparator_ids         is 'What it compared with: ids of the tables comparator and modality.';
comment on column study_table.target_tissue          is 'Tissue or space injected. [required] [refers: target_tissue.id]';
comment on column study_table.route                  is 'Route of injection. [required]';
comment on column study_table.guidance               is 'Imaging by which the needle was guided. [required] [values: unknown, ultrasound, fluoroscopy, arthroscopy, ct, landmark, mixed]';
comment on column study_table.participants           is 'Participants analysed or enrolled, as read; in a review: pooled. [unit: people]';
comment on column study_table.included_studies       is 'Studies included in a review.';
comment on column study_table.follow_up_months       is 'Longest follow-up. [unit: months]';
comment on column study_table.direction              is 'Overall direction of the result, from the side of the intervention. [required] [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column study_table.ocebm_level            is 'OCEBM 2011 level for treatment benefit, 1 the strongest. [required]';
comment on column study_table.summary                is 'What the study found, in one or two sentences. [required]';
comment on column study_table.limitations            is 'What weakens it; empty where none was noted.';
comment on column study_table.adverse_events         is 'Harms as reported; empty where nothing was read about them, which is not the same as none.';
comment on column study_table.serious_adverse_events is 'Number of serious adverse events as reported.';
comment on column study_table.funding                is 'Funding as stated.';
comment on column study_table.standing               is 'Whether the publication still stands. [required] [values: current, corrected, retracted, superseded, preprint]';
comment on column study_table.standing_checked_on    is 'Day on which somebody looked for a notice; empty where nobody did.';
comment on column study_table.standing_notice_url    is 'Address of the notice.';
comment on column study_table.standing_note          is 'What the notice says.';
comment on column study_table.verification           is 'incomplete: a fact that identifies or classifies it was not read; kept out of levels and counts. [required] [values: verified, incomplete]';
comment on column study_table.verified_url           is 'Page on which the facts were read. [required]';
comment on column study_table.verified_basis         is 'What was read there. [required] [values: abstract, citation, full-text]';
comment on column study_table.unverified             is 'Fields that were not read.';
comment on column study_table.inferred               is 'Fields that a curator inferred from the text.';
comment on column study_table.incomplete_reason      is 'Why the record is incomplete.';
comment on column study_table.curation_note          is 'A curator''s remark.';
comment on column study_table.same_trial_as          is 'First report of the same trial; empty where this is it. [refers: study.id]';
comment on column study_table.counted                is 'Whether it counts in at least one evidence item. [required]';
comment on column study_table.last_reviewed          is 'Day on which a curator last read the record against its source. [required]';

create view finding_table as
select
  d.id,
  c[1] as study,
  c[2] as study_title,
  d.year,
  c[3] as doi,
  c[4] as pmid,
  c[5] as url,
  d.design,
  c[6]::int as study_participants,
  d.standing,
  d.verification,
  c[7] as same_trial_as,
  c[8] as condition_ids,
  c[9] as condition_names,
  c[10] as modality,
  c[11] as modality_name,
  d.target_tissue,
  d.measure,
  c[12] as measure_name,
  c[13] as outcome,
  c[14]::numeric as timepoint_months,
  c[15]::boolean as is_primary,
  d.direction,
  c[16]::boolean as higher_is_better,
  c[17] as comparator,
  c[18] as comparator_ids,
  c[19] as intervention_result,
  c[20]::int as intervention_n,
  c[21]::int as intervention_events,
  c[22]::numeric as intervention_proportion,
  c[23]::numeric as intervention_mean,
  c[24]::numeric as intervention_sd,
  c[25]::numeric as intervention_se,
  c[26]::numeric as intervention_median,
  c[27]::numeric as intervention_value,
  c[28]::numeric as intervention_low,
  c[29]::numeric as intervention_high,
  c[30] as intervention_interval,
  c[31]::numeric as intervention_percent_change,
  c[32]::numeric as intervention_sucra,
  c[33]::numeric as intervention_baseline,
  c[34]::numeric as intervention_baseline_sd,
  c[35] as intervention_unit,
  c[36] as comparator_result,
  c[37]::int as comparator_n,
  c[38]::int as comparator_events,
  c[39]::numeric as comparator_proportion,
  c[40]::numeric as comparator_mean,
  c[41]::numeric as comparator_sd,
  c[42]::numeric as comparator_se,
  c[43]::numeric as comparator_median,
  c[44]::numeric as comparator_value,
  c[45]::numeric as comparator_low,
  c[46]::numeric as comparator_high,
  c[47] as comparator_interval,
  c[48]::numeric as comparator_percent_change,
  c[49]::numeric as comparator_sucra,
  c[50]::numeric as comparator_baseline,
  c[51]::numeric as comparator_baseline_sd,
  c[52] as comparator_unit,
  c[53] as effect_measure,
  c[54]::numeric as estimate,
  c[55]::numeric as ci_low,
  c[56]::numeric as ci_high,
  c[57]::numeric as ci_level,
  c[58]::numeric as standard_error,
  c[59] as standard_error_source,
  c[60] as p_printed,
  c[61] as p_relation,
  c[62]::numeric as p_value,
  c[63]::boolean as counted,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.comparators,
  d.participants,
  d.category,
  d.position,
  d.jurisdiction,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'finding';
comment on view finding_table is 'Findings ready for meta-analysis: one row per comparison, outcome and time point of a study.';
comment on column finding_table.id                          is 'study.position. [key]';
comment on column finding_table.study                       is 'Study. [required] [refers: study.id]';
comment on column finding_table.study_title                 is 'Title of the study. [required]';
comment on column finding_table.year                        is 'Year of publication. [required]';
comment on column finding_table.doi                         is 'DOI of the study, without resolver.';
comment on column finding_table.pmid                        is 'PubMed identifier of the study.';
comment on column finding_table.url                         is 'DOI, else PubMed, else the page on which it was read. [required]';
comment on column finding_table.design                      is 'Design of the study. [required] [refers: study_design.id]';
comment on column finding_table.study_participants          is 'Participants of the study; in a review: pooled. [unit: people]';
comment on column finding_table.standing                    is 'Whether the publication still stands. [required] [values: current, corrected, retracted, superseded, preprint]';
comment on column finding_table.verification                is 'Whether the facts of the study were all read. [required] [values: verified, incomplete]';
comment on column finding_table.same_trial_as               is 'First report of the same trial; empty where this is it. Take one report per trial. [refers: study.id]';
comment on column finding_table.condition_ids               is 'Conditions of the study: ids of the table condition. [required]';
comment on column finding_table.condition_names             is 'The same by name. [required]';
comment on column finding_table.modality                    is 'What was injected; empty for a study of technique. [refers: modality.id]';
comment on column finding_table.modality_name               is 'The same by name.';
comment on column finding_table.target_tissue               is 'Tissue injected. [required] [refers: target_tissue.id]';
comment on column finding_table.measure                     is 'Outcome measure. [required] [refers: outcome_measure.id]';
comment on column finding_table.measure_name                is 'The same by name. [required]';
comment on column finding_table.outcome                     is 'The outcome in the study''s terms. [required]';
comment on column finding_table.timepoint_months            is 'Time after treatment. [unit: months]';
comment on column finding_table.is_primary                  is 'Whether it was a primary outcome. [required]';
comment on column finding_table.direction                   is 'Direction of this outcome, from the side of the intervention. [required] [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column finding_table.higher_is_better            is 'Whether a higher value is better for the patient; empty where it depends. Read this, not the measure''s. A printed sign may still follow the words of the source (improvement, reduction): compare it with direction before pooling.';
comment on column finding_table.comparator                  is 'What this outcome was compared with: an id of comparator or modality, or the words of the source; empty where uncontrolled or not read.';
comment on column finding_table.comparator_ids              is 'What the study compared with: ids of the tables comparator and modality.';
comment on column finding_table.intervention_result         is 'Result of the intervention arm as printed.';
comment on column finding_table.intervention_n              is 'Size of the intervention arm, or the denominator of its events, where printed. [unit: people]';
comment on column finding_table.intervention_events         is 'How many of the intervention arm had the outcome.';
comment on column finding_table.intervention_proportion     is 'Share of the intervention arm with the outcome, 0 to 1: as printed, else events divided by n.';
comment on column finding_table.intervention_mean           is 'Mean of the intervention arm. [unit: of the outcome]';
comment on column finding_table.intervention_sd             is 'Standard deviation of the mean. [unit: of the outcome]';
comment on column finding_table.intervention_se             is 'Standard error of the mean. [unit: of the outcome]';
comment on column finding_table.intervention_median         is 'Median of the intervention arm. [unit: of the outcome]';
comment on column finding_table.intervention_value          is 'Figure printed without saying whether it is a mean, a median or a count.';
comment on column finding_table.intervention_low            is 'Lower bound of the interval printed beside the figure.';
comment on column finding_table.intervention_high           is 'Upper bound of that interval.';
comment on column finding_table.intervention_interval       is 'What that interval is; empty with bounds: not said. [values: 95% CI, IQR, range]';
comment on column finding_table.intervention_percent_change is 'Change from baseline, as printed. [unit: per cent]';
comment on column finding_table.intervention_sucra          is 'Surface under the cumulative ranking curve: a rank, not an effect. [unit: per cent]';
comment on column finding_table.intervention_baseline       is 'The same figure before treatment. [unit: of the outcome]';
comment on column finding_table.intervention_baseline_sd    is 'Standard deviation before treatment. [unit: of the outcome]';
comment on column finding_table.intervention_unit           is 'Unit or counted thing as printed.';
comment on column finding_table.comparator_result           is 'Result of the comparator arm, or of the baseline as printed.';
comment on column finding_table.comparator_n                is 'Size of the comparator arm, or of the baseline, or the denominator of its events, where printed. [unit: people]';
comment on column finding_table.comparator_events           is 'How many of the comparator arm, or of the baseline had the outcome.';
comment on column finding_table.comparator_proportion       is 'Share of the comparator arm, or of the baseline with the outcome, 0 to 1: as printed, else events divided by n.';
comment on column finding_table.comparator_mean             is 'Mean of the comparator arm, or of the baseline. [unit: of the outcome]';
comment on column finding_table.comparator_sd               is 'Standard deviation of the mean. [unit: of the outcome]';
comment on column finding_table.comparator_se               is 'Standard error of the mean. [unit: of the outcome]';
comment on column finding_table.comparator_median           is 'Median of the comparator arm, or of the baseline. [unit: of the outcome]';
comment on column finding_table.comparator_value            is 'Figure printed without saying whether it is a mean, a median or a count.';
comment on column finding_table.comparator_low              is 'Lower bound of the interval printed beside the figure.';
comment on column finding_table.comparator_high             is 'Upper bound of that interval.';
comment on column finding_table.comparator_interval         is 'What that interval is; empty with bounds: not said. [values: 95% CI, IQR, range]';
comment on column finding_table.comparator_percent_change   is 'Change from baseline, as printed. [unit: per cent]';
comment on column finding_table.comparator_sucra            is 'Surface under the cumulative ranking curve: a rank, not an effect. [unit: per cent]';
comment on column finding_table.comparator_baseline         is 'The same figure before treatment. [unit: of the outcome]';
comment on column finding_table.comparator_baseline_sd      is 'Standard deviation before treatment. [unit: of the outcome]';
comment on column finding_table.comparator_unit             is 'Unit or counted thing as printed.';
comment on column finding_table.effect_measure              is 'What estimate is; empty where no estimate was read. [values: MD, SMD, mean-change, OR, RR, proportion, SUCRA]';
comment on column finding_table.estimate                    is 'Effect as printed. [unit: of the effect measure]';
comment on column finding_table.ci_low                      is 'Lower bound of its confidence interval. [unit: of the effect measure]';
comment on column finding_table.ci_high                     is 'Upper bound. [unit: of the effect measure]';
comment on column finding_table.ci_level                    is 'Confidence level. [unit: per cent]';
comment on column finding_table.standard_error              is 'Standard error of the estimate, computed; of its natural logarithm for OR and RR. Empty where it cannot be had.';
comment on column finding_table.standard_error_source       is 'How: ci from an interval that is symmetric about the estimate; ci-log the same of the logarithms; sd from standard deviation and n of both arms, for MD. Normal quantile throughout. [values: ci, ci-log, sd]';
comment on column finding_table.p_printed                   is 'p value as printed.';
comment on column finding_table.p_relation                  is 'How p stands to p_value. [values: <, <=, =, >=, >]';
comment on column finding_table.p_value                     is 'The same as a number, where it is one.';
comment on column finding_table.counted                     is 'Whether the study counts in at least one evidence item: verified, standing, with results, one report per trial. [required]';

create view grading_table as
select
  d.id,
  c[1] as condition,
  c[2] as condition_name,
  c[3] as modality,
  c[4] as modality_name,
  d.target_tissue,
  c[5] as route,
  d.grading_system,
  c[6] as level_system,
  c[7] as level,
  c[8] as level_as_written,
  d.direction,
  c[9] as statement,
  c[10] as population,
  d.year,
  c[11]::int as basis_studies,
  c[12]::int as basis_participants,
  d.source as source_study,
  c[13] as source_verification,
  c[14] as source_url,
  c[15] as basis,
  c[16] as note,
  c[17]::date as last_reviewed,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.design,
  d.measure,
  d.comparators,
  d.standing,
  d.verification,
  d.participants,
  d.category,
  d.position,
  d.jurisdiction,
  d.source,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'grading';
comment on view grading_table is 'Published verdicts on bodies of evidence.';
comment on column grading_table.id                  is 'Stable slug. [key]';
comment on column grading_table.condition           is 'Condition judged; empty where several were judged together. [refers: condition.id]';
comment on column grading_table.condition_name      is 'The same by name.';
comment on column grading_table.modality            is 'Modality judged. [required] [refers: modality.id]';
comment on column grading_table.modality_name       is 'The same by name. [required]';
comment on column grading_table.target_tissue       is 'Tissue judged. [required] [refers: target_tissue.id]';
comment on column grading_table.route               is 'Route judged. [required]';
comment on column grading_table.grading_system      is 'Scheme that the source used. [required] [refers: grading_system.id]';
comment on column grading_table.level_system        is 'System of level. [refers: grading_system.id]';
comment on column grading_table.level               is 'The one level that the words name; empty where they name none or several.';
comment on column grading_table.level_as_written    is 'Level in the words of the source. [required]';
comment on column grading_table.direction           is 'Direction of the verdict. [required] [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column grading_table.statement           is 'The verdict in this project''s words. [required]';
comment on column grading_table.population          is 'Population judged.';
comment on column grading_table.year                is 'Year of the verdict.';
comment on column grading_table.basis_studies       is 'Studies behind the verdict.';
comment on column grading_table.basis_participants  is 'Participants behind the verdict. [unit: people]';
comment on column grading_table.source_study        is 'The review or guideline on record; empty where it is no record here. [refers: study.id]';
comment on column grading_table.source_verification is 'Whether the record of that study is complete. [values: verified, incomplete]';
comment on column grading_table.source_url          is 'Page on which it was read. [required]';
comment on column grading_table.basis               is 'Secondary source in which it was read; empty where read first hand.';
comment on column grading_table.note                is 'What a curator inferred.';
comment on column grading_table.last_reviewed       is 'Day on which a curator last read the record against its source. [required]';

create view recommendation_table as
select
  d.id,
  c[1] as organization,
  c[2] as organization_type,
  d.year,
  d.category as kind,
  c[3] as condition,
  c[4] as modality,
  d.position,
  c[5] as strength,
  c[6] as statement,
  c[7] as title,
  c[8] as doi,
  c[9] as source_url,
  d.jurisdiction,
  c[10] as reported_by,
  c[11] as note,
  c[12] as unverified,
  c[13]::date as last_reviewed,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.target_tissue,
  d.design,
  d.measure,
  d.comparators,
  d.direction,
  d.standing,
  d.verification,
  d.participants,
  d.category,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'recommendation';
comment on view recommendation_table is 'Positions of guideline bodies, regulators and payers: facts about them, not advice.';
comment on column recommendation_table.id                is 'Stable slug. [key]';
comment on column recommendation_table.organization      is 'Who takes the position. [required]';
comment on column recommendation_table.organization_type is 'What kind of body it is, where its name does not tell.';
comment on column recommendation_table.year              is 'Year.';
comment on column recommendation_table.kind              is 'Kind of document. [required] [values: guideline, regulator, health-technology-assessment, consensus]';
comment on column recommendation_table.condition         is 'Condition; empty: every condition. [refers: condition.id]';
comment on column recommendation_table.modality          is 'Modality; empty: every modality. [refers: modality.id]';
comment on column recommendation_table.position          is 'Position taken. [required] [values: for, against, neutral, permitted, not-approved, research-only]';
comment on column recommendation_table.strength          is 'Strength in the words of the source.';
comment on column recommendation_table.statement         is 'The position in this project''s words. [required]';
comment on column recommendation_table.title             is 'Title of the document. [required]';
comment on column recommendation_table.doi               is 'DOI of the document.';
comment on column recommendation_table.source_url        is 'Page on which it was read. [required]';
comment on column recommendation_table.jurisdiction      is 'ISO 3166-1 alpha-2 country, or INT. [required]';
comment on column recommendation_table.reported_by       is 'Secondary source; empty where read first hand.';
comment on column recommendation_table.note              is 'How it was read, and a curator''s remarks.';
comment on column recommendation_table.unverified        is 'Fields that were not read.';
comment on column recommendation_table.last_reviewed     is 'Day on which a curator last read the record against its source. [required]';

create view safety_fact_table as
select
  d.id,
  d.category as kind,
  c[1] as name,
  c[2] as statement,
  c[3] as rate,
  c[4] as condition,
  c[5] as modality,
  d.source as source_study,
  c[6] as source_url,
  c[7] as reported_by,
  c[8] as note,
  c[9]::date as last_reviewed,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.target_tissue,
  d.design,
  d.measure,
  d.comparators,
  d.direction,
  d.standing,
  d.verification,
  d.year,
  d.participants,
  d.category,
  d.position,
  d.jurisdiction,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'safety-fact';
comment on view safety_fact_table is 'Harms, rates of harm, precautions and contraindications.';
comment on column safety_fact_table.id            is 'Stable slug. [key]';
comment on column safety_fact_table.kind          is 'Kind of fact. [required] [values: adverse-effect, rate, precaution, contraindication]';
comment on column safety_fact_table.name          is 'The harm or precaution in a few words. [required]';
comment on column safety_fact_table.statement     is 'The fact in this project''s words. [required]';
comment on column safety_fact_table.rate          is 'Rate as printed.';
comment on column safety_fact_table.condition     is 'Condition; empty: every condition. [refers: condition.id]';
comment on column safety_fact_table.modality      is 'Modality; empty: every injection. [refers: modality.id]';
comment on column safety_fact_table.source_study  is 'Study on record; empty where the source is no record here. [refers: study.id]';
comment on column safety_fact_table.source_url    is 'Page on which it was read. [required]';
comment on column safety_fact_table.reported_by   is 'Secondary source; empty where read first hand.';
comment on column safety_fact_table.note          is 'How it was read, and a curator''s remarks.';
comment on column safety_fact_table.last_reviewed is 'Day on which a curator last read the record against its source. [required]';

create view claim_table as
select
  d.id,
  d.category as kind,
  c[1] as statement,
  d.is_marked as uncited,
  d.direction,
  c[2] as condition,
  c[3] as modality,
  d.target_tissue,
  c[4] as details,
  d.source,
  c[5] as source_title,
  c[6] as source_publisher,
  c[7]::date as last_reviewed,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.design,
  d.measure,
  d.comparators,
  d.standing,
  d.verification,
  d.year,
  d.participants,
  d.category,
  d.position,
  d.jurisdiction,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'claim';
comment on view claim_table is 'What non-research documents say: their statements, never counted as evidence.';
comment on column claim_table.id               is 'Stable slug. [key]';
comment on column claim_table.kind             is 'What the claim is about. [required]';
comment on column claim_table.statement        is 'The claim. [required]';
comment on column claim_table.uncited          is 'Whether it gives a figure without naming a study. [required]';
comment on column claim_table.direction        is 'Direction claimed. [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column claim_table.condition        is 'Condition. [refers: condition.id]';
comment on column claim_table.modality         is 'Modality; empty: every modality. [refers: modality.id]';
comment on column claim_table.target_tissue    is 'Target tissue. [refers: target_tissue.id]';
comment on column claim_table.details          is 'Figures of the claim under the names in which they were curated: JSON. [required]';
comment on column claim_table.source           is 'Source document. [required] [refers: source.id]';
comment on column claim_table.source_title     is 'Its title. [required]';
comment on column claim_table.source_publisher is 'Its publisher. [required]';
comment on column claim_table.last_reviewed    is 'Day on which a curator last read the record against its source. [required]';

create view source_table as
select
  d.id,
  c[1] as document,
  c[2] as title,
  c[3] as publisher,
  d.category as kind,
  c[4]::int as claim_count,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.target_tissue,
  d.design,
  d.measure,
  d.comparators,
  d.direction,
  d.standing,
  d.verification,
  d.year,
  d.participants,
  d.category,
  d.position,
  d.jurisdiction,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'source';
comment on view source_table is 'Non-research documents whose claims are on record.';
comment on column source_table.id          is 'Stable slug. [key]';
comment on column source_table.document    is 'File name under which it is archived. [required]';
comment on column source_table.title       is 'Title. [required]';
comment on column source_table.publisher   is 'Publisher. [required]';
comment on column source_table.kind        is 'Kind of document. [required]';
comment on column source_table.claim_count is 'Claims on record. [required]';

create view evidence_study_table as
select
  d.source as evidence,
  c[1] as study,
  c[2]::int as position,
  d.is_marked as counted,
  c[3] as not_counted,
  c[4] as via_modality,
  c[5] as authors,
  d.year,
  c[6] as title,
  c[7] as journal,
  c[8] as doi,
  c[9] as url,
  c[10] as registration,
  d.design,
  c[11]::int as ocebm_level,
  c[12] as blinding,
  c[13] as country,
  c[14] as population,
  c[15] as intervention,
  c[16] as preparation,
  c[17] as route,
  c[18] as guidance,
  c[19] as comparator_ids,
  d.participants,
  c[20]::numeric as follow_up_months,
  c[21] as outcomes,
  d.direction,
  c[22] as summary,
  c[23] as adverse_events,
  c[24]::int as serious_adverse_events,
  c[25] as limitations,
  c[26] as funding,
  d.verification,
  d.standing,
  c[27] as unverified,
  c[28] as same_trial_as,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.target_tissue,
  d.measure,
  d.comparators,
  d.category,
  d.jurisdiction,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'evidence-study';
comment on view evidence_study_table is 'Evidence tables: the studies of every evidence item, counted or not, as systematic reviews lay them out.';
comment on column evidence_study_table.evidence               is 'Evidence item. [key] [refers: evidence.id]';
comment on column evidence_study_table.study                  is 'Study. [key] [refers: study.id]';
comment on column evidence_study_table.position               is 'Place in the item: by OCEBM level, then participants, then year. [required]';
comment on column evidence_study_table.counted                is 'Whether the study counts in this item. [required]';
comment on column evidence_study_table.not_counted            is 'Why it does not. [values: incomplete, second-report, retracted, superseded, preprint, protocol, within-modality]';
comment on column evidence_study_table.via_modality           is 'The more specific form that the study is about; empty where it is the item''s own modality. [refers: modality.id]';
comment on column evidence_study_table.authors                is 'Authors as read.';
comment on column evidence_study_table.year                   is 'Year of publication. [required]';
comment on column evidence_study_table.title                  is 'Title as published. [required]';
comment on column evidence_study_table.journal                is 'Journal as read.';
comment on column evidence_study_table.doi                    is 'DOI without resolver.';
comment on column evidence_study_table.url                    is 'DOI, else PubMed, else the page on which it was read. [required]';
comment on column evidence_study_table.registration           is 'Registration number.';
comment on column evidence_study_table.design                 is 'Study design. [required] [refers: study_design.id]';
comment on column evidence_study_table.ocebm_level            is 'OCEBM 2011 level for treatment benefit, 1 the strongest. [required]';
comment on column evidence_study_table.blinding               is 'Blinding as stated. [values: open, single, double, triple]';
comment on column evidence_study_table.country                is 'Country of conduct, ISO 3166-1 alpha-2.';
comment on column evidence_study_table.population             is 'Who took part. [required]';
comment on column evidence_study_table.intervention           is 'What was injected, by name. [required]';
comment on column evidence_study_table.preparation            is 'Preparation, dose and number of injections as read.';
comment on column evidence_study_table.route                  is 'Route of injection. [required]';
comment on column evidence_study_table.guidance               is 'Imaging by which the needle was guided. [required]';
comment on column evidence_study_table.comparator_ids         is 'What it was compared with: ids of the tables comparator and modality; empty where uncontrolled.';
comment on column evidence_study_table.participants           is 'Participants analysed or enrolled; in a review: pooled. [unit: people]';
comment on column evidence_study_table.follow_up_months       is 'Longest follow-up. [unit: months]';
comment on column evidence_study_table.outcomes               is 'Outcomes with time point and direction, primary ones marked.';
comment on column evidence_study_table.direction              is 'Overall direction of the result. [required] [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column evidence_study_table.summary                is 'What the study found. [required]';
comment on column evidence_study_table.adverse_events         is 'Harms as reported; empty is not the same as none.';
comment on column evidence_study_table.serious_adverse_events is 'Number of serious adverse events as reported.';
comment on column evidence_study_table.limitations            is 'Risk note: what weakens it.';
comment on column evidence_study_table.funding                is 'Risk note: funding as stated.';
comment on column evidence_study_table.verification           is 'Risk note: whether the record is complete. [required] [values: verified, incomplete]';
comment on column evidence_study_table.standing               is 'Risk note: whether the publication still stands. [required] [values: current, corrected, retracted, superseded, preprint]';
comment on column evidence_study_table.unverified             is 'Risk note: fields that were not read.';
comment on column evidence_study_table.same_trial_as          is 'First report of the same trial; empty where this is it. [refers: study.id]';

create view evidence_finding_table as
select
  d.source as evidence,
  c[1] as finding,
  d.is_marked as counted,
  c[2] as not_counted,
  c[3] as via_modality,
  c[4] as study,
  c[5] as study_title,
  d.year,
  c[6] as doi,
  c[7] as pmid,
  c[8] as url,
  d.design,
  c[9]::int as study_participants,
  d.standing,
  d.verification,
  c[10] as same_trial_as,
  c[11] as condition_ids,
  c[12] as condition_names,
  c[13] as modality,
  c[14] as modality_name,
  d.target_tissue,
  d.measure,
  c[15] as measure_name,
  c[16] as outcome,
  c[17]::numeric as timepoint_months,
  c[18]::boolean as is_primary,
  d.direction,
  c[19]::boolean as higher_is_better,
  c[20] as comparator,
  c[21] as comparator_ids,
  c[22] as intervention_result,
  c[23]::int as intervention_n,
  c[24]::int as intervention_events,
  c[25]::numeric as intervention_proportion,
  c[26]::numeric as intervention_mean,
  c[27]::numeric as intervention_sd,
  c[28]::numeric as intervention_se,
  c[29]::numeric as intervention_median,
  c[30]::numeric as intervention_value,
  c[31]::numeric as intervention_low,
  c[32]::numeric as intervention_high,
  c[33] as intervention_interval,
  c[34]::numeric as intervention_percent_change,
  c[35]::numeric as intervention_sucra,
  c[36]::numeric as intervention_baseline,
  c[37]::numeric as intervention_baseline_sd,
  c[38] as intervention_unit,
  c[39] as comparator_result,
  c[40]::int as comparator_n,
  c[41]::int as comparator_events,
  c[42]::numeric as comparator_proportion,
  c[43]::numeric as comparator_mean,
  c[44]::numeric as comparator_sd,
  c[45]::numeric as comparator_se,
  c[46]::numeric as comparator_median,
  c[47]::numeric as comparator_value,
  c[48]::numeric as comparator_low,
  c[49]::numeric as comparator_high,
  c[50] as comparator_interval,
  c[51]::numeric as comparator_percent_change,
  c[52]::numeric as comparator_sucra,
  c[53]::numeric as comparator_baseline,
  c[54]::numeric as comparator_baseline_sd,
  c[55] as comparator_unit,
  c[56] as effect_measure,
  c[57]::numeric as estimate,
  c[58]::numeric as ci_low,
  c[59]::numeric as ci_high,
  c[60]::numeric as ci_level,
  c[61]::numeric as standard_error,
  c[62] as standard_error_source,
  c[63] as p_printed,
  c[64] as p_relation,
  c[65]::numeric as p_value,
  d.from_release,
  d.until_release,
  d.sort_year,
  d.sort_text,
  d.conditions,
  d.modalities,
  d.comparators,
  d.participants,
  d.category,
  d.position,
  d.jurisdiction,
  d.source,
  d.grading_system,
  d.levels,
  d.is_marked
from record_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x
where d.kind = 'evidence-finding';
comment on view evidence_finding_table is 'The findings of the studies of every evidence item, ready for meta-analysis.';
comment on column evidence_finding_table.evidence                    is 'Evidence item. [key] [refers: evidence.id]';
comment on column evidence_finding_table.finding                     is 'Finding. [key] [refers: finding.id]';
comment on column evidence_finding_table.counted                     is 'Whether the study counts in this item. [required]';
comment on column evidence_finding_table.not_counted                 is 'Why it does not. [values: incomplete, second-report, retracted, superseded, preprint, protocol, within-modality]';
comment on column evidence_finding_table.via_modality                is 'The more specific form that the study is about; empty where it is the item''s own modality. [refers: modality.id]';
comment on column evidence_finding_table.study                       is 'Study. [required] [refers: study.id]';
comment on column evidence_finding_table.study_title                 is 'Title of the study. [required]';
comment on column evidence_finding_table.year                        is 'Year of publication. [required]';
comment on column evidence_finding_table.doi                         is 'DOI of the study, without resolver.';
comment on column evidence_finding_table.pmid                        is 'PubMed identifier of the study.';
comment on column evidence_finding_table.url                         is 'DOI, else PubMed, else the page on which it was read. [required]';
comment on column evidence_finding_table.design                      is 'Design of the study. [required] [refers: study_design.id]';
comment on column evidence_finding_table.study_participants          is 'Participants of the study; in a review: pooled. [unit: people]';
comment on column evidence_finding_table.standing                    is 'Whether the publication still stands. [required] [values: current, corrected, retracted, superseded, preprint]';
comment on column evidence_finding_table.verification                is 'Whether the facts of the study were all read. [required] [values: verified, incomplete]';
comment on column evidence_finding_table.same_trial_as               is 'First report of the same trial; empty where this is it. Take one report per trial. [refers: study.id]';
comment on column evidence_finding_table.condition_ids               is 'Conditions of the study: ids of the table condition. [required]';
comment on column evidence_finding_table.condition_names             is 'The same by name. [required]';
comment on column evidence_finding_table.modality                    is 'What was injected; empty for a study of technique. [refers: modality.id]';
comment on column evidence_finding_table.modality_name               is 'The same by name.';
comment on column evidence_finding_table.target_tissue               is 'Tissue injected. [required] [refers: target_tissue.id]';
comment on column evidence_finding_table.measure                     is 'Outcome measure. [required] [refers: outcome_measure.id]';
comment on column evidence_finding_table.measure_name                is 'The same by name. [required]';
comment on column evidence_finding_table.outcome                     is 'The outcome in the study''s terms. [required]';
comment on column evidence_finding_table.timepoint_months            is 'Time after treatment. [unit: months]';
comment on column evidence_finding_table.is_primary                  is 'Whether it was a primary outcome. [required]';
comment on column evidence_finding_table.direction                   is 'Direction of this outcome, from the side of the intervention. [required] [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column evidence_finding_table.higher_is_better            is 'Whether a higher value is better for the patient; empty where it depends. Read this, not the measure''s. A printed sign may still follow the words of the source (improvement, reduction): compare it with direction before pooling.';
comment on column evidence_finding_table.comparator                  is 'What this outcome was compared with: an id of comparator or modality, or the words of the source; empty where uncontrolled or not read.';
comment on column evidence_finding_table.comparator_ids              is 'What the study compared with: ids of the tables comparator and modality.';
comment on column evidence_finding_table.intervention_result         is 'Result of the intervention arm as printed.';
comment on column evidence_finding_table.intervention_n              is 'Size of the intervention arm, or the denominator of its events, where printed. [unit: people]';
comment on column evidence_finding_table.intervention_events         is 'How many of the intervention arm had the outcome.';
comment on column evidence_finding_table.intervention_proportion     is 'Share of the intervention arm with the outcome, 0 to 1: as printed, else events divided by n.';
comment on column evidence_finding_table.intervention_mean           is 'Mean of the intervention arm. [unit: of the outcome]';
comment on column evidence_finding_table.intervention_sd             is 'Standard deviation of the mean. [unit: of the outcome]';
comment on column evidence_finding_table.intervention_se             is 'Standard error of the mean. [unit: of the outcome]';
comment on column evidence_finding_table.intervention_median         is 'Median of the intervention arm. [unit: of the outcome]';
comment on column evidence_finding_table.intervention_value          is 'Figure printed without saying whether it is a mean, a median or a count.';
comment on column evidence_finding_table.intervention_low            is 'Lower bound of the interval printed beside the figure.';
comment on column evidence_finding_table.intervention_high           is 'Upper bound of that interval.';
comment on column evidence_finding_table.intervention_interval       is 'What that interval is; empty with bounds: not said. [values: 95% CI, IQR, range]';
comment on column evidence_finding_table.intervention_percent_change is 'Change from baseline, as printed. [unit: per cent]';
comment on column evidence_finding_table.intervention_sucra          is 'Surface under the cumulative ranking curve: a rank, not an effect. [unit: per cent]';
comment on column evidence_finding_table.intervention_baseline       is 'The same figure before treatment. [unit: of the outcome]';
comment on column evidence_finding_table.intervention_baseline_sd    is 'Standard deviation before treatment. [unit: of the outcome]';
comment on column evidence_finding_table.intervention_unit           is 'Unit or counted thing as printed.';
comment on column evidence_finding_table.comparator_result           is 'Result of the comparator arm, or of the baseline as printed.';
comment on column evidence_finding_table.comparator_n                is 'Size of the comparator arm, or of the baseline, or the denominator of its events, where printed. [unit: people]';
comment on column evidence_finding_table.comparator_events           is 'How many of the comparator arm, or of the baseline had the outcome.';
comment on column evidence_finding_table.comparator_proportion       is 'Share of the comparator arm, or of the baseline with the outcome, 0 to 1: as printed, else events divided by n.';
comment on column evidence_finding_table.comparator_mean             is 'Mean of the comparator arm, or of the baseline. [unit: of the outcome]';
comment on column evidence_finding_table.comparator_sd               is 'Standard deviation of the mean. [unit: of the outcome]';
comment on column evidence_finding_table.comparator_se               is 'Standard error of the mean. [unit: of the outcome]';
comment on column evidence_finding_table.comparator_median           is 'Median of the comparator arm, or of the baseline. [unit: of the outcome]';
comment on column evidence_finding_table.comparator_value            is 'Figure printed without saying whether it is a mean, a median or a count.';
comment on column evidence_finding_table.comparator_low              is 'Lower bound of the interval printed beside the figure.';
comment on column evidence_finding_table.comparator_high             is 'Upper bound of that interval.';
comment on column evidence_finding_table.comparator_interval         is 'What that interval is; empty with bounds: not said. [values: 95% CI, IQR, range]';
comment on column evidence_finding_table.comparator_percent_change   is 'Change from baseline, as printed. [unit: per cent]';
comment on column evidence_finding_table.comparator_sucra            is 'Surface under the cumulative ranking curve: a rank, not an effect. [unit: per cent]';
comment on column evidence_finding_table.comparator_baseline         is 'The same figure before treatment. [unit: of the outcome]';
comment on column evidence_finding_table.comparator_baseline_sd      is 'Standard deviation before treatment. [unit: of the outcome]';
comment on column evidence_finding_table.comparator_unit             is 'Unit or counted thing as printed.';
comment on column evidence_finding_table.effect_measure              is 'What estimate is; empty where no estimate was read. [values: MD, SMD, mean-change, OR, RR, proportion, SUCRA]';
comment on column evidence_finding_table.estimate                    is 'Effect as printed. [unit: of the effect measure]';
comment on column evidence_finding_table.ci_low                      is 'Lower bound of its confidence interval. [unit: of the effect measure]';
comment on column evidence_finding_table.ci_high                     is 'Upper bound. [unit: of the effect measure]';
comment on column evidence_finding_table.ci_level                    is 'Confidence level. [unit: per cent]';
comment on column evidence_finding_table.standard_error              is 'Standard error of the estimate, computed; of its natural logarithm for OR and RR. Empty where it cannot be had.';
comment on column evidence_finding_table.standard_error_source       is 'How: ci from an interval that is symmetric about the estimate; ci-log the same of the logarithms; sd from standard deviation and n of both arms, for MD. Normal quantile throughout. [values: ci, ci-log, sd]';
comment on column evidence_finding_table.p_printed                   is 'p value as printed.';
comment on column evidence_finding_table.p_relation                  is 'How p stands to p_value. [values: <, <=, =, >=, >]';
comment on column evidence_finding_table.p_value                     is 'The same as a number, where it is one.';

create view evidence_table as
select
  d.id,
  d.condition,
  c[1] as condition_name,
  d.modality,
  c[2] as modality_name,
  c[3] as modality_abbreviation,
  d.target_tissue,
  c[4] as target_tissue_name,
  c[5] as routes,
  c[6] as evidence_level_system,
  c[7] as evidence_level,
  c[8] as evidence_level_basis,
  c[9] as evidence_level_rule,
  c[10]::int as evidence_level_year,
  c[11] as evidence_level_source,
  c[12] as evidence_level_source_url,
  c[13] as evidence_level_definition,
  c[14] as evidence_level_note,
  c[15] as evidence_level_grading,
  c[16] as evidence_level_studies,
  c[17] as certainty_rating,
  c[18] as certainty_as_written,
  c[19]::int as certainty_year,
  c[20] as certainty_source,
  c[21] as certainty_source_url,
  c[22] as certainty_note,
  c[23] as certainty_grading,
  d.direction,
  d.agreement,
  c[24]::int as favours_intervention,
  c[25]::int as no_difference,
  c[26]::int as favours_comparator,
  c[27]::int as mixed,
  c[28]::int as uncontrolled_improvement,
  c[29]::int as uncontrolled_no_improvement,
  c[30]::int as unclear,
  c[31]::int as study_count,
  d.participant_count,
  c[32]::int as not_counted_incomplete,
  c[33]::int as not_counted_second_report,
  c[34]::int as not_counted_retracted,
  c[35]::int as not_counted_superseded,
  c[36]::int as not_counted_preprint,
  c[37]::int as not_counted_protocol,
  c[38]::int as not_counted_within_modality,
  c[39] as counted_designs,
  c[40] as summary,
  c[41]::date as last_reviewed,
  d.from_release,
  d.until_release,
  d.strength,
  d.levels,
  d.grading_systems,
  d.designs,
  d.latest_year
from evidence_document d cross join lateral (select array_append(d.cells, null) as c offset 0) x;
comment on view evidence_table is 'Evidence items: condition x modality x target tissue, with level, certainty and counts.';
comment on column evidence_table.id                          is 'condition.modality.target-tissue. [key]';
comment on column evidence_table.condition                   is 'Condition. [required] [refers: condition.id]';
comment on column evidence_table.condition_name              is 'The same by name. [required]';
comment on column evidence_table.modality                    is 'Modality. [required] [refers: modality.id]';
comment on column evidence_table.modality_name               is 'The same by name. [required]';
comment on column evidence_table.modality_abbreviation       is 'Its usual abbreviation.';
comment on column evidence_table.target_tissue               is 'Target tissue. [required] [refers: target_tissue.id]';
comment on column evidence_table.target_tissue_name          is 'The same by name. [required]';
comment on column evidence_table.routes                      is 'Routes of injection used in the studies and gradings.';
comment on column evidence_table.evidence_level_system       is 'Grading system of the evidence level; empty where there is neither a published level nor a counted study. [refers: grading_system.id]';
comment on column evidence_table.evidence_level              is 'Level of evidence as its system writes it. Never compare levels of two systems.';
comment on column evidence_table.evidence_level_basis        is 'published: a grading says so. derived: by the rule from the counted studies. [values: published, derived]';
comment on column evidence_table.evidence_level_rule         is 'The rule by which this level became the headline.';
comment on column evidence_table.evidence_level_year         is 'Year of the grading; empty where derived.';
comment on column evidence_table.evidence_level_source       is 'Review or guideline; empty where derived or no record here. [refers: study.id]';
comment on column evidence_table.evidence_level_source_url   is 'Page on which the grading was read.';
comment on column evidence_table.evidence_level_definition   is 'The system''s definition of the level.';
comment on column evidence_table.evidence_level_note         is 'What a curator inferred, or which secondary source reported it.';
comment on column evidence_table.evidence_level_grading      is 'The grading; empty where derived. [refers: grading.id]';
comment on column evidence_table.evidence_level_studies      is 'Studies that hold a derived level: ids of the table study.';
comment on column evidence_table.certainty_rating            is 'Most recent GRADE rating that a source gave; empty where none did or its words name several. [values: high, moderate, low, very-low]';
comment on column evidence_table.certainty_as_written        is 'The rating in the words of the source.';
comment on column evidence_table.certainty_year              is 'Year of the rating.';
comment on column evidence_table.certainty_source            is 'The review; empty where it is no record here. [refers: study.id]';
comment on column evidence_table.certainty_source_url        is 'Page on which it was read.';
comment on column evidence_table.certainty_note              is 'What a curator inferred.';
comment on column evidence_table.certainty_grading           is 'The grading. [refers: grading.id]';
comment on column evidence_table.direction                   is 'Direction of the counted controlled studies together, else of the uncontrolled ones. [required] [values: favours-intervention, no-difference, favours-comparator, mixed, uncontrolled-improvement, uncontrolled-no-improvement, unclear]';
comment on column evidence_table.agreement                   is 'Whether the counted studies agree; empty where none has a direction. [values: consistent, conflicting, single-study, uncontrolled-only, claims-only]';
comment on column evidence_table.favours_intervention        is 'Counted studies of this direction. [required]';
comment on column evidence_table.no_difference               is 'Counted studies of this direction. [required]';
comment on column evidence_table.favours_comparator          is 'Counted studies of this direction. [required]';
comment on column evidence_table.mixed                       is 'Counted studies of this direction. [required]';
comment on column evidence_table.uncontrolled_improvement    is 'Counted studies of this direction. [required]';
comment on column evidence_table.uncontrolled_no_improvement is 'Counted studies of this direction. [required]';
comment on column evidence_table.unclear                     is 'Counted studies of this direction. [required]';
comment on column evidence_table.study_count                 is 'Counted studies: verified, standing, with a result, one per trial. [required]';
comment on column evidence_table.participant_count           is 'Participants of the counted primary studies, or of the largest counted review where that is more. [required] [unit: people]';
comment on column evidence_table.not_counted_incomplete      is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.not_counted_second_report   is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.not_counted_retracted       is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.not_counted_superseded      is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.not_counted_preprint        is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.not_counted_protocol        is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.not_counted_within_modality is 'Studies shown but not counted for this reason. [required]';
comment on column evidence_table.counted_designs             is 'Counted studies by design: design: number.';
comment on column evidence_table.summary                     is 'The figures of this item as a sentence. [required]';
comment on column evidence_table.last_reviewed               is 'Day on which the record of this item that was looked at longest ago was last read against its source. [required]';

create view condition_table as
select
  d.id,
  d.j ->> 'name' as name,
  table_list(d.j -> 'synonyms') as synonyms,
  d.j ->> 'bodyRegion' as body_region,
  (d.j ->> 'grouping')::boolean as is_grouping,
  d.j ->> 'parent' as parent,
  table_list(d.j -> 'ancestors') as ancestors,
  table_list(d.j -> 'children') as children,
  (d.j ->> 'evidenceCount')::int as evidence_count,
  (d.j ->> 'evidenceCountBelow')::int as evidence_count_below,
  (d.j ->> 'studyCount')::int as study_count,
  table_list(d.j -> 'modalities') as modality_ids,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'condition') d;
comment on view condition_table is 'Conditions, with their place in the tree and what is on record of each.';
comment on column condition_table.id                   is 'Stable slug. [key]';
comment on column condition_table.name                 is 'Clinical name. [required]';
comment on column condition_table.synonyms             is 'Other names.';
comment on column condition_table.body_region          is 'Region of the body; multiple where there is no single one. [required]';
comment on column condition_table.is_grouping          is 'Whether it only gathers others: it has no evidence of its own. [required]';
comment on column condition_table.parent               is 'The broader condition; empty for a root. [refers: condition.id]';
comment on column condition_table.ancestors            is 'All broader conditions, nearest first: ids.';
comment on column condition_table.children             is 'Conditions directly below: ids.';
comment on column condition_table.evidence_count       is 'Evidence items of this condition itself. [required]';
comment on column condition_table.evidence_count_below is 'Evidence items of it and everything below. [required]';
comment on column condition_table.study_count          is 'Studies on record of this condition itself, counted or not. [required]';
comment on column condition_table.modality_ids         is 'Modalities with an evidence item of this condition itself: ids.';

create view condition_code_table as
select
  d.id as condition,
  e.code ->> 'system' as system,
  e.code ->> 'code' as code,
  e.code ->> 'display' as display,
  e.code ->> 'match' as match,
  e.code ->> 'sourceUrl' as source_url,
  e.code ->> 'source' as source,
  e.code ->> 'note' as note,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'condition') d cross join lateral jsonb_array_elements(d.j -> 'codes') as e(code);
comment on view condition_code_table is 'Codes that stand for conditions. SNOMED CT identifiers need a licence in member territories.';
comment on column condition_code_table.condition  is 'Condition. [key] [refers: condition.id]';
comment on column condition_code_table.system     is 'Code system. [key] [refers: code_system.id]';
comment on column condition_code_table.code       is 'Code as its system writes it. [key]';
comment on column condition_code_table.display    is 'The system''s own text. [required]';
comment on column condition_code_table.match      is 'exact: this code alone. subtree: this code and every code below it. [required] [values: exact, subtree]';
comment on column condition_code_table.source_url is 'Page on which it was read.';
comment on column condition_code_table.source     is 'Where it was read, where there is no address.';
comment on column condition_code_table.note       is 'Edition read, or how the code differs from the condition.';

create view modality_table as
select
  d.id,
  d.j ->> 'name' as name,
  d.j ->> 'abbreviation' as abbreviation,
  table_list(d.j -> 'synonyms') as synonyms,
  (d.j ->> 'grouping')::boolean as is_grouping,
  d.j ->> 'parent' as parent,
  table_list(d.j -> 'forms') as forms,
  (d.j ->> 'evidenceCount')::int as evidence_count,
  (d.j ->> 'studyCount')::int as study_count,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'modality') d;
comment on view modality_table is 'What is injected.';
comment on column modality_table.id             is 'Stable slug. [key]';
comment on column modality_table.name           is 'Name. [required]';
comment on column modality_table.abbreviation   is 'Usual abbreviation.';
comment on column modality_table.synonyms       is 'Other names.';
comment on column modality_table.is_grouping    is 'Whether it only gathers others and has no evidence of its own. [required]';
comment on column modality_table.parent         is 'The less specific modality; empty for a root. [refers: modality.id]';
comment on column modality_table.forms          is 'More specific forms: ids.';
comment on column modality_table.evidence_count is 'Evidence items. [required]';
comment on column modality_table.study_count    is 'Studies on record, counted or not. [required]';

create view target_tissue_table as
select
  d.id,
  d.j ->> 'name' as name,
  table_list(d.j -> 'synonyms') as synonyms,
  (d.j ->> 'evidenceCount')::int as evidence_count,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'target-tissue') d;
comment on view target_tissue_table is 'Tissues and spaces into which is injected.';
comment on column target_tissue_table.id             is 'Stable slug. [key]';
comment on column target_tissue_table.name           is 'Name. [required]';
comment on column target_tissue_table.synonyms       is 'Other names.';
comment on column target_tissue_table.evidence_count is 'Evidence items. [required]';

create view modality_code_table as
select
  d.id as modality,
  e.code ->> 'system' as system,
  e.code ->> 'code' as code,
  e.code ->> 'display' as display,
  e.code ->> 'source' as source,
  e.code ->> 'note' as note,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'modality') d cross join lateral jsonb_array_elements(d.j -> 'codes') as e(code);
comment on view modality_code_table is 'Codes of modalities or of their active substances.';
comment on column modality_code_table.modality is 'Entry. [key] [refers: modality.id]';
comment on column modality_code_table.system   is 'Code system. [key] [refers: code_system.id]';
comment on column modality_code_table.code     is 'Code as its system writes it. [key]';
comment on column modality_code_table.display  is 'The system''s own text. [required]';
comment on column modality_code_table.source   is 'Where it was read.';
comment on column modality_code_table.note     is 'Edition read, or how the code differs from the entry.';

create view target_tissue_code_table as
select
  d.id as target_tissue,
  e.code ->> 'system' as system,
  e.code ->> 'code' as code,
  e.code ->> 'display' as display,
  e.code ->> 'source' as source,
  e.code ->> 'note' as note,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'target-tissue') d cross join lateral jsonb_array_elements(d.j -> 'codes') as e(code);
comment on view target_tissue_code_table is 'Codes of target tissues.';
comment on column target_tissue_code_table.target_tissue is 'Entry. [key] [refers: target_tissue.id]';
comment on column target_tissue_code_table.system        is 'Code system. [key] [refers: code_system.id]';
comment on column target_tissue_code_table.code          is 'Code as its system writes it. [key]';
comment on column target_tissue_code_table.display       is 'The system''s own text. [required]';
comment on column target_tissue_code_table.source        is 'Where it was read.';
comment on column target_tissue_code_table.note          is 'Edition read, or how the code differs from the entry.';

create view outcome_measure_table as
select
  d.id,
  d.j ->> 'name' as name,
  d.j ->> 'abbreviation' as abbreviation,
  (d.j ->> 'scaleMin')::numeric as scale_min,
  (d.j ->> 'scaleMax')::numeric as scale_max,
  (d.j ->> 'higherIsBetter')::boolean as higher_is_better,
  (d.j ->> 'mcid')::numeric as mcid,
  (d.j ->> 'mcidRelativePercent')::numeric as mcid_relative_percent,
  d.j ->> 'mcidSource' as mcid_source,
  d.j ->> 'mcidNote' as mcid_note,
  d.j ->> 'sourceUrl' as source_url,
  d.j ->> 'loinc' as loinc,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'outcome-measure') d;
comment on view outcome_measure_table is 'Instruments and endpoints by which studies measured an outcome.';
comment on column outcome_measure_table.id                    is 'Stable slug. [key]';
comment on column outcome_measure_table.name                  is 'Name. [required]';
comment on column outcome_measure_table.abbreviation          is 'Usual abbreviation.';
comment on column outcome_measure_table.scale_min             is 'Lowest score; empty for an endpoint without a scale. [unit: points]';
comment on column outcome_measure_table.scale_max             is 'Highest score. [unit: points]';
comment on column outcome_measure_table.higher_is_better      is 'Whether a higher score is better for the patient; empty where it depends. A finding''s own flag goes first.';
comment on column outcome_measure_table.mcid                  is 'Minimal clinically important difference. [unit: points]';
comment on column outcome_measure_table.mcid_relative_percent is 'The same as a share of baseline, where the source gives that. [unit: per cent]';
comment on column outcome_measure_table.mcid_source           is 'Its source, or what was found in place of one.';
comment on column outcome_measure_table.mcid_note             is 'Population and other values.';
comment on column outcome_measure_table.source_url            is 'Page on which it was read.';
comment on column outcome_measure_table.loinc                 is 'LOINC code.';

create view grading_system_table as
select
  d.id,
  d.j ->> 'name' as name,
  d.j ->> 'organization' as organization,
  d.j ->> 'kind' as kind,
  d.j ->> 'description' as description,
  d.j ->> 'sourceUrl' as source_url,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'grading-system') d;
comment on view grading_system_table is 'Schemes by which a body of evidence or a recommendation is graded.';
comment on column grading_system_table.id           is 'Stable slug. [key]';
comment on column grading_system_table.name         is 'Name. [required]';
comment on column grading_system_table.organization is 'Who made it.';
comment on column grading_system_table.kind         is 'level of evidence, certainty of effect, strength of recommendation, or narrative without a named scheme. [required] [values: level, certainty, strength, narrative]';
comment on column grading_system_table.description  is 'What it says, and what was not read of it. [required]';
comment on column grading_system_table.source_url   is 'Page on which it was read.';

create view evidence_level_table as
select
  d.id as grading_system,
  e.level ->> 'level' as level,
  (e.level ->> 'rank')::int as rank,
  e.level ->> 'definition' as definition,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'grading-system') d cross join lateral jsonb_array_elements(d.j -> 'levels') as e(level);
comment on view evidence_level_table is 'The levels of the grading systems.';
comment on column evidence_level_table.grading_system is 'System. [key] [refers: grading_system.id]';
comment on column evidence_level_table.level          is 'Level as its system writes it. [key]';
comment on column evidence_level_table.rank           is 'Order within the system, 1 the strongest; ranks of two systems are not comparable. [required]';
comment on column evidence_level_table.definition     is 'The system''s definition.';

create view study_design_table as
select
  d.id,
  d.j ->> 'name' as name,
  (d.j ->> 'rank')::int as rank,
  d.j ->> 'kind' as kind,
  d.j ->> 'definition' as definition,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'study-design') d;
comment on view study_design_table is 'Designs of studies.';
comment on column study_design_table.id         is 'Stable slug. [key]';
comment on column study_design_table.name       is 'Name. [required]';
comment on column study_design_table.rank       is 'Order of listing, 1 first. [required]';
comment on column study_design_table.kind       is 'review pools studies; controlled and uncontrolled are primary studies. [required] [values: review, controlled, uncontrolled, opinion, protocol]';
comment on column study_design_table.definition is 'What it means here. [required]';

create view comparator_table as
select
  d.id,
  d.j ->> 'name' as name,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'comparator') d;
comment on view comparator_table is 'What a modality was compared with, other than another modality.';
comment on column comparator_table.id   is 'Stable slug. [key]';
comment on column comparator_table.name is 'Name. [required]';

create view code_system_table as
select
  d.id,
  d.j ->> 'name' as name,
  d.j ->> 'uri' as uri,
  table_list(d.j -> 'aliases') as aliases,
  d.j ->> 'licence' as licence,
  d.from_release,
  d.until_release
from (select v.*, convert_from(v.body, 'UTF8')::jsonb as j from vocabulary_document v where v.kind = 'code-system') d;
comment on view code_system_table is 'Code systems.';
comment on column code_system_table.id      is 'Slug used in a request. [key]';
comment on column code_system_table.name    is 'Name. [required]';
comment on column code_system_table.uri     is 'Canonical FHIR URI. [required]';
comment on column code_system_table.aliases is 'Other identifiers that senders use.';
comment on column code_system_table.licence is 'Terms under which its codes are shipped here. [required]';

create view change_table as
select
  r.id as release,
  d.id as evidence,
  d.j ->> 'before' as before,
  d.condition,
  d.modality,
  d.target_tissue,
  d.j ->> 'kind' as kind,
  d.j ->> 'summary' as summary,
  (select string_agg(e ->> 'field', '; ' order by n) from jsonb_array_elements(d.j -> 'fields') with ordinality as f(e, n)) as fields,
  d.release as from_release,
  null::int as until_release,
  d.release as release_number
from (select c.*, convert_from(c.body, 'UTF8')::jsonb as j from evidence_change c) d join release r on r.number = d.release;
comment on view change_table is 'What releases changed in evidence items, against the release before.';
comment on column change_table.release       is 'Release that brought the change. [key]';
comment on column change_table.evidence      is 'Evidence item. [key]';
comment on column change_table.before        is 'Release before. [required]';
comment on column change_table.condition     is 'Condition. [required]';
comment on column change_table.modality      is 'Modality. [required]';
comment on column change_table.target_tissue is 'Target tissue. [required]';
comment on column change_table.kind          is 'What happened to the item. [required] [values: added, changed, removed]';
comment on column change_table.summary       is 'The change of level, certainty, direction, agreement and studies in a sentence. [required]';
comment on column change_table.fields        is 'Members that changed.';

create view dictionary_table as
with described as (
  select
    c.oid, left(c.relname, -6) as "table", a.attname as "column", a.attnum as position, a.atttypid,
    obj_description(c.oid, 'pg_class') as table_comment, col_description(c.oid, a.attnum) as comment,
    (select min(attnum) from pg_attribute where attrelid = c.oid and attname = 'from_release') as until
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'v' and c.relnamespace = 'evidence'::regnamespace and c.relname like '%\_table'
)
select
  d."table"::text, d."column"::text, d.position::int,
  case d.atttypid when 'int4'::regtype then 'integer' when 'numeric'::regtype then 'number' when 'bool'::regtype then 'boolean' when 'date'::regtype then 'date' else 'string' end as type,
  regexp_replace(d.comment, ' \[(key|required|(unit|values|refers): [^]]*)\]', '', 'g') as meaning,
  substring(d.comment from '\[unit: ([^]]*)\]') as unit,
  substring(d.comment from '\[values: ([^]]*)\]') as vocabulary,
  substring(d.comment from '\[refers: ([^]]*)\]') as refers_to,
  d.comment like '%[key]%' as is_key,
  d.comment like '%[key]%' or d.comment like '%[required]%' as required,
  d.table_comment as table_meaning,
  0 as from_release, null::int as until_release
from described d
where d.position < d.until;
comment on view dictionary_table is 'Data dictionary: every column of every table. Read from the comments on the views.';
comment on column dictionary_table."table"        is 'Table. [key]';
comment on column dictionary_table."column"       is 'Column, as the first line of a CSV file names it. [key]';
comment on column dictionary_table.position       is 'Place of the column in its table, from 1. [required]';
comment on column dictionary_table.type           is 'Type of its values. [required] [values: string, integer, number, boolean, date]';
comment on column dictionary_table.meaning        is 'What it says. [required]';
comment on column dictionary_table.unit           is 'Unit of its values.';
comment on column dictionary_table.vocabulary     is 'The values that it may have, separated by commas.';
comment on column dictionary_table.refers_to      is 'Table and column whose values it holds.';
comment on column dictionary_table.is_key         is 'Whether it belongs to the key of its table. [required]';
comment on column dictionary_table.required       is 'Whether it is never empty. [required]';
comment on column dictionary_table.table_meaning  is 'What a row of the table is. [required]';

-- What stands after the table's own columns: how lists find a row, and in which releases it is valid.
do $$
declare
  found record;
begin
  for found in
    select c.relname, a.attname
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relkind = 'v' and c.relnamespace = 'evidence'::regnamespace and c.relname like '%\_table' and col_description(c.oid, a.attnum) is null
  loop
    execute format('comment on column %I.%I is %L', found.relname, found.attname, 'How rows are found: no column of the table.');
  end loop;
end $$;

grant select on
  study_table, finding_table, grading_table, recommendation_table, safety_fact_table, claim_table, source_table, evidence_study_table, evidence_finding_table, evidence_table, condition_table, condition_code_table, modality_table, target_tissue_table, modality_code_table, target_tissue_code_table, outcome_measure_table, grading_system_table, evidence_level_table, study_design_table, comparator_table, code_system_table, change_table, dictionary_table
to evidence_reader;
