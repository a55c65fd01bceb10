-- What every login of the server may do in a new database, and none that serves needs: temporary tables, and in databases that began before
-- PostgreSQL 15 tables in the schema public. Where this login does not own the database, the server warns and leaves it as it is.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end $$;
revoke create on schema public from public;
