using Dapper;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>Conditions whose documents are compiled together, and studies of no condition.</summary>
internal sealed record PublishBatch(int Number, string[] Conditions, string[] Studies);

/// <summary>A record by the kind and id of its document.</summary>
internal sealed record RecordKey(string Kind, string Id);

/// <summary>
/// What a publish compiles: what the changes since the last one can reach, or everything. The lists stand in temporary tables of a
/// connection, and are read a batch at a time.
/// </summary>
internal sealed class PublishScope(NpgsqlConnection connection, CancellationToken cancel)
{
    private const int StudiesAtATime = 600;
    private const int EntriesAtATime = 200;

    internal bool IsEmpty { get; private init; }

    /// <summary>Whether everything is compiled.</summary>
    internal bool IsFull { get; private init; }

    /// <param name="connection">A transaction of this connection sees the content and its pending changes.</param>
    /// <param name="isFull">Everything, whatever has changed.</param>
    /// <param name="cancel">Stops.</param>
    internal static async Task<PublishScope> ReadAsync(NpgsqlConnection connection, bool isFull, CancellationToken cancel)
    {
        const string changed = """
            create temp table touched on commit drop as
            select content_table, record, condition, trial, sum(change) as change
            from pending_change
            group by content_table, record, condition, trial, row_hash
            having sum(change) <> 0;
            analyze touched
            """;
        // Names, levels and rules stand in documents of any condition; so does a position or a harm that names none.
        const string reachesAll = """
            select exists (
              select from touched
              where record is null
                or content_table in ('modality', 'modality_synonym', 'modality_code', 'target_tissue', 'target_tissue_synonym', 'target_tissue_code',
                  'study_design', 'outcome_measure', 'grading_system', 'evidence_level')
                or content_table in ('recommendation', 'safety_fact') and condition is null)
            """;
        await ExecuteAsync(changed);
        var isEmpty = !isFull && !await connection.QuerySingleAsync<bool>(new CommandDefinition("select exists (select from touched)", cancellationToken: cancel));
        isFull = isFull || await connection.QuerySingleAsync<bool>(new CommandDefinition(reachesAll, cancellationToken: cancel));
        if (!isFull) await ExecuteAsync(PublishWork.FindByIndex);
        if (!isEmpty) await ExecuteAsync(isFull ? Everything : Reached);
        if (!isEmpty) await ExecuteAsync(Lists);
        return new(connection, cancel) { IsEmpty = isEmpty, IsFull = isFull };

        Task ExecuteAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancel));
    }

    // The lists are in the collation of the content: an index of another one would not be used. Conditions and records that are gone still
    // have their documents.
    private const string Everything = """
        create temp table reached_condition on commit drop as
        select id from condition
        union
        select id collate "default" from vocabulary_document where kind = 'condition' and until_release is null;
        create temp table reached_entry on commit drop as select id from reached_condition;
        create temp table reached_study on commit drop as select id from study;
        create temp table reached_record on commit drop as
        select kind, id collate "default" as id from record_document where until_release is null and kind in ('study', 'grading', 'recommendation', 'safety-fact', 'claim');
        """;

    private const string Reached = """
        create temp table reached_study on commit drop as
        select record as id from touched where content_table in ('study', 'study_condition', 'study_comparator', 'finding')
        union
        -- Reports of one trial name each other.
        select s.id from (select trial from touched where trial is not null group by record, trial having sum(change) <> 0) t join study s on s.id = t.trial
        union
        select s.id from (select trial from touched where trial is not null group by record, trial having sum(change) <> 0) t join study s on s.same_trial_as = t.trial;
        analyze reached_study;

        create temp table reached_condition on commit drop as
        with recursive heir(id) as (
          -- Names, positions and harms of a condition are those of everything below it.
          select record from touched where content_table in ('condition', 'condition_synonym')
          union
          select condition from touched where content_table in ('recommendation', 'safety_fact')
          union
          select c.id from heir join condition c on c.parent = heir.id
        )
        select id from heir
        union
        select condition from touched where condition is not null
        union
        select c.condition from reached_study s join study_condition c on c.study = s.id
        union
        -- A study is shown with the names of all its conditions.
        select other.condition
        from touched t join study_condition c on c.condition = t.record join study_condition other on other.study = c.study
        where t.content_table = 'condition'
        union
        -- A grading says whether its source was verified.
        select g.condition from touched t join grading g on g.source_study = t.record where t.content_table = 'study' and g.condition is not null
        union
        select c.condition from touched t join claim c on c.source = t.record where t.content_table = 'source_document' and c.condition is not null;
        analyze reached_condition;

        create temp table reached_entry on commit drop as
        with recursive above(id) as (
          select id from reached_condition
          union
          -- Where it stood before.
          select a.id
          from touched t
            join vocabulary_document d on d.kind = 'condition' and d.id = t.record collate "C" and d.until_release is null,
            lateral jsonb_array_elements_text(convert_from(d.body, 'UTF8')::jsonb -> 'ancestors') a(id)
          where t.content_table = 'condition'
          union
          select c.parent from above join condition c on c.id = above.id where c.parent is not null
        )
        select id from above;

        create temp table reached_record on commit drop as
        select distinct case content_table when 'safety_fact' then 'safety-fact' else content_table end as kind, record as id
        from touched
        where content_table in ('study', 'grading', 'recommendation', 'safety_fact', 'claim');
        """;

    // Batches in the order of ids, of about as many studies each: one condition may have a hundred times as many as another. A study of no condition is compiled all the same.
    private static readonly string Lists = $"""
        create temp table publish_condition on commit drop as
        select id, (dense_rank() over (order by part) - 1)::int as batch
        from (
          select id, sum(1 + (select count(*) from study_condition where condition = r.id)) over (order by id)::bigint / {StudiesAtATime} as part
          from reached_condition r
        ) parted;
        create unique index on publish_condition (id);
        create index on publish_condition (batch);
        analyze publish_condition;
        create temp table publish_study on commit drop as
        select s.id, ((row_number() over (order by s.id) - 1) / {StudiesAtATime})::int as batch
        from reached_study r join study s on s.id = r.id
        where not exists (select from study_condition where study = s.id);
        create temp table publish_entry on commit drop as
        select id, ((row_number() over (order by id) - 1) / {EntriesAtATime})::int as batch from reached_entry;
        create index on publish_entry (batch);
        analyze publish_entry;
        """;

    internal async IAsyncEnumerable<PublishBatch> BatchesAsync()
    {
        const string conditions = "select id from publish_condition where batch = @number order by id";
        const string studies = "select id from publish_study where batch = @number order by id";
        for (var number = 0; ; number++)
        {
            var batch = new PublishBatch(number, await IdsAsync(conditions, number), await IdsAsync(studies, number));
            if (batch is { Conditions: [], Studies: [] }) yield break;
            yield return batch;
        }
    }

    /// <summary>Conditions whose entries in the vocabulary may change: the compiled ones and all that are or were broader.</summary>
    internal async Task<string[]> EntriesAsync(int batch) => await IdsAsync("select id from publish_entry where batch = @number order by id", batch);

    /// <summary>Records with a document that are no longer in the content.</summary>
    internal async Task<IReadOnlyList<RecordKey>> RemovedAsync()
    {
        const string sql = """
            select kind, id from reached_record r
            where case kind
              when 'study' then not exists (select from study where id = r.id)
              when 'grading' then not exists (select from grading where id = r.id)
              when 'recommendation' then not exists (select from recommendation where id = r.id)
              when 'safety-fact' then not exists (select from safety_fact where id = r.id)
              else not exists (select from claim where id = r.id) end
            """;
        return (await connection.QueryAsync<RecordKey>(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancel))).AsList();
    }

    private async Task<string[]> IdsAsync(string sql, int number) =>
        [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { number }, commandTimeout: 0, cancellationToken: cancel))];
}
