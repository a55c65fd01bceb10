-- A release is what an answer names and a researcher cites. Everything that a reader sees is compiled under one.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table release (
  id           text primary key check (id ~ '^\d{4}\.\d{1,2}\.\d+$'),
  number       int  not null unique generated always as identity,
  published_on date not null,
  reviewed_on  date not null check (reviewed_on <= published_on),
  notes        text not null,
  revision     int  not null default 0 check (revision >= 0)
);
comment on table  release              is 'A published state of the evidence base; the newest number is the current one.';
comment on column release.id           is 'Calendar version: year.month.counter, for example 2026.11.1.';
comment on column release.number       is 'Order of releases; compiled documents carry the range of numbers in which they are valid.';
comment on column release.published_on is 'Day on which the release was made public.';
comment on column release.reviewed_on  is 'Day up to which curators had read the sources of this release.';
comment on column release.notes        is 'What changed, in a curator''s words.';
comment on column release.revision     is 'How often the documents of this release were compiled with a change; 0 until the first publish.';
