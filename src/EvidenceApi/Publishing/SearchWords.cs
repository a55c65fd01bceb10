using Dapper;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>Keeps search_word: every word of the search documents, with the number of documents in which it stands.</summary>
internal sealed class SearchWords(NpgsqlConnection connection, bool isFull, CancellationToken cancel)
{
    private const string Words = """
        lateral (select distinct unnest(string_to_array(search_words(array_to_string(names || related || context || passage, ' ')), ' ')) as word) w
        """;

    internal static async Task<SearchWords> BeginAsync(NpgsqlConnection connection, bool isFull, CancellationToken cancel)
    {
        const string counted = """
            create temp table word_change (word text collate "C" not null, change int not null) on commit drop
            """;
        await connection.ExecuteAsync(new CommandDefinition(counted, cancellationToken: cancel));
        return new(connection, isFull, cancel);
    }

    /// <summary>Notes how often a word stands in documents that the release closed and opened. Everything is counted at the end, not here.</summary>
    internal async Task NoteAsync(int release, IReadOnlyList<DocumentPair> changed)
    {
        const string sql = $"""
            insert into word_change
            select w.word, sum(case d.from_release when @release then 1 else -1 end)
            from search_document d, {Words}
            where (d.kind, d.id) in (select * from unnest(@kinds, @ids)) and @release in (d.from_release, d.until_release) and w.word <> ''
            group by w.word
            """;
        if (isFull || changed.Count == 0) return;
        var keys = changed.Select(pair => pair.Compiled ?? pair.Published!).ToList();
        await ExecuteAsync(sql, new { release, kinds = keys.Select(key => (string)key[0]!).ToArray(), ids = keys.Select(key => (string)key[1]!).ToArray() });
    }

    /// <summary>How many words have another number of documents than before.</summary>
    internal async Task<int> CompareAsync()
    {
        const string counted = $"""
            insert into word_change
            select w.word, count(*) from search_document d, {Words} where d.until_release is null and w.word <> '' group by w.word
            """;
        const string difference = """
            create temp table word_count on commit drop as
            select coalesce(w.word, d.word) as word, case when @isFull then 0 else coalesce(d.document_count, 0) end + coalesce(w.change, 0) as document_count
            from (select word, sum(change)::int as change from word_change group by word) w
              {join} (select word, document_count from search_word where until_release is null) d on d.word = w.word
            where coalesce(d.document_count, 0) <> case when @isFull then 0 else coalesce(d.document_count, 0) end + coalesce(w.change, 0);
            """;
        // Here all of a table is read.
        await ExecuteAsync("set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on");
        if (isFull) await ExecuteAsync(counted);
        await ExecuteAsync("analyze word_change");
        // A word that stands nowhere any more is found among the published ones only.
        await ExecuteAsync(difference.Replace("{join}", isFull ? "full join" : "left join", StringComparison.Ordinal), new { isFull });
        return await connection.QuerySingleAsync<int>(new CommandDefinition("select count(*)::int from word_count", cancellationToken: cancel));
    }

    internal async Task StoreAsync(int release)
    {
        const string sql = """
            update search_word d set until_release = @release from word_count c where c.word = d.word and d.until_release is null;
            insert into search_word (word, document_count, from_release) select word, document_count, @release from word_count where document_count > 0
            """;
        await ExecuteAsync(sql, new { release });
    }

    private Task ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, commandTimeout: 0, cancellationToken: cancel));
}
