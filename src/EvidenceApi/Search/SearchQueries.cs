using System.Globalization;
using EvidenceApi.Database;

namespace EvidenceApi.Search;

/// <summary>A hit: its sort key, its document and what depends on the question.</summary>
internal sealed record SearchRow(string Kind, string Id, int Score, int Weight, byte[] Body, string? Matched, string Snippet)
{
    internal SearchRank Rank => (SearchRank)((int)SearchRank.Similar + 1 - (Score / 1000));
}

/// <summary>A suggested name.</summary>
internal sealed record SuggestedRow(string Kind, string Id, string Title, string? Matched);

/// <summary>Where a page of hits ended.</summary>
internal sealed record SearchSortKey(int Score, int Weight, string Id, string Kind)
{
    internal const int Values = 4;

    internal static SearchSortKey? Read(string[]? values) =>
        values is [var score, var weight, var id, var kind] ? new(Number(score), Number(weight), id, kind) : null;

    internal static string[] Of(SearchRow row) => [Text(row.Score), Text(row.Weight), row.Id, row.Kind];

    private static int Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Searches in the compiled documents: PostgreSQL does all of it, one prepared statement a request.</summary>
internal sealed class SearchQueries(EvidenceDatabase database)
{
    // One row also where nothing was found: without a hit, with the names that are near.
    private sealed class FoundRow
    {
        public int Total { get; init; }
        public string[]? DidYouMean { get; init; }
        public string? Kind { get; init; }
        public string Id { get; init; } = "";
        public int Score { get; init; }
        public int Weight { get; init; }
        public byte[] Body { get; init; } = [];
        public string? Matched { get; init; }
        public string Snippet { get; init; } = "";
    }

    /// <summary>A page of hits, best first; how many there are in all; and near names where there are none.</summary>
    internal async Task<(IReadOnlyList<SearchRow> Rows, int Total, IReadOnlyList<string> DidYouMean)> SearchAsync(
        string typed, string? kind, int release, SearchSortKey? after, int limit, CancellationToken cancel)
    {
        const string sql = """
            with reading as materialized (
              select
                key, search_identifier(@Q::text) as identifier, patterns, words,
                replace(exact, '§', 'AB')::tsquery as names, replace(exact, '§', 'ABC')::tsquery as all_names,
                replace(exact, '§', '')::tsquery as exact, replace(loose, '§', '')::tsquery as loose,
                replace(replace(loose, '§', ''), '&', '|')::tsquery as any_word
              from search_reading(@Q::text, @Release)
            ),
            candidate as materialized (
              select d.kind, d.id, d.place, d.weight, d.name_keys,
                case
                  when d.identifier_keys @> array[r.identifier] then 6
                  when d.name_keys @> array[r.key] then 5
                  when d.name_lines like all (r.patterns) and d.name_vector @@ r.exact and exists (select from unnest(d.name_keys) as n where ' ' || n like all (r.patterns)) then 4
                  when d.vector @@ r.all_names then 3
                  when r.loose = r.exact or d.vector @@ r.exact then 2
                  else 1
                end as tier,
                d.vector @@ r.names as by_names, r.key
              from reading r join search_document d on d.vector @@ r.loose or d.identifier_keys @> array[r.identifier]
              where d.from_release <= @Release and (d.until_release is null or d.until_release > @Release) and (@Kind::text is null or d.kind = @Kind)
            ),
            found as materialized (
              select kind, id, weight,
                tier * 1000 + (9 - place) * 10
                  + case when tier = 4 then exists (select from unnest(name_keys) as n where starts_with(n, key)) else coalesce(by_names, false) end::int as score
              from candidate
            )
            select
              (select count(*)::int from found) as total,
              case when not exists (select from found) then array(
                select name
                from (
                  select n.name, max(similarity(n.key, r.key)) as near
                  from reading r, search_document d, unnest(d.names, d.name_keys) as n(name, key)
                  where d.place = 1 and d.from_release <= @Release and (d.until_release is null or d.until_release > @Release)
                  group by n.name
                ) named
                where near > 0.25
                order by near desc, name
                limit 5) end as did_you_mean,
              page.kind, page.id, page.score, page.weight, d.body,
              best.matched,
              ts_headline(
                'simple',
                replace(replace(replace(concat_ws('; ', d.title, coalesce(through.names, nullif(best.matched, d.title)), nullif(d.passage, '')), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
                case when page.score >= 6000 or r.any_word is null then ''::tsquery else r.any_word end,
                'StartSel=<mark>, StopSel=</mark>, MaxWords=60, MinWords=40, ShortWord=0') as snippet
            from reading r left join lateral (
              select kind, id, score, weight
              from found
              where @AfterId::text is null or (-score, -weight, id, kind) > (-@AfterScore, -@AfterWeight, @AfterId, @AfterKind)
              order by -score, -weight, id, kind
              limit @Limit
            ) page on true
            left join search_document d on d.kind = page.kind and d.id = page.id and d.from_release <= @Release and (d.until_release is null or d.until_release > @Release)
            left join lateral (
              select case
                when page.score >= 6000 then coalesce(
                  (select name from unnest(d.names, d.name_keys) as n(name, key) where key = r.key limit 1),
                  (select name from unnest(d.identifiers, d.identifier_keys) as n(name, key) where key = r.identifier limit 1))
                when page.score >= 2000 then (
                  select name from unnest(d.names, d.name_keys) with ordinality as n(name, key, position)
                  where ' ' || key like all (r.patterns)
                  order by key = r.key desc, starts_with(key, r.key) desc, length(key), position limit 1)
                else (
                  select name from unnest(d.names, d.name_keys) with ordinality as n(name, key, position)
                  where similarity(key, r.key) > 0.4
                  order by similarity(key, r.key) desc, position limit 1)
              end as matched
            ) best on true
            left join lateral (
              select string_agg(distinct name, '; ') as names
              from unnest(r.words) as word, lateral (
                select name from unnest(d.names || d.related || d.context) as name where name ~* ('\m' || word) order by length(name), name limit 1) shortest
              where d.title !~* ('\m' || word)
            ) through on page.score < 6000
            order by -page.score, -page.weight, page.id, page.kind
            """;
        var parameters = new
        {
            Q = typed,
            Kind = kind,
            Release = release,
            Limit = limit,
            AfterScore = after?.Score ?? 0,
            AfterWeight = after?.Weight ?? 0,
            AfterId = after?.Id,
            AfterKind = after?.Kind ?? "",
        };
        var rows = await database.QueryAsync<FoundRow>(release, sql, parameters, cancel);
        return (
            [.. rows.Where(row => row.Kind is not null).Select(row => new SearchRow(row.Kind!, row.Id, row.Score, row.Weight, row.Body, row.Matched, row.Snippet))],
            rows[0].Total, rows[0].DidYouMean ?? []);
    }

