using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>What db/README.md says of servers that are somebody else's, and of spreading the tables over several.</summary>
public sealed class OtherServersTests(EvidenceServiceFixture service)
{
    private const string Roles = "evidence_reader, evidence_feedback, evidence_authenticator";

    [Fact]
    public async Task A_login_that_is_no_superuser_migrates_publishes_and_serves()
    {
        await using var own = await service.EmptyDatabaseAsync();
        var login = $"managed_{Guid.NewGuid():N}";
        await using var superuser = new NpgsqlConnection(own.ConnectionString);
        // The roles are on this server already, and their maker may hand them on.
        await superuser.ExecuteAsync($"""
            create role {login} login password 'managed' createrole nosuperuser;
            grant {Roles} to {login} with admin option;
            do $$ begin execute format('alter database %I owner to {login}', current_database()); end $$
            """);
        try
        {
            var managed = new NpgsqlConnectionStringBuilder(own.ConnectionString) { Username = login, Password = "managed" }.ConnectionString;
            var published = await Migrator.MigrateAsync(managed, static _ => { }, TestContext.Current.CancellationToken);
            Assert.Equal(140, published.Evidence);

            await using var running = await (await RunningService.StartAsync(managed)).ReadyAsync();
            Assert.NotEmpty((await running.Client.JsonAsync("/v1/evidence?code=icd-10-cm%7CM17.11")).Items("items"));
        }
        finally
        {
            await superuser.ExecuteAsync($"reassign owned by {login} to current_user; drop owned by {login}; drop role {login}");
        }
    }

    [Fact]
    public async Task No_index_or_constraint_is_of_a_kind_that_others_lack()
    {
        const string lacking = """
            select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
            where c.relnamespace = 'evidence'::regnamespace and (m.amname not in ('btree', 'gin') or m.amname = 'gin' and i.indnatts > 1)
            union all
            select conname from pg_constraint where connamespace = 'evidence'::regnamespace and contype = 'x'
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.Empty(await connection.QueryAsync<string>(lacking));
    }

    [Theory]
    [InlineData("evidence_document", "condition")]
    [InlineData("record_document", "id")]
    [InlineData("search_document", "id")]
    public async Task A_large_table_can_be_distributed(string table, string column)
    {
        const string obstacles = """
            select indexrelid::regclass::text from pg_index i
            where indrelid = @table::regclass and indisunique
              and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any(i.indkey) and a.attname = @column)
            union all
            select conname from pg_constraint where contype = 'f' and (conrelid = @table::regclass and confrelid <> 'release'::regclass or confrelid = @table::regclass)
            union all
            select tgname from pg_trigger where tgrelid = @table::regclass and not tgisinternal
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.Empty(await connection.QueryAsync<string>(obstacles, new { table, column }));
    }
}
