create table grading (
  id                 text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  condition          text references condition,
  modality           text not null references modality,
  target_tissue      text not null references target_tissue,
  route              text not null references route,
  grading_system     text not null references grading_system,
  level_as_written   text not null check (level_as_written <> ''),
  level_system       text,
  level              text,
  direction          direction not null,
  statement          text not null,
  population         text,
  source_study       text references study,
  source_url         text not null check (source_url ~ '^https?://'),
  year               int check (year between 1930 and 2100),
  basis_studies      int check (basis_studies > 0),
  basis_participants int check (basis_participants > 0),
  basis              text,
  grading_note       text,
  read_on            text,
  reviewed_on        date not null,
  foreign key (level_system, level) references evidence_level (grading_system, level),
  constraint grading_level_is_whole check (num_nonnulls(level_system, level) in (0, 2)),
  -- Cochrane reviews rate with GRADE, so their words may point to a level of GRADE; every other grading only to its own system.
  constraint grading_level_is_of_its_system check (
    level_system = grading_system or (grading_system = 'cochrane' and level_system = 'grade'))
);
comment on table  grading                    is 'A published verdict on a body of evidence.';
comment on column grading.id                 is 'Stable slug.';
comment on column grading.condition          is 'Condition judged; null where the source judges several together, which gives no condition its level.';
comment on column grading.modality           is 'Modality judged.';
comment on column grading.target_tissue      is 'Tissue judged.';
comment on column grading.route              is 'Route judged.';
comment on column grading.grading_system     is 'Scheme that the source used.';
comment on column grading.level_as_written   is 'Level in the words of the source.';
comment on column grading.level_system       is 'System of level; null where the words do not name exactly one level.';
comment on column grading.level              is 'The one level that the words name; null where they name none or several.';
comment on column grading.direction          is 'Direction of the verdict.';
comment on column grading.statement          is 'The verdict in this project''s words.';
comment on column grading.population         is 'Population judged; null where not read.';
comment on column grading.source_study       is 'The review or guideline on record; null where it is not a record here.';
comment on column grading.source_url         is 'Page on which it was read.';
comment on column grading.year               is 'Year of the verdict; null where not read, which keeps it out of the headline.';
comment on column grading.basis_studies      is 'Studies behind the verdict; null where not read.';
comment on column grading.basis_participants is 'Participants behind the verdict; null where not read.';
comment on column grading.basis              is 'Set where the verdict was read in a secondary source: which one.';
comment on column grading.grading_note       is 'What a curator inferred; null where nothing was.';
comment on column grading.read_on            is 'Site on which it was read, where that is not the address itself.';
comment on column grading.reviewed_on        is 'Day on which a curator last read the record against its source.';
create index on grading (condition, modality, target_tissue);
create index on grading (grading_system, level);

create table recommendation (
  id                text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  organization      text not null,
  organization_type text,
  year              int check (year between 1930 and 2100),
  kind              text not null check (kind in ('guideline', 'regulator', 'health-technology-assessment', 'consensus')),
  condition         text references condition,
  modality          text references modality,
  position          text not null check (position in ('for', 'against', 'neutral', 'permitted', 'not-approved', 'research-only')),
  strength          text,
  statement         text not null,
  title             text not null,
  doi               text check (doi ~ '^10\.[0-9]{4,9}/\S+$'),
  source_url        text not null check (source_url ~ '^https?://'),
  jurisdiction      text not null check (jurisdiction ~ '^([A-Z]{2}|INT)$'),
  source_note       text,
  reported_by       text,
  read_on           text,
  grading_note      text,
  unverified        text[] not null,
  reviewed_on       date not null
);
comment on table  recommendation                   is 'Position of a guideline body, regulator or payer. A fact about that body, not advice of this service.';
comment on column recommendation.id                is 'Stable slug.';
comment on column recommendation.organization      is 'Who takes the position.';
comment on column recommendation.organization_type is 'What kind of body it is, where its name does not tell; null otherwise.';
comment on column recommendation.year              is 'Year; null where not read.';
comment on column recommendation.kind              is 'Kind of document.';
comment on column recommendation.condition         is 'Condition; null where the position is about every condition.';
comment on column recommendation.modality          is 'Modality; null where the position is about every modality.';
comment on column recommendation.position          is 'Position taken.';
comment on column recommendation.strength          is 'Strength in the words of the source; null where none was read.';
comment on column recommendation.statement         is 'The position in this project''s words.';
comment on column recommendation.title             is 'Title of the document.';
comment on column recommendation.doi               is 'DOI of the document; null where none was read.';
comment on column recommendation.source_url        is 'Page on which it was read.';
comment on column recommendation.jurisdiction      is 'ISO 3166-1 alpha-2 country, or INT.';
comment on column recommendation.source_note       is 'How it was read, where not in the document itself.';
comment on column recommendation.reported_by       is 'Secondary source that reports it; null where read first hand.';
comment on column recommendation.read_on           is 'Site on which it was read, where that is not the address itself.';
comment on column recommendation.grading_note      is 'A curator''s remark on strength or kind.';
comment on column recommendation.unverified        is 'Fields that were not read.';
comment on column recommendation.reviewed_on       is 'Day on which a curator last read the record against its source.';
create index on recommendation (condition, modality);

