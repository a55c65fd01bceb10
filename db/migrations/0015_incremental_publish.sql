-- What has changed since the last publish, so that the next one compiles only what that reaches. Kept by the database itself: seeds, a
-- curator's SQL and psql are noted alike.
create table pending_change (
  id            bigint primary key generated always as identity,
  content_table text not null,
  record        text,
  condition     text,
  trial         text,
  row_hash      uuid not null,
  change        int  not null check (change in (-1, 1))
);
comment on table  pending_change               is 'Rows of the content that were written since the last publish: one for how a row was, one for how it is. A row that was taken away and put back as it was adds up to nothing.';
comment on column pending_change.id            is 'Order of writing.';
comment on column pending_change.content_table is 'Table of the row.';
comment on column pending_change.record        is 'Record to which the row belongs: its id, or the study of a finding; null: every one of the table.';
comment on column pending_change.condition     is 'Condition that the row names; null where it names none.';
comment on column pending_change.trial         is 'First report of the trial of a study: its reports name each other. Null in other tables.';
comment on column pending_change.row_hash      is 'MD5 of the whole row.';
comment on column pending_change.change        is '-1: the row was there before. 1: it is there now.';

create table publish_state (
  is_only        boolean primary key default true check (is_only),
  composer       uuid not null,
  evidence_count int  not null,
  study_count    int  not null
);
comment on table  publish_state                is 'How the documents were published last; one row, none before the first publish.';
comment on column publish_state.is_only        is 'Always true: there is one row.';
comment on column publish_state.composer       is 'Build of the service that composed them: another one may compose otherwise, and publishes everything.';
comment on column publish_state.evidence_count is 'Evidence items of the current release.';
comment on column publish_state.study_count    is 'Studies of the current release.';

-- Takes SQL for record, condition and trial of a row r. A truncated table never adds up to nothing.
create function note_change() returns trigger language plpgsql as $$
declare
  note constant text := format(
    'insert into %I.pending_change (content_table, record, condition, trial, row_hash, change) select %L, %s, md5(r::text)::uuid, ',
    tg_table_schema, tg_table_name, concat_ws(', ', tg_argv[0], tg_argv[1], tg_argv[2]));
begin
  case tg_op
    when 'INSERT' then execute note || '1 from new_row r';
    when 'DELETE' then execute note || '-1 from old_row r';
    when 'UPDATE' then execute note || '-1 from old_row r'; execute note || '1 from new_row r';
    else execute format('insert into %I.pending_change (content_table, row_hash, change) values (%L, gen_random_uuid(), -1)', tg_table_schema, tg_table_name);
  end case;
  return null;
end $$;
comment on function note_change() is 'Notes in pending_change which rows a statement wrote.';

-- Every table that publish reads. Routes are not among them.
do $$
declare
  content record;
  event text;
begin
  for content in
    select * from (values
      ('condition', 'r.id', 'r.id', 'null'),
      ('condition_synonym', 'r.condition', 'r.condition', 'null'),
      ('condition_code', 'r.condition', 'r.condition', 'null'),
      ('modality', 'r.id', 'null', 'null'),
      ('modality_synonym', 'r.modality', 'null', 'null'),
      ('modality_code', 'r.modality', 'null', 'null'),
      ('target_tissue', 'r.id', 'null', 'null'),
      ('target_tissue_synonym', 'r.target_tissue', 'null', 'null'),
      ('target_tissue_code', 'r.target_tissue', 'null', 'null'),
      ('code_system', 'r.id', 'null', 'null'),
      ('comparator', 'r.id', 'null', 'null'),
      ('study_design', 'r.id', 'null', 'null'),
      ('outcome_measure', 'r.id', 'null', 'null'),
      ('grading_system', 'r.id', 'null', 'null'),
      ('evidence_level', 'r.grading_system', 'null', 'null'),
      ('study', 'r.id', 'null', 'coalesce(r.same_trial_as, r.id)'),
      ('study_condition', 'r.study', 'r.condition', 'null'),
      ('study_comparator', 'r.study', 'null', 'null'),
      ('finding', 'r.study', 'null', 'null'),
      ('grading', 'r.id', 'r.condition', 'null'),
      ('recommendation', 'r.id', 'r.condition', 'null'),
      ('safety_fact', 'r.id', 'r.condition', 'null'),
      ('source_document', 'r.id', 'null', 'null'),
      ('claim', 'r.id', 'r.condition', 'null')) as t(name, record, condition, trial)
  loop
    foreach event in array array['insert', 'update', 'delete', 'truncate'] loop
      execute format('create trigger %I after %s on %I %s for each statement execute function note_change(%L, %L, %L)',
        content.name || '_notes_' || event, event, content.name,
        case event
          when 'insert' then 'referencing new table as new_row'
          when 'update' then 'referencing old table as old_row new table as new_row'
          when 'delete' then 'referencing old table as old_row'
          else '' end,
        content.record, content.condition, content.trial);
    end loop;
  end loop;
end $$;

-- A study that was verified changes the gradings that it was the source of.
create index on grading (source_study) where source_study is not null;
-- Items are counted by modality and by tissue without reading them.
create index on evidence_document (modality, target_tissue) where until_release is null;

-- The same vector in less than half of the time: its words are found once, not once for each dictionary. Writing search documents is most
-- of what a large publish does.
create or replace function search_vector(value text) returns tsvector language sql immutable strict parallel safe
return (select to_tsvector('simple', words) || to_tsvector('english', words) from (select search_words(value) as words offset 0) found);
