-- A release is what an answer names and a researcher cites. Everything that a reader sees is compiled under one.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table release (
  id           text primary key check (id ~ '^\d{4}\.\d{1,2}\.\d+(-\d+)?$'),
  number       int  not null unique generated always as identity,
  published_on date not null,
  reviewed_on  date not null check (reviewed_on <= published_on),
  notes        text not null,
  is_published boolean not null default false
);
comment on table  release              is 'A published state of the evidence base; the newest number is the current one.';
comment on column release.id           is 'Calendar version: year.month.counter, for example 2026.11.1; with -2 and so on where content changed after it had been published.';
comment on column release.number       is 'Order of releases; compiled documents carry the range of numbers in which they are valid.';
comment on column release.published_on is 'Day on which the release was made public.';
comment on column release.reviewed_on  is 'Day up to which curators had read the sources of this release.';
comment on column release.notes        is 'What changed, in a curator''s words.';
comment on column release.is_published is 'Whether its documents have been compiled. From then on they never change.';

comment on table migration_journal is 'Which scripts have run, with their checksums; kept by the migration library.';
comment on column migration_journal.id           is 'Order of running.';
comment on column migration_journal.type         is 'Kind of entry, as the library numbers them.';
comment on column migration_journal.version      is 'Version of a migration; null for a seed.';
comment on column migration_journal.description  is 'Name of the script in words, and how long it ran.';
comment on column migration_journal.name         is 'Name of the script.';
comment on column migration_journal.checksum     is 'MD5 of the text that ran.';
comment on column migration_journal.installed_by is 'Login that ran it.';
comment on column migration_journal.installed_on is 'When it ran.';
comment on column migration_journal.success      is 'Whether it succeeded.';
