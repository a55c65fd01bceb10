using System.Text.Json;
using Dapper;
using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Http;
using EvidenceApi.Studies;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>Reads from the tables of the content what a part of a publish needs.</summary>
internal sealed class ContentReader(NpgsqlConnection connection, CancellationToken cancel)
{
    private const string Conditions = """
        with recursive wanted(id) as (
          select unnest(@ids)
          union
          select c.parent from wanted w join condition c on c.id = w.id where c.parent is not null
        )
        select c.id, c.name, c.body_region, c.parent, c.is_grouping,
          array(select synonym from condition_synonym where condition = c.id order by position) as synonyms,
          (select coalesce(json_agg(k order by k.position), '[]') from condition_code k where k.condition = c.id) as codes
        from condition c
        where c.id in (select id from wanted)
        """;
    private const string Gradings = """
        select g.*, s.verification as source_verification
        from grading g left join study s on s.id = g.source_study
        """;
    private const string SafetyFacts = """
        select f.*, s.title as source_title
        from safety_fact f left join study s on s.id = f.source_study
        """;
    private const string Claims = """
        select c.*, to_json(d) as source_document
        from claim c join source_document d on d.id = c.source
        """;

    internal async Task<Vocabularies> VocabulariesAsync()
    {
        const string modalities = """
            select m.id, m.name, m.abbreviation, m.parent, m.is_grouping,
              array(select synonym from modality_synonym where modality = m.id order by position) as synonyms,
              (select coalesce(json_agg(k order by k.position), '[]') from modality_code k where k.modality = m.id) as codes
            from modality m
            """;
        const string targetTissues = """
            select t.id, t.name,
              array(select synonym from target_tissue_synonym where target_tissue = t.id order by position) as synonyms,
              (select coalesce(json_agg(k order by k.position), '[]') from target_tissue_code k where k.target_tissue = t.id) as codes
            from target_tissue t
            """;
        const string codeSystems = "select id, name, uri, aliases, licence from code_system";
        const string studyDesigns = "select id, name, rank, kind, definition from study_design";
        const string gradingSystems = """
            select g.id, g.name, g.organization, g.kind, g.description, g.source_url,
              (select coalesce(json_agg(l order by l.rank), '[]') from evidence_level l where l.grading_system = g.id) as levels
            from grading_system g
            """;
        return new(
            await RowsAsync<ModalityRow>(modalities),
            await RowsAsync<TargetTissueRow>(targetTissues),
            await RowsAsync<CodeSystem>(codeSystems),
            await RowsAsync<StudyDesign>(studyDesigns),
            await RowsAsync<OutcomeMeasure>("select * from outcome_measure"),
            await RowsAsync<Reference>("select id, name from comparator"),
            await RowsAsync<GradingSystem>(gradingSystems));
    }

    /// <summary>What the documents of a batch need.</summary>
    internal async Task<Content> ContentAsync(Vocabularies vocabularies, PublishBatch batch)
    {
        const string compiledStudies = """
            select c.study
            from study_condition c join publish_condition p on p.id = c.condition
            where c.study in (select study from study_condition where condition = any(@Conditions))
            group by c.study
            having min(p.batch) = @Number
            """;
        // All of them are named beside the studies. Where a study's own documents are compiled, they also say whether it counts.
        const string theirConditions = """
            select condition, bool_or(study = any(@compiled)) as is_judged
            from study_condition
            where study in (select study from study_condition where condition = any(@Conditions)) or study = any(@Studies)
            group by condition
            """;
        // Whether a study counts is said by all studies of its conditions; what they found is shown with the compiled ones only.
        const string studies = """
            with wanted(id, is_shown) as (
              select study, bool_or(condition = any(@Conditions)) from study_condition where condition = any(@wider) group by study
              union all
              select unnest(@Studies), true
            )
            select s.*,
              array(select condition from study_condition where study = s.id order by position) as conditions,
              array(select coalesce(comparator, modality) from study_comparator where study = s.id order by position) as comparators,
              array(
                select t.id from study t
                where (t.id = coalesce(s.same_trial_as, s.id) or t.same_trial_as = coalesce(s.same_trial_as, s.id)) and t.id <> s.id
                order by t.id collate "C") as same_trial,
              case when w.is_shown
                then (select coalesce(json_agg(f order by f.position), '[]') from finding f where f.study = s.id)
                else '[]' end as findings
            from wanted w join study s on s.id = w.id
            """;

        string[] compiled = [.. await connection.QueryAsync<string>(Command(compiledStudies, batch)), .. batch.Studies];
        var named = (await connection.QueryAsync<(string Condition, bool IsJudged)>(Command(theirConditions, new { compiled, batch.Conditions, batch.Studies }))).AsList();
        string[] wider = [.. batch.Conditions.Union(named.Where(condition => condition.IsJudged).Select(condition => condition.Condition))];
        var conditions = await RowsAsync<ConditionRow>(Conditions, new { ids = batch.Conditions.Union(named.Select(condition => condition.Condition)).ToArray() });
        var broader = conditions.Select(row => row.Id).ToArray();
        return new(
            vocabularies, conditions,
            await RowsAsync<StudyRow>(studies, new { batch.Conditions, wider, batch.Studies }),
            await RowsAsync<GradingRow>($"{Gradings} where g.condition = any(@Conditions)", batch),
            await RowsAsync<RecommendationRow>("select * from recommendation where condition is null or condition = any(@broader)", new { broader }),
            await RowsAsync<SafetyFactRow>($"{SafetyFacts} where f.condition is null or f.condition = any(@broader)", new { broader }),
            await RowsAsync<ClaimRow>($"{Claims} where c.condition = any(@Conditions)", batch),
            batch.Conditions.ToHashSet(), compiled.ToHashSet());
    }

