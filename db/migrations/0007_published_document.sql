-- What readers read. Compiled by publish, never typed in. A document is valid from one release number up to, not including, another.
create table vocabulary_document (
  kind          text not null check (kind in ('condition', 'modality', 'target-tissue', 'grading-system', 'code-system', 'study-design')),
  id            text not null,
  from_release  int  not null references release (number),
  until_release int  references release (number) check (until_release > from_release),
  body          bytea not null,
  primary key (kind, id, from_release)
);
comment on table  vocabulary_document               is 'Compiled entries of the vocabularies: conditions, modalities, tissues, grading systems, code systems, designs.';
comment on column vocabulary_document.kind          is 'Which vocabulary.';
comment on column vocabulary_document.id            is 'Id of the entry.';
comment on column vocabulary_document.from_release  is 'First release number in which the document is valid.';
comment on column vocabulary_document.until_release is 'First release number in which it is no longer valid; null while it is current.';
comment on column vocabulary_document.body          is 'The finished answer: UTF-8 JSON.';
create unique index on vocabulary_document (kind, id) where until_release is null;

create table study_document (
  id            text not null,
  from_release  int  not null references release (number),
  until_release int  references release (number) check (until_release > from_release),
  conditions    text[] not null,
  modalities    text[] not null,
  target_tissue text not null,
  design        text not null,
  direction     text not null,
  standing      text not null,
  verification  text not null,
  year          int  not null,
  participants  int  not null,
  brief         bytea not null,
  body          bytea not null,
  primary key (id, from_release)
);
comment on table  study_document               is 'Compiled studies.';
comment on column study_document.id            is 'Study id.';
comment on column study_document.from_release  is 'First release number in which the document is valid.';
comment on column study_document.until_release is 'First release number in which it is no longer valid; null while it is current.';
comment on column study_document.conditions    is 'Conditions of the study and everything above them.';
comment on column study_document.modalities    is 'Modality of the study and everything above it; empty for a study of technique.';
comment on column study_document.target_tissue is 'Target tissue.';
comment on column study_document.design        is 'Design.';
comment on column study_document.direction     is 'Direction.';
comment on column study_document.standing      is 'Standing.';
comment on column study_document.verification  is 'Verified or incomplete.';
comment on column study_document.year          is 'Year of publication.';
comment on column study_document.participants  is 'Participants; 0 where not read.';
comment on column study_document.brief         is 'The study as a list shows it: UTF-8 JSON.';
comment on column study_document.body          is 'The whole study with its findings: UTF-8 JSON.';
create unique index on study_document (id) where until_release is null;
create index on study_document ((-year), id);
create index on study_document using gin (conditions);
create index on study_document using gin (modalities);
create index on study_document using gist (id gist_trgm_ops);

create table evidence_document (
  id                text not null,
  from_release      int  not null references release (number),
  until_release     int  references release (number) check (until_release > from_release),
  condition         text not null,
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
comment on column evidence_document.summary           is 'view=summary: UTF-8 JSON.';
comment on column evidence_document.standard          is 'view=standard: UTF-8 JSON.';
comment on column evidence_document.body              is 'view=full: UTF-8 JSON.';
create unique index on evidence_document (id) where until_release is null;
create index on evidence_document (condition, strength, (-participant_count), id);
create index on evidence_document (modality);
create index on evidence_document (target_tissue);
create index on evidence_document using gin (levels);
create index on evidence_document using gin (grading_systems);
create index on evidence_document using gin (designs);
create index on evidence_document using gist (id gist_trgm_ops);
