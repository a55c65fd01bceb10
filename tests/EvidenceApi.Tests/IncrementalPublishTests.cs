using Dapper;
using EvidenceApi.Checking;
using EvidenceApi.Database;
using EvidenceApi.Publishing;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>A publish compiles what the changes reach and nothing else, and ends with the documents that compiling everything makes.</summary>
public sealed class IncrementalPublishTests(EvidenceServiceFixture service)
{
    private const string Study = "bennell-2021-restore";
    private const string Unrelated = "plantar-fasciitis";

    // A body that nobody would compile: only compiling its condition again puts it right.
    private const string Spoil = $"update evidence_document set body = '{{}}' where condition = '{Unrelated}' and until_release is null";
    private const string Spoilt = "select count(*)::int from evidence_document where body = '{}' and until_release is null";

    /// <summary>Changes of the content, each with what it reaches: the most conditions that may be compiled for it.</summary>
    private static readonly (string Name, string Sql, int Reach)[] Changes =
    [
        ("a result", $"update study set direction = 'mixed', summary = summary || ' Seldomword.' where id = '{Study}'", 2),
        ("a new finding", $"insert into finding select (jsonb_populate_record(f, '{{\"position\": 99}}')).* from finding f where study = '{Study}' and position = 1", 2),
        ("a finding and a word that go", $"delete from finding where study = '{Study}' and position = 99; update study set summary = 'Short.' where id = '{Study}'", 2),
        ("a grading that goes", "delete from grading where id = 'asipp-2019-prp-intradiscal'", 2),
        ("a grading of several conditions", "update grading set statement = 'Other words.' where id = 'prp-soft-tissue-cochrane-2014'", 0),
        ("a source of gradings", "update study set verification = 'incomplete', unverified = '{journal}', incomplete_reason = '{x}' where id = 'navani-2019-asipp-guideline'", 12),
        ("a study that moves", $"update study_condition set condition = 'hip-osteoarthritis' where study = '{Study}'", 2),
        ("a study of a second condition", "insert into study_condition values ('navani-2019-asipp-guideline', 9, 'ankle-osteoarthritis')", 12),
        ("a study of no condition", "delete from study_condition where study = 'alatefi-2025-prp-steroid-facet-sij-meta'", 3),
        ("a study of no condition, corrected", "update study set title = 'Of nothing' where id = 'alatefi-2025-prp-steroid-facet-sij-meta'", 0),
        ("another report of a trial", $"update study set same_trial_as = '{Study}' where id = 'apaydin-2020-elbow-dextrose-hyaluronate'", 4),
        ("a report of no other trial", "update study set same_trial_as = null where id = 'gosens-2011-elbow-two-year'", 2),
        ("a study that goes", "delete from study where id = 'allison-2024-cervical-facet-prp'", 2),
        ("a code and a synonym", $"""
            insert into condition_code (condition, position, system, code, display, match, source) values ('{Unrelated}', 98, 'icd-10-cm', 'Z99.9', 'A code', 'exact', 'tests');
            insert into condition_synonym values ('{Unrelated}', 98, 'Seldom synonym')
            """, 1),
        ("the name of a condition whose studies have others", "update condition set name = 'Renamed pain' where id = 'facet-joint-pain'", 10),
        ("a condition that moves", "update condition set parent = 'tendinopathy' where id = 'plantar-fasciitis'", 10),
        ("a broader condition that moves", "update condition set parent = null where id = 'entrapment-neuropathy'", 20),
        ("a new condition", "insert into condition values ('example-pain', 'Example pain', 'knee', 'osteoarthritis', false)", 1),
        ("a condition that goes", "delete from condition where id = 'example-pain'", 1),
        ("a recommendation", """
            insert into recommendation select (jsonb_populate_record(r, '{"id": "example-recommendation", "condition": "osteoarthritis"}')).*
            from recommendation r where id = 'acr-af-2019-prp'
            """, 10),
        ("a recommendation for another condition", "update recommendation set condition = 'low-back-pain' where id = 'example-recommendation'", 20),
        ("a recommendation that goes", "delete from recommendation where id = 'example-recommendation'", 10),
        ("a harm of one condition", "update safety_fact set rate = '3/100', condition = 'hip-osteoarthritis' where id = 'amniotic-ae-gomoll'", 3),
        ("a claim that goes", "delete from claim where id = 'rit-guide-prolotherapy-effectiveness-2'", 1),
        ("a claim of a modality", "update claim set statement = 'Claimed otherwise.' where id = (select min(id) from claim where condition is null)", 0),
        ("a source document", "update source_document set title = 'Another title' where id = 'rit-guide'", 40),
        ("a comparator", "update comparator set name = 'Salt water' where id = 'saline-placebo'", 0),
        ("a harm of every condition", "update safety_fact set statement = 'Worse.' where id = 'bmac-neoplasm'", int.MaxValue),
        ("the name of a modality", "update modality set name = 'Renamed plasma' where id = 'prp'", int.MaxValue),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_any_change_the_documents_are_those_of_a_publish_from_scratch()
    {
        await using var own = await service.OwnDatabaseAsync();
        foreach (var (index, (name, sql, reach)) in Changes.Index())
        {
            var result = await ChangeAsync(own, sql);

            Assert.True(result.Changed > 0, name);
            if (reach == int.MaxValue) Assert.True(result.Compiled > 50, $"{name}: {result.Compiled} conditions compiled");
            else Assert.True(result.Compiled <= reach, $"{name}: {result.Compiled} conditions compiled");
            // Publishing from scratch takes its time: after every third change, and before one after which everything was compiled.
            if (index % 3 != 2 && reach < int.MaxValue && Changes[index + 1].Reach < int.MaxValue) continue;
            await using var scratch = await service.CopyAsync(own);
            var everything = await ChangeAsync(scratch, FromScratch);
            Assert.Equal((name, everything.Evidence, everything.Studies), (name, result.Evidence, result.Studies));
            Assert.Equal(await CurrentAsync(scratch, name), await CurrentAsync(own, name));
        }
    }

    [Fact]
    public async Task All_changes_at_once_end_the_same()
    {
        await using var own = await service.OwnDatabaseAsync();
        await ChangeAsync(own, string.Join(";\n", Changes.Where(change => change.Reach < int.MaxValue).Select(change => change.Sql)));
        await using var scratch = await service.CopyAsync(own);
        await ChangeAsync(scratch, FromScratch);

        Assert.Equal(await CurrentAsync(scratch, ""), await CurrentAsync(own, ""));
    }

    [Fact]
    public async Task What_a_change_cannot_reach_is_not_compiled()
    {
        await using var own = await service.OwnDatabaseAsync();
        await ExecuteAsync(own, Spoil);

        var result = await ChangeAsync(own, $"update study set summary = 'Changed.' where id = '{Study}'");

        Assert.Equal(("2026.11.1-2", 1), (result.Release, result.Compiled));
        Assert.NotEqual(0, await CountAsync(own, Spoilt));
    }

    [Theory]
    [InlineData("select 1")]
    [InlineData("update study set summary = summary; delete from condition_synonym where false")]
    [InlineData("create table kept as select * from finding; delete from finding; insert into finding select * from kept; drop table kept")]
    [InlineData($"update study set year = year + 1 where id = '{Study}'; update study set year = year - 1 where id = '{Study}'")]
    public async Task What_changes_nothing_compiles_nothing(string sql)
    {
        await using var own = await service.OwnDatabaseAsync();
        await ExecuteAsync(own, Spoil);

        var result = await ChangeAsync(own, sql);

        Assert.Equal(("2026.11.1", 140, 335, 0, 0), (result.Release, result.Evidence, result.Studies, result.Changed, result.Compiled));
        Assert.NotEqual(0, await CountAsync(own, Spoilt));
        Assert.Equal(0, await CountAsync(own, "select count(*)::int from pending_change"));
    }

    [Fact]
    public async Task Seeds_that_run_again_compile_nothing()
    {
        await using var own = await service.OwnDatabaseAsync();
        foreach (var seed in Seed.All()) await ExecuteAsync(own, $"begin; {seed.Sql}; commit");
        Assert.NotEqual(0, await CountAsync(own, "select count(*)::int from pending_change"));

        var result = await ChangeAsync(own, "select 1");

        Assert.Equal((0, 0), (result.Changed, result.Compiled));
    }

    [Theory]
    [InlineData("update publish_state set composer = gen_random_uuid()")]
    [InlineData("delete from publish_state")]
    [InlineData("create table kept as select * from condition_synonym; truncate condition_synonym; insert into condition_synonym select * from kept; drop table kept")]
    public async Task Another_build_and_a_table_that_was_emptied_publish_everything(string sql)
    {
        await using var own = await service.OwnDatabaseAsync();
        await ExecuteAsync(own, Spoil);
        var spoilt = await CountAsync(own, Spoilt);

        var result = await ChangeAsync(own, sql);

        Assert.Equal((spoilt, 55), (result.Changed, result.Compiled));
        Assert.Equal(0, await CountAsync(own, Spoilt));
        Assert.Equal(0, (await ChangeAsync(own, "select 1")).Compiled);
    }

    [Fact]
    public async Task Every_table_that_publish_reads_notes_its_changes()
    {
        // What nobody curates, what is compiled, and routes, which stand in no document.
        const string without = """
            select relname from pg_class c
            where relkind = 'r' and relnamespace = 'evidence'::regnamespace
              and (select count(*) from pg_trigger where tgrelid = c.oid and tgfoid = 'note_change'::regproc) <> 4
            order by relname collate "C"
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.Equal(
            [
                "api_key", "evidence_change", "evidence_document", "hook_feedback", "migration_journal", "pending_change", "publish_state",
                "record_document", "release", "route", "search_document", "search_word", "vocabulary_document",
            ],
            await connection.QueryAsync<string>(without));
    }

    // Nothing that was published before is left.
    private const string FromScratch = """
        truncate vocabulary_document, record_document, evidence_document, search_document, search_word, evidence_change, publish_state, pending_change;
        update release set is_published = false where number = (select max(number) from release)
        """;

    /// <summary>A checksum and the rows of every table of documents: all columns but the releases in which they are valid.</summary>
    private static async Task<IReadOnlyList<string>> CurrentAsync(TestDatabase database, string name)
    {
        var rows = new List<string> { name };
        await using var connection = await Migrator.OpenAsync(database.ConnectionString, Cancel);
        foreach (var table in new[] { "vocabulary_document", "record_document", "evidence_document", "search_document", "search_word" })
        {
            rows.AddRange(await connection.QueryAsync<string>($"""
                select '{table} ' || coalesce(row ->> 'kind', '') || ' ' || coalesce(row ->> 'id', row ->> 'word') || ' ' || md5(row::text)
                from (select to_jsonb(d) - 'from_release' - 'until_release' as row from {table} d where until_release is null) r
                order by 1
                """));
        }
        return rows;
    }

    private static async Task<PublishResult> ChangeAsync(TestDatabase database, string sql)
    {
        await using var connection = await Migrator.OpenAsync(database.ConnectionString, Cancel);
        await connection.ExecuteAsync(sql);
        return await Publisher.PublishAsync(connection, Cancel);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = await Migrator.OpenAsync(database.ConnectionString, Cancel);
        await connection.ExecuteAsync(sql);
    }

    private static async Task<int> CountAsync(TestDatabase database, string sql)
    {
        await using var connection = await Migrator.OpenAsync(database.ConnectionString, Cancel);
        return await connection.QuerySingleAsync<int>(sql);
    }
}
