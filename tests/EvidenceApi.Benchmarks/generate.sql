-- Enlarges a published base: :copies copies of every condition with its codes, studies, findings, gradings and compiled documents, so
-- that everything stays as long, as many and as mixed as it really is. Only view=full, which is not timed, holds the standard view again:
-- it would be half of the disk. Run by psql as the owner, with search_path = evidence, public.
\set ON_ERROR_STOP on
set session_replication_role = replica;
set synchronous_commit = off;
set maintenance_work_mem = '1GB';

create table copy as select k from generate_series(1, :copies) k;

-- Filling comes first and the indexes, which no rule depends on, after it.
create table dropped_index as
select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index i
where indrelid in ('study'::regclass, 'finding'::regclass, 'evidence_document'::regclass, 'condition_code'::regclass, 'study_condition'::regclass)
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid);
select 'drop index ' || name from dropped_index \gexec

-- The statement that copies a table's rows t, some columns in other words.
create function pg_temp.copied(source text, changed jsonb) returns text language sql as $$
  select format('insert into %1$s (%2$s) select %3$s from %1$s t, copy', source, string_agg(attname, ', ' order by attnum),
    string_agg(coalesce(changed ->> attname, 't.' || attname), ', ' order by attnum))
  from pg_attribute where attrelid = source::regclass and attnum > 0 and not attisdropped and attgenerated = ''
$$;
-- The document of another condition: its ids change, its length hardly does.
create function pg_temp.named(document text) returns text language sql as $$
  select format('convert_to(replace(replace(convert_from(t.%s, ''UTF8''), ''"'' || t.condition || ''"'', ''"'' || t.condition || ''-'' || k || ''"''), ''"'' || t.condition || ''.'', ''"'' || t.condition || ''-'' || k || ''.''), ''UTF8'')', document)
$$;

-- A code of its own for each, in the shape of ICD-10-CM: Y0A.BCDE.
create table copied_code as
select k, condition, position, display, upper('Y' || (m / 1048576) % 10 || substr(h, 1, 1) || '.' || substr(h, 2)) as code
from (select k, condition, position, display, m, lpad(to_hex(m % 1048576), 5, '0') as h
      from (select k, condition, position, display, k * 256 + row_number() over (partition by k order by condition, position) as m
            from condition_code, copy where system = 'icd-10-cm') numbered) shaped;
insert into condition_code (condition, position, system, code, display, match, source)
select condition || '-' || k, position, 'icd-10-cm', code, display, 'exact', 'made for a benchmark' from copied_code;

select pg_temp.copied('condition', '{"id": "t.id || ''-'' || k", "name": "t.name || '' '' || k", "parent": "t.parent || ''-'' || k"}') \gexec
select pg_temp.copied('finding', '{"study": "t.study || ''-'' || k"}') \gexec
select pg_temp.copied('study_condition', '{"study": "t.study || ''-'' || k", "condition": "t.condition || ''-'' || k"}') \gexec
select pg_temp.copied('study', '{"id": "t.id || ''-'' || k", "pmid": "null", "pmcid": "null", "doi": "null", "registration": "null", "same_trial_as": "t.same_trial_as || ''-'' || k"}') \gexec
select pg_temp.copied('grading', '{"id": "t.id || ''-'' || k", "condition": "t.condition || ''-'' || k", "source_study": "t.source_study || ''-'' || k"}') \gexec
select pg_temp.copied('evidence_document', jsonb_build_object(
  'id', 't.condition || ''-'' || k || substr(t.id, length(t.condition) + 1)', 'condition', 't.condition || ''-'' || k', 'outline', pg_temp.named('outline'),
  'summary', pg_temp.named('summary'), 'standard', pg_temp.named('standard'), 'body', pg_temp.named('standard'))) \gexec

insert into vocabulary_document
select kind, id || '-' || copy.k, from_release, until_release,
  convert_to((body || jsonb_build_object('id', id || '-' || copy.k, 'name', (body ->> 'name') || ' ' || copy.k, 'parent', (body ->> 'parent') || '-' || copy.k,
    'ancestors', (select coalesce(jsonb_agg(a || '-' || copy.k), '[]') from jsonb_array_elements_text(body -> 'ancestors') a),
    'children', (select coalesce(jsonb_agg(a || '-' || copy.k), '[]') from jsonb_array_elements_text(body -> 'children') a),
    'codes', coalesce(codes, '[]')))::text, 'UTF8')
from (select kind, id, from_release, until_release, convert_from(body, 'UTF8')::jsonb as body from vocabulary_document where kind = 'condition') v
cross join copy
left join (select k, condition, jsonb_agg(jsonb_build_object('system', 'icd-10-cm', 'code', code, 'display', display, 'match', 'exact', 'sourceUrl', null, 'source', null, 'note', null)) as codes
           from copied_code group by k, condition) c on c.k = copy.k and c.condition = v.id;

select definition from dropped_index \gexec
drop table copied_code, copy, dropped_index;
