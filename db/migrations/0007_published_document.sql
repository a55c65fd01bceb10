-- What readers read. Compiled by publish, never typed in. A document is valid from one release number up to, not including, another.
-- Sort keys are in the C collation: the order of a list is the same on every server.
create table vocabulary_document (
  kind          text not null check (kind in ('condition', 'modality', 'target-tissue', 'grading-system', 'code-system', 'study-design', 'outcome-measure', 'comparator')),
  id            text collate "C" not null,
  from_release  int  not null references release (number),
  until_release int  references release (number) check (until_release > from_release),
  body          bytea not null,
  primary key (kind, id, from_release)
);
comment on table  vocabulary_document               is 'Compiled entries of the vocabularies: conditions, modalities, tissues, grading systems, code systems, designs, outcome measures, comparators.';
comment on column vocabulary_document.kind          is 'Which vocabulary.';
comment on column vocabulary_document.id            is 'Id of the entry.';
comment on column vocabulary_document.from_release  is 'First release number in which the document is valid.';
comment on column vocabulary_document.until_release is 'First release number in which it is no longer valid; null while it is current.';
comment on column vocabulary_document.body          is 'The finished answer: UTF-8 JSON.';
create unique index on vocabulary_document (kind, id) where until_release is null;

create table record_document (
  kind           text not null check (kind in ('study', 'finding', 'grading', 'recommendation', 'safety-fact', 'claim', 'source')),
  id             text collate "C" not null,
  from_release   int  not null references release (number),
  until_release  int  references release (number) check (until_release > from_release),
  sort_year      int  not null,
  sort_text      text collate "C" not null,
  conditions     text[],
  modalities     text[],
  target_tissue  text,
  design         text,
  measure        text,
  comparators    text[] not null,
  direction      text,
  standing       text,
  verification   text,
  year           int,
  participants   int,
  category       text,
  position       text,
  jurisdiction   text,
  source         text,
  grading_system text,
  levels         text[] not null,
  is_marked      boolean not null,
  brief          bytea not null,
  body           bytea not null,
  primary key (kind, id, from_release)
);
comment on table  record_document                is 'Compiled records behind the evidence items, with the columns by which a list finds them.';
comment on column record_document.kind           is 'Which list.';
comment on column record_document.id             is 'Id of the record.';
comment on column record_document.from_release   is 'First release number in which the document is valid.';
comment on column record_document.until_release  is 'First release number in which it is no longer valid; null while it is current.';
comment on column record_document.sort_year      is 'Lists are in the order of years, newest first; 0 where the kind has none or it was not read.';
comment on column record_document.sort_text      is 'Order within a year.';
comment on column record_document.conditions     is 'Conditions that it is about; null: every condition; empty: none by itself.';
comment on column record_document.modalities     is 'Modality that it is about; null: every modality.';
comment on column record_document.target_tissue  is 'Target tissue; null where it names none.';
comment on column record_document.design         is 'Design of the study, or of the finding''s study.';
comment on column record_document.measure        is 'Outcome measure of a finding.';
comment on column record_document.comparators    is 'What a study or finding compared with: comparators and modalities.';
comment on column record_document.direction      is 'Direction.';
comment on column record_document.standing       is 'Standing of the study, or of the finding''s study.';
comment on column record_document.verification   is 'Verification of the study, or of the finding''s study.';
comment on column record_document.year           is 'Year; null where not read.';
comment on column record_document.participants   is 'Participants of the study; null where not read.';
comment on column record_document.category       is 'Kind of recommendation, safety fact, claim or source.';
comment on column record_document.position       is 'Position of a recommendation.';
comment on column record_document.jurisdiction   is 'Jurisdiction of a recommendation.';
comment on column record_document.source         is 'Study of a finding, grading or safety fact; document of a claim.';
comment on column record_document.grading_system is 'System of a grading.';
comment on column record_document.levels         is 'Level of a grading, as level and as system|level.';
comment on column record_document.is_marked      is 'A finding: whether it was a primary outcome. A claim: whether it gives a figure without a study.';
comment on column record_document.brief          is 'The record as a list shows it: UTF-8 JSON.';
comment on column record_document.body           is 'The record whole: UTF-8 JSON.';
create unique index on record_document (kind, id) where until_release is null;
create index on record_document (kind, (-sort_year), sort_text);
create index on record_document using gin (conditions);
create index on record_document using gin (modalities);
create index on record_document using gin (comparators);
create index on record_document using gin (levels);
create index on record_document (kind, target_tissue);
create index on record_document (kind, design);
create index on record_document (kind, measure);
create index on record_document (kind, direction);
create index on record_document (kind, standing);
create index on record_document (kind, verification);
create index on record_document (kind, year);
create index on record_document (kind, participants);
create index on record_document (kind, category);
create index on record_document (kind, position);
create index on record_document (kind, jurisdiction);
create index on record_document (kind, source);
create index on record_document (kind, grading_system);
create index on record_document using gist (id gist_trgm_ops);

