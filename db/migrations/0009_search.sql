-- Searching: one document for everything that can be found, with its names, and the words by which a slip of the pen is read.

-- The functions stand in generated columns, so they must be immutable. unaccent and to_tsvector are, as long as nobody edits their
-- dictionaries; bound here at creation, they do not depend on the search path either.
create function search_plain(value text) returns text language sql immutable strict parallel safe
return btrim(regexp_replace(
  regexp_replace(lower(unaccent('unaccent'::regdictionary, value)), '[''’`´ʼ]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'));
comment on function search_plain(text) is 'Words in small letters without accents and apostrophes, one space between them: Golfer''s elbow → golfers elbow.';

create function search_plain(value text[]) returns text[] language sql immutable strict parallel safe
return array(select search_plain(entry) from unnest(value) with ordinality as e(entry, position) order by position);
comment on function search_plain(text[]) is 'The same of every entry.';

create function search_identifier(value text) returns text language sql immutable strict parallel safe
return regexp_replace(
  regexp_replace(
    lower(regexp_replace(value, '\s', '', 'g')),
    '^(https?://)?((www\.|dx\.)?doi\.org/|pubmed\.ncbi\.nlm\.nih\.gov/|(www\.)?(ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov)/articles/|(www\.)?clinicaltrials\.gov/(ct2/show|study)/|doi:|pmid:?|pmcid:?)', ''),
  '[/.,;]+$', '');
comment on function search_identifier(text) is 'An identifier as it is compared: in small letters, without the address or label in front of it.';

create function search_identifier(value text[]) returns text[] language sql immutable strict parallel safe
return array(select search_identifier(entry) from unnest(value) with ordinality as e(entry, position) order by position);
comment on function search_identifier(text[]) is 'The same of every entry.';

create function search_words(value text) returns text language sql immutable strict parallel safe
return search_plain(value || ' ' || coalesce((
  select string_agg(replace(compound[1], '-', ''), ' ') from regexp_matches(value, '[[:alnum:]]+(?:-[[:alnum:]]+)+', 'g') as compound), ''));
comment on function search_words(text) is 'Words by which a text is found: its own, and those with a hyphen also in one piece.';

create function search_vector(value text) returns tsvector language sql immutable strict parallel safe
return to_tsvector('simple', search_words(value)) || to_tsvector('english', search_words(value));
comment on function search_vector(text) is 'Those words as written, so that the beginning of one finds it, and by their English stems.';

create function search_vector(names text[], related text[], context text[], passage text) returns tsvector language sql immutable strict parallel safe
return setweight(search_vector(array_to_string(names, ' ')), 'A') || setweight(search_vector(array_to_string(related, ' ')), 'B')
  || setweight(search_vector(array_to_string(context, ' ')), 'C') || setweight(search_vector(passage), 'D');
comment on function search_vector(text[], text[], text[], text) is 'A document as full text search sees it.';

create table search_document (
  kind            text   not null check (kind in ('condition', 'modality', 'target-tissue', 'evidence', 'recommendation', 'study')),
  id              text   not null,
  from_release    int    not null references release (number),
  until_release   int    references release (number) check (until_release > from_release),
  place           int    not null,
  weight          int    not null,
  title           text   not null,
  identifiers     text[] not null,
  names           text[] not null,
  related         text[] not null,
  context         text[] not null,
  passage         text   not null,
  body            bytea  not null,
  identifier_keys text[] not null generated always as (search_identifier(identifiers)) stored,
  name_keys       text[] not null generated always as (search_plain(names)) stored,
  vector          tsvector not null generated always as (search_vector(names, related, context, passage)) stored,
  primary key (kind, id, from_release)
);
comment on table  search_document                 is 'Compiled documents of the search: conditions, modalities, tissues, evidence items, recommendations, studies.';
comment on column search_document.kind            is 'What is found.';
comment on column search_document.id              is 'Its id.';
comment on column search_document.from_release    is 'First release number in which the document is valid.';
comment on column search_document.until_release   is 'First release number in which it is no longer valid; null while it is current.';
comment on column search_document.place           is 'Order of kinds that are met equally well, 1 first: vocabularies, evidence items, recommendations, studies.';
comment on column search_document.weight          is 'How much evidence there is, within the kind: studies; participants of a study; year of a recommendation.';
comment on column search_document.title           is 'Title as shown.';
comment on column search_document.identifiers     is 'What stands for it alone: id, codes, DOI, PMID, PMCID, registration.';
comment on column search_document.names           is 'Names by which it is called: synonyms and abbreviations of an entry; those of condition, modality and tissue of an evidence item; title of a study.';
comment on column search_document.related         is 'Names of what it is about: conditions, modality and tissue of a study.';
comment on column search_document.context         is 'Names of broader conditions and modalities; authors, year, journal and design of a study; organization of a recommendation.';
comment on column search_document.passage         is 'Its text.';
comment on column search_document.body            is 'The hit without what depends on the question: UTF-8 JSON.';
comment on column search_document.identifier_keys is 'identifiers as they are compared.';
comment on column search_document.name_keys       is 'names as they are compared.';
comment on column search_document.vector          is 'Full text: names A, related B, context C, passage D.';
create unique index on search_document (kind, id) where until_release is null;
create index on search_document using gin (vector);
create index on search_document using gin (identifier_keys);
create index on search_document using gin (name_keys);

create table search_word (
  word           text collate "C" not null check (word <> ''),
  from_release   int  not null references release (number),
  until_release  int  references release (number) check (until_release > from_release),
  document_count int  not null check (document_count > 0),
  primary key (word, from_release)
);
comment on table  search_word                is 'Every word of the search documents: a typed word that begins none of them is read as the nearest ones.';
comment on column search_word.word           is 'Word in small letters without accents.';
comment on column search_word.from_release   is 'First release number in which the row is valid.';
comment on column search_word.until_release  is 'First release number in which it is no longer valid; null while it is current.';
comment on column search_word.document_count is 'Documents in which it stands.';
create unique index on search_word (word) where until_release is null;
create index on search_word using gist (word gist_trgm_ops (siglen = 64));

grant select on search_document, search_word to evidence_reader;
