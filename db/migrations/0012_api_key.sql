-- Keys of callers. The secret of a key is 32 random bytes: nobody can try them all, so one fast hash hides it as well as a slow one would.
create table api_key (
  id          text collate "C" primary key check (id ~ '^[0-9a-f]{12}$'),
  holder      text not null check (holder ~ '^[^[:cntrl:]]{1,100}$' and btrim(holder) <> ''),
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  scopes      text[] not null check (
    array_ndims(scopes) = 1
    and array_to_string(scopes, ' ', '?') ~ '^(evidence\.read|system/(\*|[A-Z][A-Za-z]*)\.c?ru?d?s)( (evidence\.read|system/(\*|[A-Z][A-Za-z]*)\.c?ru?d?s))*$'),
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null check (expires_at > created_at),
  revoked_at  timestamptz check (revoked_at >= created_at)
);
comment on table  api_key             is 'Keys with which callers show who they are. Made, listed and revoked by the owner: keys add, keys list, keys revoke.';
comment on column api_key.id          is 'Public part of the key, evk_<id>_<secret>; names it in lists and logs.';
comment on column api_key.holder      is 'Who was given the key.';
comment on column api_key.secret_hash is 'SHA-256 of the secret part, which is kept nowhere.';
comment on column api_key.scopes      is 'What the key opens: evidence.read, or scopes of SMART Backend Services such as system/*.rs.';
comment on column api_key.created_at  is 'When it was made.';
comment on column api_key.expires_at  is 'From when on it opens nothing.';
comment on column api_key.revoked_at  is 'From when on it opens nothing, ahead of its time; null where it was not revoked.';

-- Tells of a key only to who shows it: neither ids nor hashes nor holders can be listed through it. Not constant in time, and need not be: what
-- is compared is a hash, and to come closer to it letter by letter takes secrets that hash so.
create function api_key_of(key_id text, key_hash bytea)
  returns table (scopes text[], expires_at timestamptz)
  language sql stable strict security definer set search_path = evidence, pg_temp
as $$
  select k.scopes, k.expires_at
  from evidence.api_key k
  where k.id = key_id and k.secret_hash = key_hash and k.revoked_at is null and k.expires_at > now()
$$;
comment on function api_key_of(text, bytea) is 'Scopes and end of the key with this id and this SHA-256 of its secret; no row where there is no such key, or it has expired or was revoked.';
revoke all on function api_key_of(text, bytea) from public;

-- The role that looks keys up: it can ask this function, and read nothing.
do $$
begin
  if not exists (select from pg_roles where rolname = 'evidence_authenticator') then
    create role evidence_authenticator nologin;
  end if;
exception
  -- Another database of the same server may create the role at the same moment.
  when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'evidence_authenticator', 'member') then
    execute format('grant evidence_authenticator to %I', current_user);
  end if;
end $$;
grant usage on schema evidence to evidence_authenticator;
grant execute on function api_key_of(text, bytea) to evidence_authenticator;
