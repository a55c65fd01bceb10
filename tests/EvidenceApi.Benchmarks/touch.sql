-- What a curator's release does to a hundredth of the copied conditions, or to one finding (:share = 'one'): every study and finding of
-- them is corrected. Run by psql as the owner, with search_path = evidence, public.
\set ON_ERROR_STOP on
insert into release (id, published_on, reviewed_on, notes) values (:'release', '2027-01-01', '2027-01-01', 'A release of the benchmark.');

-- Copies are called <id>-<k>: one copy after the other, as a curator works through an area.
create temp table chosen as
with copied as (select id, substring(id from '-(\d+)$')::int as k from condition where id ~ '-\d+$')
select distinct c.study
from study_condition c
where :'share' <> 'one' and c.condition in (select id from copied order by k, id limit (select ceil(count(*) * 0.01) from copied));
analyze chosen;
update study set summary = summary || ' Read again.' from chosen where study.id = chosen.study;
update finding set name = name || ' (read again)' from chosen where finding.study = chosen.study;
update finding set name = name || ' (read again)'
where :'share' = 'one' and (study, position) = (select study, position from finding where study = 'bennell-2021-restore-1' order by position limit 1);

select count(*) as "findings touched" from (select distinct row_hash from pending_change where content_table = 'finding' and change = 1) touched;
