-- Findings of the studies in seed_040_study_muscle.sql, numbered from 1 within a study. Arms and p as printed, null
-- where not printed. The findings of every study in the first list are replaced by the rows below: add a new study to
-- both.

delete from finding where study in (
  'hamilton-2015-hamstring',
  'reurink-2015-dutch-hamstring'
);

insert into finding (
   study, position, measure, timepoint_months, is_primary, direction, higher_is_better,
   name,
   intervention_text, comparator_name, comparator_text,
   effect_measure, estimate, ci_low, ci_high, ci_level, p_text) values
  ('hamilton-2015-hamstring', 1, 'return-to-sport', 6, true, 'favours-intervention', false,
   'days to return to sport, PRP against platelet-poor plasma',
   null, 'platelet-poor plasma', null,
   'MD', -5.7, -10.1, -1.4, 95, '0.01'),
  ('hamilton-2015-hamstring', 2, 'return-to-sport', 6, true, 'no-difference', false,
   'days to return to sport, PRP against no injection',
   null, 'no injection', null,
   'MD', -2.9, -7.2, 1.4, 95, '0.189'),
  ('hamilton-2015-hamstring', 3, 'return-to-sport', 6, false, 'favours-intervention', true,
   'return to play, adjusted hazard ratio, PRP against platelet-poor plasma',
   null, 'platelet-poor plasma', null,
   null, 2.29, 1.3, 4.04, 95, '0.004'),
  ('hamilton-2015-hamstring', 4, 'return-to-sport', 6, false, 'no-difference', true,
   'return to play, adjusted hazard ratio, PRP against no injection',
   null, 'no injection', null,
   null, 1.48, 0.869, 2.52, 95, '0.15'),
  ('hamilton-2015-hamstring', 5, 'other', 6, false, 'no-difference', false,
   're-injury at 2 and 6 months',
   null, 'platelet-poor plasma and no injection', null,
   null, null, null, null, null, null),
  ('reurink-2015-dutch-hamstring', 1, 'return-to-sport', 6, true, 'no-difference', false,
   'time to return to play within 6 months (published in NEJM 2014, doi 10.1056/NEJMc1402340)',
   null, 'saline-placebo', null,
   null, null, null, null, null, null),
  ('reurink-2015-dutch-hamstring', 2, 'other', 2, false, 'no-difference', false,
   're-injury within 2 months',
   null, 'saline-placebo', null,
   null, null, null, null, null, null),
  ('reurink-2015-dutch-hamstring', 3, 'other', 12, false, 'no-difference', false,
   're-injury within 1 year, hazard ratio',
   null, 'saline-placebo', null,
   null, 0.89, 0.38, 2.13, 95, '0.80');
