create table code_system (
  id      text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name    text not null,
  uri     text not null unique,
  aliases text[] not null default '{}',
  licence text not null
);
comment on table  code_system         is 'Code systems by which a condition, modality or tissue can be asked for.';
comment on column code_system.id      is 'Slug used in a request: code=<id>|<code>.';
comment on column code_system.name    is 'Full name.';
comment on column code_system.uri     is 'Canonical FHIR URI, accepted in a request in place of the slug.';
comment on column code_system.aliases is 'Other identifiers that senders use: urn:oid forms and older URIs.';
comment on column code_system.licence is 'Terms under which codes of this system are shipped here.';

create table condition (
  id          text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name        text not null unique,
  body_region text not null check (body_region in (
    'multiple', 'jaw', 'cervical-spine', 'spine', 'lumbar-spine', 'pelvis', 'shoulder', 'elbow', 'wrist', 'hand',
    'hip', 'groin', 'thigh', 'knee', 'ankle', 'foot')),
  parent      text references condition deferrable initially deferred check (parent <> id),
  is_grouping boolean not null
);
comment on table  condition             is 'A condition for which a regenerative injection has been tried, or a grouping of such conditions.';
comment on column condition.id          is 'Stable slug, the id in every address.';
comment on column condition.name        is 'Clinical name, as shown.';
comment on column condition.body_region is 'Region of the body; multiple where the condition has no single one.';
comment on column condition.parent      is 'The broader condition; null for a root.';
comment on column condition.is_grouping is 'True where the condition only gathers others: it has no evidence of its own and answers for its descendants.';
create index on condition (parent);
create index on condition (body_region);

create function refuse_own_ancestor() returns trigger language plpgsql as $$
declare
  is_own_ancestor boolean;
begin
  execute format(
    'with recursive above(id) as (
       select $1
       union
       select t.parent from %I.%I t join above a on t.id = a.id
     )
     select exists (select from above where id = $2)', tg_table_schema, tg_table_name)
  into is_own_ancestor using new.parent, new.id;
  if is_own_ancestor then
    raise exception '% % would be its own ancestor', tg_table_name, new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function refuse_own_ancestor() is 'Refuses a parent that makes an entry of a vocabulary its own ancestor.';
-- Deferred: a seed may insert a child before its parent.
create constraint trigger condition_has_no_cycle after insert or update of parent on condition
  deferrable initially deferred for each row when (new.parent is not null) execute function refuse_own_ancestor();

create table condition_synonym (
  condition text not null references condition on delete cascade,
  position  int  not null check (position > 0),
  synonym   text not null check (synonym <> ''),
  primary key (condition, position),
  unique (condition, synonym)
);
comment on table  condition_synonym           is 'Other names of a condition: lay words, abbreviations, older terms.';
comment on column condition_synonym.condition is 'The condition that is meant.';
comment on column condition_synonym.position  is 'Order in which the names are shown.';
comment on column condition_synonym.synonym   is 'The other name.';
create index on condition_synonym using gin (lower(synonym) gin_trgm_ops);

create table condition_code (
  condition  text not null references condition on delete cascade,
  position   int  not null check (position > 0),
  system     text not null references code_system,
  code       text not null,
  display    text not null,
  match      text not null check (match in ('exact', 'subtree')),
  source_url text,
  source     text,
  note       text,
  code_key   text not null generated always as (upper(replace(code, '.', ''))) stored,
  primary key (condition, position),
  unique (condition, system, code),
  constraint condition_code_has_the_shape_of_its_system check (case system
    when 'icd-10-cm' then code ~ '^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$'
    when 'icd-11'    then code ~ '^[0-9A-Z]{2}[0-9A-Z]{2}(\.[0-9A-Z]{1,3})?$'
    when 'snomed-ct' then code ~ '^[1-9][0-9]{5,17}$'
    when 'mesh'      then code ~ '^D[0-9]{6}([0-9]{3})?$'
    else false end),
  constraint condition_code_names_where_it_was_read check (source_url is not null or source is not null)
);
comment on table  condition_code            is 'Codes that stand for a condition. One code may belong to several conditions.';
comment on column condition_code.condition  is 'The condition that the code stands for.';
comment on column condition_code.position   is 'Order in which the codes are shown.';
comment on column condition_code.system     is 'Code system.';
comment on column condition_code.code       is 'Code as its system writes it.';
comment on column condition_code.display    is 'The system''s own text for the code.';
comment on column condition_code.match      is 'exact: this code alone. subtree: this code and every code below it.';
comment on column condition_code.source_url is 'Page on which code and text were read; null where source names it in words.';
comment on column condition_code.source     is 'Where code and text were read, where there is no address for it.';
comment on column condition_code.note       is 'Edition read, or how the code differs from the condition; null where there is nothing to say.';
comment on column condition_code.code_key   is 'Code in upper case without dots: what a request is compared with.';
create index on condition_code (system, code_key text_pattern_ops);
