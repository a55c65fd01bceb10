-- Enlarges a published base: :copies copies of every condition with its codes, studies, findings, gradings and compiled documents, so
-- that everything stays as long, as many and as mixed as it really is. Run by psql as the owner, with search_path = evidence, public.
\set ON_ERROR_STOP on
set session_replication_role = replica;
set synchronous_commit = off;

-- The document of another condition: its ids change, its length hardly does.
create function pg_temp.named(document bytea, condition text, k int) returns text language sql as $$
  select '\x' || encode(convert_to(replace(replace(convert_from(document, 'UTF8'), '"' || condition || '"', '"' || condition || '-' || k || '"'), '"' || condition || '.', '"' || condition || '-' || k || '.'), 'UTF8'), 'hex')
$$;

create table copy as select k from generate_series(1, :copies) k;

insert into condition select c.id || '-' || k, c.name || ' ' || k, c.body_region, c.parent || '-' || k, c.is_grouping from condition c, copy;

-- A code of its own for each, in the shape of ICD-10-CM: Y0A.BCDE.
create table copied_code as
select k, condition, position, display, upper('Y' || (m / 1048576) % 10 || substr(h, 1, 1) || '.' || substr(h, 2)) as code
from (select k, condition, position, display, m, lpad(to_hex(m % 1048576), 5, '0') as h
      from (select k, condition, position, display, k * 256 + row_number() over (partition by k order by condition, position) as m
            from condition_code, copy where system = 'icd-10-cm') numbered) shaped;
insert into condition_code (condition, position, system, code, display, match, source)
select condition || '-' || k, position, 'icd-10-cm', code, display, 'exact', 'made for a benchmark' from copied_code;

select string_agg(attname, ', ' order by attnum) as columns from pg_attribute
where attrelid = 'study'::regclass and attnum > 0 and not attisdropped and attgenerated = '' \gset
insert into study (:columns)
select :columns from (select (s).* from (
  select jsonb_populate_record(s, jsonb_build_object(
    'id', s.id || '-' || k, 'pmid', null, 'pmcid', null, 'doi', null, 'registration', null, 'same_trial_as', s.same_trial_as || '-' || k)) as s
  from study s, copy) copied) copies;
insert into study_condition (study, position, condition) select study || '-' || k, position, condition || '-' || k from study_condition, copy;
insert into finding
select (f).* from (select jsonb_populate_record(f, jsonb_build_object('study', f.study || '-' || k)) as f from finding f, copy) copied;
insert into grading
select (g).* from (
  select jsonb_populate_record(g, jsonb_build_object('id', g.id || '-' || k, 'condition', g.condition || '-' || k, 'source_study', g.source_study || '-' || k)) as g
  from grading g, copy) copied;

insert into evidence_document
select (d).* from (
  select jsonb_populate_record(d, jsonb_build_object('id', d.condition || '-' || k || substr(d.id, length(d.condition) + 1), 'condition', d.condition || '-' || k,
    'outline', pg_temp.named(d.outline, d.condition, k), 'summary', pg_temp.named(d.summary, d.condition, k), 'standard', pg_temp.named(d.standard, d.condition, k), 'body', pg_temp.named(d.body, d.condition, k))) as d
  from evidence_document d, copy) copied;

insert into vocabulary_document
select kind, id || '-' || k, from_release, until_release,
  convert_to((body || jsonb_build_object('id', id || '-' || k, 'name', (body ->> 'name') || ' ' || k, 'parent', (body ->> 'parent') || '-' || k,
    'ancestors', (select coalesce(jsonb_agg(a || '-' || k), '[]') from jsonb_array_elements_text(body -> 'ancestors') a),
    'children', (select coalesce(jsonb_agg(a || '-' || k), '[]') from jsonb_array_elements_text(body -> 'children') a),
    'codes', (select coalesce(jsonb_agg(jsonb_build_object('system', 'icd-10-cm', 'code', c.code, 'display', c.display, 'match', 'exact', 'sourceUrl', null, 'source', null, 'note', null)), '[]')
              from copied_code c where c.k = copy.k and c.condition = v.id)))::text, 'UTF8')
from (select kind, id, from_release, until_release, convert_from(body, 'UTF8')::jsonb as body from vocabulary_document where kind = 'condition') v, copy;

drop table copied_code, copy;
analyze;
-- PostGraphile would give this table and the filter on studies the same name.
comment on table study_condition is '@name study_of_condition';