create table evidence_document (
  id                text collate "C" not null,
  from_release      int  not null references release (number),
  until_release     int  references release (number) check (until_release > from_release),
  condition         text collate "C" not null,
  modality          text not null,
  target_tissue     text not null,
  strength          int  not null,
  participant_count int  not null,
  direction         text not null,
  agreement         text,
  levels            text[] not null,
  grading_systems   text[] not null,
  designs           text[] not null,
  latest_year       int  not null,
  outline           bytea not null,
  summary           bytea not null,
  standard          bytea not null,
  body              bytea not null,
  primary key (id, from_release)
);
comment on table  evidence_document                   is 'Compiled evidence items: condition × modality × target tissue.';
comment on column evidence_document.id                is 'condition.modality.target-tissue.';
comment on column evidence_document.from_release      is 'First release number in which the document is valid.';
comment on column evidence_document.until_release     is 'First release number in which it is no longer valid; null while it is current.';
comment on column evidence_document.condition         is 'Condition.';
comment on column evidence_document.modality          is 'Modality.';
comment on column evidence_document.target_tissue     is 'Target tissue.';
comment on column evidence_document.strength          is 'Rank of the evidence level within its system, 9 where there is none: a sort key, never shown.';
comment on column evidence_document.participant_count is 'Participants, as in the answer.';
comment on column evidence_document.direction         is 'Direction, as in the answer.';
comment on column evidence_document.agreement         is 'Agreement, as in the answer; null where no study is counted and no claim stands alone.';
comment on column evidence_document.levels            is 'What a level filter finds: each as level and as system|level.';
comment on column evidence_document.grading_systems   is 'Grading systems that graded the key, the derived one included.';
comment on column evidence_document.designs           is 'Designs of all studies shown.';
comment on column evidence_document.latest_year       is 'Year of the newest study or grading; 0 where there is neither.';
comment on column evidence_document.outline           is 'The item as the evidence map needs it: level, agreement, and its studies by design and direction. UTF-8 JSON.';
comment on column evidence_document.summary           is 'view=summary: UTF-8 JSON.';
comment on column evidence_document.standard          is 'view=standard: UTF-8 JSON.';
comment on column evidence_document.body              is 'view=full: UTF-8 JSON.';
create unique index on evidence_document (id) where until_release is null;
create index on evidence_document (condition, strength, (-participant_count), id);
create index on evidence_document (modality);
create index on evidence_document (target_tissue);
create index on evidence_document (direction);
create index on evidence_document (agreement);
create index on evidence_document (participant_count);
create index on evidence_document (latest_year);
create index on evidence_document using gin (levels);
create index on evidence_document using gin (grading_systems);
create index on evidence_document using gin (designs);
create index on evidence_document using gist (id gist_trgm_ops);

create table evidence_change (
  release       int  not null references release (number),
  id            text collate "C" not null,
  condition     text not null,
  modality      text not null,
  target_tissue text not null,
  body          bytea not null,
  primary key (release, id)
);
comment on table  evidence_change               is 'What a release changed in which evidence item, against the release before. The first release has none.';
comment on column evidence_change.release       is 'Number of the release that brought the change.';
comment on column evidence_change.id            is 'Evidence item.';
comment on column evidence_change.condition     is 'Condition.';
comment on column evidence_change.modality      is 'Modality.';
comment on column evidence_change.target_tissue is 'Target tissue.';
comment on column evidence_change.body          is 'The change, field by field: UTF-8 JSON.';
create index on evidence_change (condition);
create index on evidence_change (modality);
