-- The role under which the service answers: it reads what is published, and nothing else.
do $$
begin
  if not exists (select from pg_roles where rolname = 'evidence_reader') then
    create role evidence_reader nologin;
  end if;
exception
  -- Another database of the same server may create the role at the same moment.
  when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'evidence_reader', 'member') then
    execute format('grant evidence_reader to %I', current_user);
  end if;
end $$;
grant usage on schema evidence to evidence_reader;
grant select on release, vocabulary_document, record_document, evidence_document, evidence_change to evidence_reader;
