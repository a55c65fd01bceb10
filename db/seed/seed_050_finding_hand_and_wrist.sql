-- Findings of the studies in seed_040_study_hand_and_wrist.sql, numbered from 1 within a study. Arms and p as printed,
-- null where not printed. The findings of every study in the first list are replaced by the rows below: add a new
-- study to both.

delete from finding where study in (
  'evans-2025-prp-thumb',
  'jahangiri-2014-thumb',
  'orthobullets-33506798-thumb'
);

insert into finding (
   study, position, measure, timepoint_months, is_primary, direction, higher_is_better,
   name,
   intervention_text, comparator_name, comparator_text,
   effect_measure, estimate, ci_low, ci_high, ci_level, p_text) values
  ('evans-2025-prp-thumb', 1, 'nrs-pain', 6, true, 'no-difference', false,
   'pain on load, change, NRS 0-100 (difference of medians)',
   '-10 (95% CI -20 to 0)', 'saline-placebo', '0 (95% CI 0 to 10)',
   'MD', -10, -20, 0, 95, '0.22'),
  ('jahangiri-2014-thumb', 1, 'vas-pain', 6, true, 'favours-intervention', false,
   'pain, VAS 0-10, difference in favour of dextrose',
   null, 'corticosteroid', null,
   'MD', 1.1, 0.2, 2.0, 95, '0.02'),
  ('jahangiri-2014-thumb', 2, 'other', 6, false, 'favours-intervention', true,
   'total hand function score, difference in favour of dextrose',
   null, 'corticosteroid', null,
   'MD', 1.0, 0.2, 1.8, 95, '0.01'),
  ('jahangiri-2014-thumb', 3, 'vas-pain', 1, false, 'favours-comparator', false,
   'pain, VAS, one month',
   null, 'corticosteroid', null,
   null, null, null, null, null, null),
  ('orthobullets-33506798-thumb', 1, 'vas-pain', 3, false, 'favours-comparator', false,
   'pain, VAS, PRP lost its gain by 12 weeks',
   null, 'viscosupplementation', null,
   null, null, null, null, null, null);
