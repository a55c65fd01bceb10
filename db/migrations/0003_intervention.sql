create table modality (
  id           text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name         text not null unique,
  abbreviation text,
  parent       text references modality deferrable initially deferred check (parent <> id),
  is_grouping  boolean not null
);
comment on table  modality              is 'What is injected: PRP and its forms, prolotherapy, perineural dextrose, orthobiologic cells and more.';
comment on column modality.id           is 'Stable slug, the id in every address.';
comment on column modality.name         is 'Name as shown.';
comment on column modality.abbreviation is 'Usual abbreviation; null where there is none.';
comment on column modality.parent       is 'The less specific modality; evidence of a form also answers for its parent, marked.';
comment on column modality.is_grouping  is 'True where the modality only gathers others and has no evidence of its own.';

create constraint trigger modality_has_no_cycle after insert or update of parent on modality
  deferrable initially deferred for each row when (new.parent is not null) execute function refuse_own_ancestor();

create table modality_synonym (
  modality text not null references modality on delete cascade,
  position int  not null check (position > 0),
  synonym  text not null check (synonym <> ''),
  primary key (modality, position),
  unique (modality, synonym)
);
comment on table  modality_synonym          is 'Other names of a modality, trade names among them.';
comment on column modality_synonym.modality is 'The modality that is meant.';
comment on column modality_synonym.position is 'Order in which the names are shown.';
comment on column modality_synonym.synonym  is 'The other name.';

create table modality_code (
  modality text not null references modality on delete cascade,
  position int  not null check (position > 0),
  system   text not null references code_system,
  code     text not null,
  display  text not null,
  source   text not null,
  note     text,
  primary key (modality, position),
  unique (modality, system, code),
  constraint modality_code_has_the_shape_of_its_system check (case system
    when 'mesh' then code ~ '^D[0-9]{6}([0-9]{3})?$'
    when 'unii' then code ~ '^[0-9A-Z]{10}$'
    else false end)
);
comment on table  modality_code          is 'Codes of a modality or of its active substance.';
comment on column modality_code.modality is 'The modality.';
comment on column modality_code.position is 'Order in which the codes are shown.';
comment on column modality_code.system   is 'Code system.';
comment on column modality_code.code     is 'Code as its system writes it.';
comment on column modality_code.display  is 'The system''s own text for the code.';
comment on column modality_code.source   is 'Where code and text were read.';
comment on column modality_code.note     is 'Edition read, or how the code differs from the modality; null where there is nothing to say.';

create table target_tissue (
  id   text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null unique
);
comment on table  target_tissue      is 'Tissue or space into which is injected.';
comment on column target_tissue.id   is 'Stable slug.';
comment on column target_tissue.name is 'Name as shown.';

create table target_tissue_synonym (
  target_tissue text not null references target_tissue on delete cascade,
  position      int  not null check (position > 0),
  synonym       text not null check (synonym <> ''),
  primary key (target_tissue, position),
  unique (target_tissue, synonym)
);
comment on table  target_tissue_synonym               is 'Other names of a target tissue.';
comment on column target_tissue_synonym.target_tissue is 'The tissue that is meant.';
comment on column target_tissue_synonym.position      is 'Order in which the names are shown.';
comment on column target_tissue_synonym.synonym       is 'The other name.';

create table target_tissue_code (
  target_tissue text not null references target_tissue on delete cascade,
  position      int  not null check (position > 0),
  system        text not null references code_system,
  code          text not null,
  display       text not null,
  source        text not null,
  note          text,
  primary key (target_tissue, position),
  unique (target_tissue, system, code),
  constraint target_tissue_code_has_the_shape_of_its_system check (case system
    when 'mesh'   then code ~ '^D[0-9]{6}([0-9]{3})?$'
    when 'uberon' then code ~ '^UBERON:[0-9]{7}$'
    when 'fma'    then code ~ '^[0-9]{4,6}$'
    else false end)
);
comment on table  target_tissue_code               is 'Anatomy codes of a target tissue.';
comment on column target_tissue_code.target_tissue is 'The tissue.';
comment on column target_tissue_code.position      is 'Order in which the codes are shown.';
comment on column target_tissue_code.system        is 'Code system.';
comment on column target_tissue_code.code          is 'Code as its system writes it.';
comment on column target_tissue_code.display       is 'The system''s own text for the code.';
comment on column target_tissue_code.source        is 'Where code and text were read.';
comment on column target_tissue_code.note          is 'Edition read, or a cross-reference; null where there is nothing to say.';

create table route (
  id         text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name       text not null unique,
  definition text not null
);
comment on table  route            is 'Route of injection.';
comment on column route.id         is 'Stable slug.';
comment on column route.name       is 'Name as shown.';
comment on column route.definition is 'What the route means here.';

create table comparator (
  id   text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null unique
);
comment on table  comparator      is 'What a modality was compared with, other than another modality.';
comment on column comparator.id   is 'Stable slug.';
comment on column comparator.name is 'Name as shown.';
