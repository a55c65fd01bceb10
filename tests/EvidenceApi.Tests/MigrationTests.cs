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
    public async Task Two_migrations_of_an_empty_database_at_once_both_succeed()
    {
        await using var own = await service.EmptyDatabaseAsync();

        var results = await Task.WhenAll(Task.Run(() => MigrateAsync(own), Cancel), Task.Run(() => MigrateAsync(own), Cancel));

        Assert.All(results, result => Assert.Equal(("2026.11.1", 140, 335), (result.Release, result.Evidence, result.Studies)));
        Assert.Single(results, result => result.Changed == 0);
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

    private static Task<PublishResult> MigrateAsync(TestDatabase database) =>
        Migrator.MigrateAsync(database.ConnectionString, static _ => { }, Cancel);

    private static async Task JournalAsync(TestDatabase database, string statement)
    {
        await using var connection = await database.OpenAsync();
        Assert.Equal(1, await connection.ExecuteAsync(statement));
    }
}
