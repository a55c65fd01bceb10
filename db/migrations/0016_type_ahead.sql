-- Reading what was typed, and finding the names that it begins, before the next letter is typed.

create function search_nearest(typed_word text, release_number int) returns text language plpgsql stable strict parallel safe as $$
begin
  return (
    select string_agg(quote_literal(near.word) || ':*§', '|')
    from (
      select word
      from (
        select word, document_count, word_similarity(typed_word, word) as nearness, max(word_similarity(typed_word, word)) over () as nearest
        from (
          select word, document_count
          from search_word
          where word %> typed_word and from_release <= release_number and (until_release is null or until_release > release_number)
          order by word <->> typed_word
          limit 10
        ) ten
      ) judged
      where nearness >= 0.9 * nearest
      order by nearness desc, similarity(typed_word, word) desc, document_count desc, word
      limit 3
    ) near);
end
$$;
comment on function search_nearest(text, int) is 'The words on record that a typed word is read as where it begins none of them: part of a tsquery as search_reading makes it; null where none is near.';

-- Step by step in place of one statement with a dozen parts, which took longer to start than to run: nearly every word is typed as it is on record.
create function search_reading(typed text, release_number int, out key text, out patterns text[], out words text[], out exact text, out loose text)
  language plpgsql stable strict parallel safe
as $$
declare
  tokens       text[] := '{}';
  token        text;
  parts        text[];
  part         text;
  stems        text[] := '{}';
  stem         text;
  place        int := 0;
  term         text;
  near         text;
  one_piece    text;
  token_exact  text;
  token_loose  text;
begin
  patterns := '{}';
  words := '{}';
  foreach token in array regexp_split_to_array(btrim(typed), '\s+') loop
    -- Most need not be made plain, which costs as much as all the rest.
    if token !~ '^[a-z0-9]+$' then
      token := search_plain(token);
      continue when token = '';
    end if;
    tokens := tokens || token;
    foreach part in array string_to_array(token, ' ') loop
      patterns := patterns || ('% ' || part || '%');
      stems := stems || coalesce((tsvector_to_array(to_tsvector('english', part)))[1], '');
    end loop;
  end loop;
  key := array_to_string(tokens, ' ');

  foreach token in array tokens loop
    parts := string_to_array(token, ' ');
    token_exact := null;
    token_loose := null;
    foreach part in array parts loop
      place := place + 1;
      stem := stems[place];
      -- A word that only joins others need not be met, unless there are no others.
      continue when stem = '' and '' <> any (stems);
      words := words || part;
      term := quote_literal(part) || ':*§' || case when stem in ('', part) then '' else '|' || quote_literal(stem) || ':*§' end;
      near := null;
      if length(part) > 3 and not exists (
        select from search_word w
        where w.word >= part and w.word < part || chr(1114111)
          and w.from_release <= release_number and (w.until_release is null or w.until_release > release_number)) then
        near := search_nearest(part, release_number);
      end if;
      token_exact := concat_ws('&', token_exact, '(' || term || ')');
      token_loose := concat_ws('&', token_loose, '(' || concat_ws('|', term, near) || ')');
    end loop;
    continue when token_exact is null;
    one_piece := case when cardinality(parts) > 1 then quote_literal(array_to_string(parts, '')) || ':*§' end;
    exact := concat_ws('&', exact, '(' || concat_ws('|', token_exact, one_piece) || ')');
    loose := concat_ws('&', loose, '(' || concat_ws('|', token_loose, one_piece) || ')');
  end loop;
end
$$;
comment on function search_reading(text, int) is 'What was typed, as the search reads it in a release: as it is compared with a name, patterns of its words, the words that must be met, and two texts that become a tsquery once § is a weight or nothing: with the words as typed, and with the nearest ones on record beside those that begin none.';

create function search_lines(value text[]) returns text language sql immutable strict parallel safe
return (select string_agg(E'\n ' || search_plain(entry), '' order by position) from unnest(value) with ordinality as e(entry, position));
comment on function search_lines(text[]) is 'Every entry as search_plain makes it, in a line of its own after a space: that a word begins anywhere in them is one look.';

alter table search_document add name_lines text generated always as (case when place <= 2 then search_lines(names) end) stored;
comment on column search_document.name_lines is 'names in one text, of what is suggested while somebody types: as search_lines makes it.';
alter table search_document add name_vector tsvector generated always as (
  case when place <= 2 then strip(search_vector(names, '{}', '{}', '')) end) stored;
comment on column search_document.name_vector is 'Full text of the names alone, of what is suggested while somebody types: a tenth of vector, and without weights, so that the index alone knows what meets it.';
create index on search_document using gin (name_vector) where place <= 2;

-- Enough to count what filters find without reading the items, whose rows are long: a lookup by code that finds nothing says how many there are
-- without the code.
create index on evidence_document (modality, direction, target_tissue, agreement, participant_count, latest_year, from_release, until_release);
drop index evidence_document_modality_idx;