    /// <summary>What the entries of conditions need. Their items are counted as they are stored.</summary>
    internal async Task<ConditionContent> ConditionsAsync(string[] ids)
    {
        const string counts = """
            with recursive below(top, id) as (
              select id, id from unnest(@ids) as t(id)
              union all
              select b.top, c.id from below b join condition c on c.parent = b.id
            )
            select t.id,
              (select count(*)::int from evidence_document where condition = t.id collate "C" and until_release is null) as items,
              coalesce(i.count, 0) as items_below,
              (select count(*)::int from study_condition where condition = t.id) as studies,
              coalesce(s.count, 0) as studies_below,
              array(select distinct modality collate "C" from evidence_document where condition = t.id collate "C" and until_release is null order by 1) as modalities,
              array(select id from condition where parent = t.id order by id collate "C") as children
            from unnest(@ids) as t(id)
            left join (
              select b.top, count(*)::int as count from below b join evidence_document e on e.condition = b.id collate "C" and e.until_release is null group by b.top
            ) i on i.top = t.id
            left join (
              select b.top, count(distinct c.study)::int as count from below b join study_condition c on c.condition = b.id group by b.top
            ) s on s.top = t.id
            """;
        return new(
            await RowsAsync<ConditionRow>(Conditions, new { ids }),
            await RowsAsync<ConditionCounts>(counts, new { ids }),
            await RowsAsync<ClaimRow>($"{Claims} where c.kind = 'indication' and c.condition = any(@ids)", new { ids }));
    }

    /// <summary>What belongs to no condition. Items are counted as they are stored.</summary>
    internal async Task<SharedContent> SharedAsync(Vocabularies vocabularies)
    {
        // From an index alone.
        const string items = "select modality, target_tissue, count(*)::int as count from evidence_document where until_release is null group by 1, 2";
        const string studies = "select modality, target_tissue, count(*)::int as count from study group by 1, 2";
        return new(
            vocabularies,
            await RowsAsync<GradingRow>($"{Gradings} where g.condition is null"),
            await RowsAsync<RecommendationRow>("select * from recommendation where kind = 'regulator' or condition is null"),
            await RowsAsync<SafetyFactRow>(SafetyFacts),
            await RowsAsync<ClaimRow>(Claims),
            (await connection.QueryAsync<AxisCount>(Command(items))).AsList(),
            (await connection.QueryAsync<AxisCount>(Command(studies))).AsList());
    }

    private CommandDefinition Command(string sql, object? parameters = null) => new(sql, parameters, commandTimeout: 0, cancellationToken: cancel);

    // Rows come as JSON, so that arrays and children need no mapping and a column without its property is an error.
    private async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, object? parameters = null)
    {
        var rows = await connection.QueryAsync<string>(Command($"select to_json(r) from ({sql}) r order by r.id collate \"C\"", parameters));
        return [.. rows.Select(row => JsonSerializer.Deserialize<T>(row, Json.Rows)!)];
    }
}