    /// <summary>Evidence items that meet every word.</summary>
    internal async Task<string[]> EvidenceAsync(string typed, int release, CancellationToken cancel)
    {
        const string sql = """
            select d.id
            from search_reading(@Q::text, @Release) r join search_document d on d.vector @@ replace(r.loose, '§', '')::tsquery
            where d.kind = 'evidence' and d.from_release <= @Release and (d.until_release is null or d.until_release > @Release)
            """;
        return [.. await database.QueryAsync<string>(release, sql, new { Q = typed, Release = release }, cancel)];
    }

    /// <summary>Names of which every typed word begins a word, else similar ones; vocabularies before evidence items.</summary>
    internal async Task<IReadOnlyList<SuggestedRow>> SuggestAsync(string typed, string? kind, int release, int limit, CancellationToken cancel)
    {
        const string sql = """
            with reading as materialized (
              select key, patterns, replace(exact, '§', '')::tsquery as exact, replace(loose, '§', '')::tsquery as loose
              from search_reading(@Q::text, @Release)
            )
            select kind, id, title, case when place = 1 then (
                select name from unnest(best.names, best.name_keys) with ordinality as n(name, key, position)
                where case tier when 4 then n.key = best.key when 3 then starts_with(n.key, best.key) when 2 then ' ' || n.key like all (patterns) else true end
                order by ' ' || n.key like all (patterns) desc, similarity(n.key, best.key) desc, position
                limit 1) end as matched
            from (
              select d.kind, d.id, d.title, d.place, d.weight, d.names, d.name_keys, r.key, r.patterns,
                r.loose = r.exact or d.name_vector @@ r.exact as is_exact,
                case
                  when r.key = any (d.name_keys) then 4
                  when strpos(d.name_lines, E'\n ' || r.key) > 0 then 3
                  -- Words that the names have together may stand in different ones.
                  when d.name_lines like all (r.patterns)
                    and (cardinality(r.patterns) = 1 or exists (select from unnest(d.name_keys) as n where ' ' || n like all (r.patterns))) then 2
                  else 0
                end as tier
              from reading r join search_document d on d.name_vector @@ r.loose
              where d.place <= 2 and d.from_release <= @Release and (d.until_release is null or d.until_release > @Release) and (@Kind::text is null or d.kind = @Kind)
              offset 0
            ) best
            order by tier = 4 desc, place, tier desc, is_exact desc, weight desc, id, kind
            limit @Limit
            """;
        var parameters = new { Q = typed, Kind = kind, Release = release, Limit = limit };
        return await database.QueryAsync<SuggestedRow>(release, sql, parameters, cancel);
    }
}
