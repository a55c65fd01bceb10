create table study_design (
  id         text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name       text not null unique,
  rank       int  not null unique check (rank > 0),
  kind       text not null check (kind in ('review', 'controlled', 'uncontrolled', 'opinion', 'protocol')),
  definition text not null
);
comment on table  study_design            is 'Designs of studies.';
comment on column study_design.id         is 'Stable slug.';
comment on column study_design.name       is 'Name as shown.';
comment on column study_design.rank       is 'Order of listing, 1 first: reviews of trials, trials, cohorts, series, overviews, protocols. A level of evidence is never read off it.';
comment on column study_design.kind       is 'review pools studies; controlled and uncontrolled are primary studies; opinion is an unsystematic overview; protocol has no result.';
comment on column study_design.definition is 'What the design means here.';

create table outcome_measure (
  id                    text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name                  text not null unique,
  abbreviation          text,
  scale_min             numeric,
  scale_max             numeric,
  higher_is_better      boolean,
  mcid                  numeric check (mcid > 0),
  mcid_relative_percent numeric check (mcid_relative_percent between 0 and 100),
  mcid_source           text,
  mcid_note             text,
  source_url            text,
  loinc                 text check (loinc ~ '^[0-9]{1,7}-[0-9]$'),
  loinc_display         text,
  loinc_source_url      text,
  check (scale_min < scale_max),
  check (mcid is null or mcid_source is not null)
);
comment on table  outcome_measure                       is 'Instruments and endpoints by which studies measured an outcome.';
comment on column outcome_measure.id                    is 'Stable slug.';
comment on column outcome_measure.name                  is 'Name as shown.';
comment on column outcome_measure.abbreviation          is 'Usual abbreviation; null where there is none.';
comment on column outcome_measure.scale_min             is 'Lowest score; null for an endpoint without a scale.';
comment on column outcome_measure.scale_max             is 'Highest score; null for an endpoint without an upper end.';
comment on column outcome_measure.higher_is_better      is 'Whether a higher score is better for the patient; null where it depends.';
comment on column outcome_measure.mcid                  is 'Minimal clinically important difference, in points of the scale; null where none was read.';
comment on column outcome_measure.mcid_relative_percent is 'MCID as a per cent of baseline, where the source gives that in place of points.';
comment on column outcome_measure.mcid_source           is 'Source of the MCID, or what was found in place of one.';
comment on column outcome_measure.mcid_note             is 'Population and other values; null where there is nothing to say.';
comment on column outcome_measure.source_url            is 'Page on which the MCID was read.';
comment on column outcome_measure.loinc                 is 'LOINC code; null where none was read.';
comment on column outcome_measure.loinc_display         is 'LOINC''s text for the code.';
comment on column outcome_measure.loinc_source_url      is 'Page on which the LOINC code was read.';

create table grading_system (
  id           text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name         text not null unique,
  organization text,
  kind         text not null check (kind in ('level', 'certainty', 'strength', 'narrative')),
  description  text not null,
  source_url   text
);
comment on table  grading_system              is 'Schemes by which a body of evidence or a recommendation is graded.';
comment on column grading_system.id           is 'Stable slug.';
comment on column grading_system.name         is 'Name as shown.';
comment on column grading_system.organization is 'Who made the scheme; null for free-text conclusions of authors.';
comment on column grading_system.kind         is 'level: level of evidence. certainty: certainty of effect. strength: strength of recommendation. narrative: no named scheme.';
comment on column grading_system.description  is 'What the scheme says, and what was not read of it.';
comment on column grading_system.source_url   is 'Page on which it was read; null where there is none.';

create table evidence_level (
  grading_system text not null references grading_system on delete cascade,
  level          text not null check (level <> ''),
  rank           int  not null check (rank > 0),
  definition     text,
  primary key (grading_system, level),
  unique (grading_system, rank)
);
comment on table  evidence_level                is 'The levels of a grading system.';
comment on column evidence_level.grading_system is 'The system.';
comment on column evidence_level.level          is 'The level as its system writes it, in lower case with hyphens where it is a word.';
comment on column evidence_level.rank           is 'Order within the system, 1 the strongest. Ranks of two systems are not comparable.';
comment on column evidence_level.definition     is 'The system''s definition; null until a curator has read it.';
