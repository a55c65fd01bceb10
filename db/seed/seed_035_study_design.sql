-- Designs of studies. rank is the order of listing only, 1 first.

insert into study_design (id, name, rank, kind, definition) values
  ('systematic-review-meta-analysis', 'Systematic review with meta-analysis', 1,  'review',       'a systematic review that pools results of the included studies statistically'),
  ('network-meta-analysis',           'Network meta-analysis',                2,  'review',       'a pooled analysis that compares three or more treatments with direct and indirect evidence'),
  ('systematic-review',               'Systematic review',                    3,  'review',       'a review with a stated search and selection method, without statistical pooling'),
  ('umbrella-review',                 'Umbrella review',                      4,  'review',       'a review whose units are systematic reviews'),
  ('randomized-controlled-trial',     'Randomized controlled trial',          5,  'controlled',   'participants are assigned to treatments at random'),
  ('non-randomized-controlled-trial', 'Non-randomized controlled trial',      6,  'controlled',   'treatments are compared in a trial without random assignment'),
  ('prospective-cohort',              'Prospective cohort study',             7,  'controlled',   'a group is followed forward in time from exposure to outcome'),
  ('retrospective-cohort',            'Retrospective cohort study',           8,  'controlled',   'a group is reconstructed from existing records'),
  ('registry',                        'Registry study',                       9,  'uncontrolled', 'analysis of data collected continuously in a registry'),
  ('case-series',                     'Case series',                          10, 'uncontrolled', 'outcomes of treated patients are described without a comparison group'),
  ('case-report',                     'Case report',                          11, 'uncontrolled', 'one patient or very few patients are described'),
  ('narrative-review',                'Narrative review',                     12, 'opinion',      'an overview without a systematic search or selection method'),
  ('trial-protocol',                  'Trial protocol',                       13, 'protocol',     'a plan for a trial, without results')
on conflict (id) do update set
  (name, rank, kind, definition) = row(excluded.name, excluded.rank, excluded.kind, excluded.definition)
where study_design.* is distinct from excluded.*;
