-- Grading systems and their levels, rank 1 the strongest of its system. Add the levels of a new system to the second
-- list.

insert into grading_system (
   id, name,
   organization, kind,
   description,
   source_url) values
  ('aaos', 'AAOS strength of recommendation',
   'American Academy of Orthopaedic Surgeons (AAOS)', 'strength',
   'Strength by number and quality of studies behind a guideline recommendation (wording of the years before 2014; later editions drop ''inconclusive'').',
   'http://www.aaos.org/research/guidelines/guide.asp'),
  ('asipp-best-evidence', 'ASIPP best-evidence synthesis',
   'American Society of Interventional Pain Physicians (ASIPP)', 'level',
   'Principles of best evidence synthesis on a five-step scale, I the strongest, V the weakest. The exact wording of each step was not on a page read: definitions are null until a curator has read them.',
   'https://researchexperts.utmb.edu/en/publications/do-regenerative-medicine-therapies-provide-long-term-relief-in-ch'),
  ('authors-conclusion', 'Authors'' conclusion',
   null, 'narrative',
   'The review''s authors state a judgement without a named grading scheme. Kept as written; not ranked.',
   null),
  ('cochrane', 'Cochrane review conclusion (rated with GRADE)',
   'Cochrane', 'certainty',
   'Cochrane reviews rate certainty with GRADE; where the rating was not read, the review''s own wording is kept and no rank is given.',
   null),
  ('formal-consensus', 'Formal consensus grade',
   'as named by the grading''s source', 'strength',
   'Grade given by a consensus group; each group has its own scale. ESSKA: A high-level scientific support, B scientific presumption, C low-level scientific support, D expert opinion, with agreement scored 1 to 9. Kept as written; not ranked across groups.',
   'https://telecom-paris.hal.science/NIMH/hal-04574004v1'),
  ('grade', 'GRADE certainty of evidence',
   'GRADE Working Group', 'certainty',
   'How sure one may be that the true effect lies close to the estimate, per outcome; lowered for risk of bias, inconsistency, indirectness, imprecision and publication bias, raised for large effect or dose response.',
   'http://www.biomedcentral.com/1741-7015/10/33/table/T1'),
  ('ocebm-2011', 'Oxford Centre for Evidence-Based Medicine 2011 levels (treatment benefits)',
   'Oxford Centre for Evidence-Based Medicine', 'level',
   'Ranks the kind of study that answers ''does this intervention help?''. A level may be moved up or down for quality, imprecision, indirectness or effect size.',
   'https://bjsm.bmj.com/highwire/markup/117566/expansion'),
  ('sort', 'Strength of Recommendation Taxonomy (SORT)',
   'American Family Physician and others', 'strength',
   'Strength of a recommendation by the quality and consistency of patient-oriented evidence.',
   'https://www.aafp.org/journals/afp/authors/ebm-toolkit/strength.html')
on conflict (id) do update set
  (name, organization, kind, description, source_url) = row(excluded.name, excluded.organization, excluded.kind, excluded.description, excluded.source_url)
where grading_system.* is distinct from excluded.*;

insert into evidence_level (grading_system, level, rank, definition) values
  ('aaos',                'strong',       1, 'Two or more high-quality studies'),
  ('aaos',                'moderate',     2, 'One high- or two moderate-quality studies'),
  ('aaos',                'limited',      3, 'One moderate- or two low-quality studies'),
  ('aaos',                'inconclusive', 4, 'One low-quality study, contradictory studies or none'),
  ('aaos',                'consensus',    5, 'Expert opinion, no studies'),
  ('asipp-best-evidence', 'I',            1, null),
  ('asipp-best-evidence', 'II',           2, null),
  ('asipp-best-evidence', 'III',          3, null),
  ('asipp-best-evidence', 'IV',           4, null),
  ('asipp-best-evidence', 'V',            5, null),
  ('grade',               'high',         1, 'Very confident that the true effect lies close to the estimate'),
  ('grade',               'moderate',     2, 'Moderately confident: probably close, possibly substantially different'),
  ('grade',               'low',          3, 'Limited confidence: the true effect may differ substantially'),
  ('grade',               'very-low',     4, 'Very little confidence: the true effect is likely to differ substantially'),
  ('ocebm-2011',          '1',            1, 'Systematic review of randomized trials or n-of-1 trials'),
  ('ocebm-2011',          '2',            2, 'Randomized trial, or observational study with dramatic effect'),
  ('ocebm-2011',          '3',            3, 'Non-randomized controlled cohort or follow-up study'),
  ('ocebm-2011',          '4',            4, 'Case series, case-control or historically controlled study'),
  ('ocebm-2011',          '5',            5, 'Mechanism-based reasoning'),
  ('sort',                'A',            1, 'Consistent, good-quality patient-oriented evidence'),
  ('sort',                'B',            2, 'Inconsistent or limited-quality patient-oriented evidence'),
  ('sort',                'C',            3, 'Consensus, usual practice, opinion, disease-oriented evidence or case series')
on conflict (grading_system, level) do update set
  (rank, definition) = row(excluded.rank, excluded.definition)
where evidence_level.* is distinct from excluded.*;
