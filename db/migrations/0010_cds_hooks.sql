-- CDS Hooks: cards among the compiled vocabularies, and what EHRs report on the cards they showed.
alter table vocabulary_document drop constraint vocabulary_document_kind_check;
alter table vocabulary_document add constraint vocabulary_document_kind_check
  check (kind in ('condition', 'modality', 'target-tissue', 'grading-system', 'code-system', 'study-design', 'outcome-measure', 'comparator', 'card'));
comment on table  vocabulary_document    is 'Compiled entries of the vocabularies: conditions, modalities, tissues, grading systems, code systems, designs, outcome measures, comparators; and the card of every condition that has evidence.';
comment on column vocabulary_document.id is 'Id of the entry; of a card, the id of its condition.';

create table hook_feedback (
  id            bigint primary key generated always as identity,
  card          uuid not null,
  service       text not null check (service ~ '^[a-z]+(-[a-z]+)*$'),
  tenant        text not null,
  outcome       text not null check (outcome in ('accepted', 'overridden')),
  reason_system text check (reason_system is null or length(reason_system) <= 200),
  reason_code   text check (reason_code ~ '^[A-Za-z0-9._-]{1,64}$'),
  evidence      text collate "C" check (evidence is null or condition is not null),
  condition     text collate "C",
  release       int references release (number),
  outcome_at    timestamptz not null,
  received_at   timestamptz not null default now(),
  comment       text check (length(comment) <= 4000),
  check (reason_system is null or reason_code is not null),
  check (outcome = 'overridden' or (reason_code is null and comment is null)),
  unique nulls not distinct (card, service, tenant, outcome, reason_system, reason_code, outcome_at)
);
comment on table  hook_feedback               is 'What users did with cards, as EHRs report it. Holds nothing about a patient. The same report sent again is one row.';
comment on column hook_feedback.id            is 'Order of arrival.';
comment on column hook_feedback.card          is 'Card, as the report names it.';
comment on column hook_feedback.service       is 'CDS service that gave the card.';
comment on column hook_feedback.tenant        is 'Who reports: issuer|tenant of the client as configured; empty where clients do not authenticate.';
comment on column hook_feedback.outcome       is 'What the user did.';
comment on column hook_feedback.reason_system is 'Code system of the override reason; null where none was given.';
comment on column hook_feedback.reason_code   is 'Override reason; null where none was given or it has not the shape of a code.';
comment on column hook_feedback.evidence      is 'Headline evidence item of the card; null for a card that folds several conditions, or one that this service did not give.';
comment on column hook_feedback.condition     is 'Condition of the card; null as evidence.';
comment on column hook_feedback.release       is 'Number of the release from which the card came; null for a card that this service did not give.';
comment on column hook_feedback.outcome_at    is 'When the user acted, as reported.';
comment on column hook_feedback.received_at   is 'When the report arrived.';
comment on column hook_feedback.comment       is 'What the user wrote; may hold patient data, so it is null unless the operator has chosen to keep comments.';
create index on hook_feedback (condition, service, tenant) where outcome = 'overridden';

-- The role that takes reports in: it can add to this table and count overrides, and read nothing else.
do $$
begin
  if not exists (select from pg_roles where rolname = 'evidence_feedback') then
    create role evidence_feedback nologin;
  end if;
exception
  -- Another database of the same server may create the role at the same moment.
  when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'evidence_feedback', 'member') then
    execute format('grant evidence_feedback to %I', current_user);
  end if;
end $$;
grant usage on schema evidence to evidence_feedback;
grant insert on hook_feedback to evidence_feedback;
grant select (card, service, tenant, outcome, reason_system, reason_code, condition) on hook_feedback to evidence_feedback;
