-- What PostgreSQL's relatives have as well: trigrams by GIN in place of GiST, and keys that hold the column by which a table is distributed.
drop index evidence_document_id_idx1;
drop index record_document_id_idx;
drop index search_word_word_idx1;
create index on evidence_document using gin (id gin_trgm_ops);
create index on record_document using gin (id gin_trgm_ops);
create index on search_word using gin (word gin_trgm_ops);

-- An id begins with its condition, so these keys are as unique as they were.
alter table evidence_document drop constraint evidence_document_pkey;
drop index evidence_document_id_idx;
alter table evidence_document add primary key (condition, id, from_release);
create unique index on evidence_document (condition, id) where until_release is null;
create index on evidence_document (id, from_release);
