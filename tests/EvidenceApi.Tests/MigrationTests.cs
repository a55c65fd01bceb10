using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Publishing;
using EvidenceApi.Tests.Setup;
using EvolveDb;

namespace EvidenceApi.Tests;

/// <summary>Bringing a database to this binary's schema and content: again, at once, and never over an edited script.</summary>
public sealed class MigrationTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await using var own = await service.OwnDatabaseAsync();
        var before = await own.ChecksumsAsync();

        var result = await MigrateAsync(own);

        Assert.Equal(("2026.11.1", 140, 335, 0), (result.Release, result.Evidence, result.Studies, result.Changed));
        Assert.Equal(before, await own.ChecksumsAsync());
    }

    [Fact]
    public async Task Ten_migrations_of_an_empty_database_at_once_all_succeed()
    {
        await using var own = await service.EmptyDatabaseAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => MigrateAsync(own), Cancel)));

        Assert.All(results, result => Assert.Equal(("2026.11.1", 140, 335), (result.Release, result.Evidence, result.Studies)));
        Assert.Single(results, result => result.Changed > 0);
        await using var connection = await own.OpenAsync();
        const string twice = "select name from migration_journal group by name having count(*) > 1";
        Assert.Empty(await connection.QueryAsync<string>(twice));
        // The same as one migration alone leaves, but for the journal's hours.
        await using var alone = await service.OwnDatabaseAsync();
        var (expected, found) = (await alone.ChecksumsAsync(), await own.ChecksumsAsync());
        Assert.True(expected.Remove("migration_journal") && found.Remove("migration_journal"));
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task A_migration_that_was_edited_after_it_ran_is_refused_and_nothing_is_touched()
    {
        await using var own = await service.OwnDatabaseAsync();
        await JournalAsync(own, "update migration_journal set checksum = md5('another text') where name like '0005%'");
        var before = await own.ChecksumsAsync();

        var refusal = await Assert.ThrowsAnyAsync<EvolveException>(() => MigrateAsync(own));

        Assert.Contains("0005_study", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await own.ChecksumsAsync());
    }

    [Fact]
    public async Task A_seed_that_was_edited_runs_again_and_puts_the_content_right()
    {
        await using var own = await service.OwnDatabaseAsync();
        var before = await own.ChecksumsAsync();
        await JournalAsync(own, "update migration_journal set checksum = md5('an older text') where name like 'seed_061%'");
        await JournalAsync(own, "update recommendation set position = 'for' where id = 'acr-af-2019-prp'");
        Assert.NotEqual(before["recommendation"], (await own.ChecksumsAsync())["recommendation"]);

        var result = await MigrateAsync(own);

        Assert.Equal(0, result.Changed);
        Assert.Equal(before["recommendation"], (await own.ChecksumsAsync())["recommendation"]);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_behind()
    {
        await using var own = await service.EmptyDatabaseAsync();
        await using (var connection = new Npgsql.NpgsqlConnection(own.ConnectionString))
        {
            // Stands in the way of the first script.
            await connection.ExecuteAsync("create schema evidence; create table evidence.release (id int)");
        }

        await Assert.ThrowsAnyAsync<EvolveException>(() => MigrateAsync(own));

        await using var after = await own.OpenAsync();
        var tables = await after.QueryAsync<string>("select tablename from pg_tables where schemaname = 'evidence'");
        Assert.Equal(["release"], tables.Where(table => table != "migration_journal"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_release_before_serving_and_a_repaired_one_lands()
    {
        const string item = "/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint";
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, "--Cache:Megabytes=0")).ReadyAsync("2026.11.1");
        var before = await running.Client.GetStringAsync(item, Cancel);
        await JournalAsync(own, "insert into release (id, published_on, reviewed_on, notes) values ('2026.12.1', '2026-12-01', '2026-12-01', 'A release of the tests.')");
        await JournalAsync(own, "update study set standing = 'retracted', standing_notice_url = 'https://example.org/notice', standing_checked_on = '2026-12-01' where id = 'bennell-2021-restore'");
        // The last script but one runs again, and breaks.
        await JournalAsync(own, "update migration_journal set checksum = md5('an older text') where name like 'seed_063%'");
        await ExecuteAsync(own, """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused by the test'; end $$;
            create trigger refuse before insert or update or delete on source_document execute function refuse();
            """);

        var asking = AskUntilAsync(running, item, before, out var stop);
        var failure = await Assert.ThrowsAnyAsync<EvolveException>(() => MigrateAsync(own));
        await stop.CancelAsync();

        Assert.Contains("refused by the test", failure.ToString(), StringComparison.Ordinal);
        Assert.True(await asking > 0);
        Assert.Equal(before, await running.Client.GetStringAsync(item, Cancel));
        Assert.Equal("2026.11.1", (await running.Client.JsonAsync("/health/ready")).Text("release"));

        await ExecuteAsync(own, "drop trigger refuse on source_document; drop function refuse()");
        Assert.Equal("2026.12.1", (await MigrateAsync(own)).Release);
        await running.ReadyAsync("2026.12.1");
        Assert.NotEqual(before, await running.Client.GetStringAsync(item, Cancel));
    }

    /// <summary>Asks again and again for the same answer; how often it came.</summary>
    private static Task<int> AskUntilAsync(RunningService running, string path, string expected, out CancellationTokenSource stop)
    {
        var until = stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        return Task.Run(async () =>
        {
            for (var answers = 0; ; answers++)
            {
                Assert.Equal(expected, await running.Client.GetStringAsync(path, Cancel));
                if (until.IsCancellationRequested) return answers + 1;
            }
        }, Cancel);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    private static Task<PublishResult> MigrateAsync(TestDatabase database) =>
        Migrator.MigrateAsync(database.ConnectionString, static _ => { }, Cancel);

    private static async Task JournalAsync(TestDatabase database, string statement)
    {
        await using var connection = await database.OpenAsync();
        Assert.Equal(1, await connection.ExecuteAsync(statement));
    }
}