create table safety_fact (
  id           text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  modality     text references modality,
  condition    text references condition,
  kind         text not null check (kind in ('adverse-effect', 'rate', 'precaution', 'contraindication')),
  name         text not null,
  statement    text not null,
  rate         text,
  source_study text references study,
  source_url   text not null check (source_url ~ '^https?://'),
  source_note  text,
  reported_by  text,
  read_on      text,
  note         text,
  reviewed_on  date not null
);
comment on table  safety_fact              is 'A harm, a rate of harm, a precaution or a contraindication.';
comment on column safety_fact.id           is 'Stable slug.';
comment on column safety_fact.modality     is 'Modality; null where it concerns every injection.';
comment on column safety_fact.condition    is 'Condition; null where it concerns every condition.';
comment on column safety_fact.kind         is 'What kind of fact it is.';
comment on column safety_fact.name         is 'The harm or precaution in a few words.';
comment on column safety_fact.statement    is 'The fact in this project''s words.';
comment on column safety_fact.rate         is 'Rate as printed; null where none was read.';
comment on column safety_fact.source_study is 'Study on record; null where the source is not a record here.';
comment on column safety_fact.source_url   is 'Page on which it was read.';
comment on column safety_fact.source_note  is 'How it was read, or how sure it is.';
comment on column safety_fact.reported_by  is 'Secondary source that reports it; null where read first hand.';
comment on column safety_fact.read_on      is 'Site on which it was read, where that is not the address itself.';
comment on column safety_fact.note         is 'A curator''s remark.';
comment on column safety_fact.reviewed_on  is 'Day on which a curator last read the record against its source.';
create index on safety_fact (condition, modality);

create table source_document (
  id        text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  document  text not null unique,
  title     text not null,
  publisher text not null,
  kind      text not null check (kind in ('clinic', 'clinic-network', 'patient-education', 'professional-education'))
);
comment on table  source_document           is 'Non-research documents: clinic pages, guides for patients, education for professionals.';
comment on column source_document.id        is 'Stable slug.';
comment on column source_document.document  is 'File name under which the document is archived.';
comment on column source_document.title     is 'Title.';
comment on column source_document.publisher is 'Publisher, or what is known of it.';
comment on column source_document.kind      is 'Kind of document.';

create table claim (
  id            text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  source        text not null references source_document,
  position      int  not null check (position > 0),
  modality      text references modality,
  condition     text references condition,
  target_tissue text references target_tissue,
  kind          text not null check (kind in (
    'ingredient', 'mechanism', 'primary-target', 'indication', 'procedure', 'guidance', 'course', 'duration', 'recovery', 'aftercare',
    'adverse-effect', 'precaution', 'regulatory', 'effectiveness', 'evidence-level', 'comparison', 'limitation',
    'selection-likely', 'selection-poor', 'practice-recommendation', 'overall-position')),
  statement     text not null,
  is_uncited    boolean not null,
  direction     direction,
  details       jsonb not null check (jsonb_typeof(details) = 'object'),
  reviewed_on   date not null,
  unique (source, position)
);
comment on table  claim               is 'What a non-research document says. Shown as its statement, never counted as a study.';
comment on column claim.id            is 'Stable slug.';
comment on column claim.source        is 'The document.';
comment on column claim.position      is 'Order within the document''s claims.';
comment on column claim.modality      is 'Modality; null where the claim is about all of them.';
comment on column claim.condition     is 'Condition; null where the claim names none.';
comment on column claim.target_tissue is 'Target tissue; null where the claim names none.';
comment on column claim.kind          is 'What the claim is about.';
comment on column claim.statement     is 'What the document says, in this project''s words.';
comment on column claim.is_uncited    is 'True where it gives a figure without naming a study.';
comment on column claim.direction     is 'Direction claimed; null where the claim is not about an effect.';
comment on column claim.details       is 'Figures of the claim under the names in which they were curated: visits, interval_weeks, proportion, targets, ingredients and others.';
comment on column claim.reviewed_on   is 'Day on which a curator last read the claim against the document.';
create index on claim (condition, modality);
