using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests;

/// <summary>The database explains itself, finds by index, and shows a reader only what is published.</summary>
public sealed class SchemaTests(EvidenceServiceFixture service)
{

    private const string Tables = "select relname from pg_class where relkind = 'r' and relnamespace = 'evidence'::regnamespace";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_and_column_has_a_comment()
    {
        const string sql = """
            select c.relname || coalesce('.' || a.attname, '')
            from pg_class c
              left join lateral (
                select null as attname, 0 as attnum
                union all
                select attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
              ) a on true
            where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'evidence'::regnamespace and c.relname <> 'migration_journal'
              and coalesce(case a.attnum when 0 then obj_description(c.oid, 'pg_class') else col_description(c.oid, a.attnum) end, '') = ''
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.Empty(await connection.QueryAsync<string>(sql));
    }

    [Theory]
    [InlineData("grading", "condition")]
    [InlineData("grading", "grading_system")]
    [InlineData("study", "modality")]
    [InlineData("study", "design")]
    [InlineData("study", "year")]
    [InlineData("study_condition", "condition")]
    [InlineData("condition_code", "system")]
    [InlineData("finding", "measure")]
    [InlineData("recommendation", "condition")]
    [InlineData("safety_fact", "condition")]
    [InlineData("claim", "condition")]
    [InlineData("evidence_document", "condition")]
    [InlineData("evidence_document", "modality")]
    [InlineData("evidence_document", "target_tissue")]
    [InlineData("evidence_document", "levels")]
    [InlineData("evidence_document", "grading_systems")]
    [InlineData("evidence_document", "designs")]
    [InlineData("evidence_document", "direction")]
    [InlineData("evidence_document", "agreement")]
    [InlineData("record_document", "conditions")]
    [InlineData("record_document", "modalities")]
    [InlineData("record_document", "comparators")]
    [InlineData("record_document", "design")]
    [InlineData("record_document", "measure")]
    [InlineData("record_document", "source")]
    [InlineData("record_document", "target_tissue")]
    public async Task Every_lookup_axis_has_an_index(string table, string column)
    {
        const string sql = """
            select count(*)::int
            from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey[0:1])
            where i.indrelid = @table::regclass and a.attname = @column
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.True(await connection.QuerySingleAsync<int>(sql, new { table, column }) > 0, $"No index of {table} leads to {column}.");
    }

    [Fact]
    public async Task Every_table_has_a_primary_key()
    {
        const string without = """
            select relname from pg_class c
            where relkind = 'r' and relnamespace = 'evidence'::regnamespace and relname <> 'migration_journal'
              and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.Empty(await connection.QueryAsync<string>(without));
    }

    [Fact]
    public async Task The_service_reads_what_is_published_and_nothing_else()
    {
        await using var owner = await service.Database.OpenAsync();
        var tables = (await owner.QueryAsync<string>(Tables)).ToList();
        Assert.InRange(tables.Count(IsPublished), 4, tables.Count / 2);
        await using var reader = await OpenAsReaderAsync();
        Assert.Equal("evidence_reader", await reader.QuerySingleAsync<string>("select current_user"));

        foreach (var table in tables)
        {
            if (IsPublished(table))
            {
                await reader.ExecuteAsync($"select from {table}");
            }
            else
            {
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => reader.ExecuteAsync($"select from {table}"));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
            }
        }
    }

    [Theory]
    [InlineData("insert into release (id, published_on, reviewed_on, notes) values ('2027.1.1', now(), now(), '')")]
    [InlineData("update release set notes = ''")]
    [InlineData("delete from evidence_document")]
    [InlineData("truncate evidence_document")]
    [InlineData("drop table evidence_document")]
    [InlineData("create table evidence.stolen (id int)")]
    [InlineData("create table public.stolen (id int)")]
    [InlineData("create schema stolen")]
    [InlineData("alter role evidence_reader superuser")]
    [InlineData("copy evidence_document to program 'true'")]
    public async Task The_service_cannot_write_even_where_its_session_were_not_read_only(string statement)
    {
        await using var reader = await OpenAsReaderAsync();
        await using (var transaction = await reader.BeginTransactionAsync(Cancel))
        {
            var asServed = await Assert.ThrowsAsync<PostgresException>(() => reader.ExecuteAsync(statement));
            Assert.Matches("^(25006|42501)$", asServed.SqlState);
        }

        await reader.ExecuteAsync("set default_transaction_read_only = off");
        var byRight = await Assert.ThrowsAsync<PostgresException>(() => reader.ExecuteAsync(statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, byRight.SqlState);
    }

    [Fact]
    public async Task A_statement_of_the_service_is_stopped_after_five_seconds()
    {
        await using var reader = await OpenAsReaderAsync();
        Assert.Equal("5s", await reader.QuerySingleAsync<string>("show statement_timeout"));

        await reader.ExecuteAsync("set statement_timeout = '50ms'");
        var stopped = await Assert.ThrowsAsync<PostgresException>(() => reader.ExecuteAsync("select pg_sleep(10)"));
        Assert.Equal(PostgresErrorCodes.QueryCanceled, stopped.SqlState);
    }

    [Fact]
    public void Serving_keeps_the_settings_of_the_connection_string_it_is_given()
    {
        const string given = "Host=db1,db2;Maximum Pool Size=7;Options=-c work_mem=8MB";
        var served = new NpgsqlConnectionStringBuilder(ConnectionStrings.ForServing(given));

        Assert.Equal(("db1,db2", 7), (served.Host, served.MaxPoolSize));
        Assert.Contains("-c work_mem=8MB", served.Options, StringComparison.Ordinal);
        Assert.Contains("-c role=evidence_reader", served.Options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Direction", "direction_check")]
    [InlineData("Standing", "study_standing_check")]
    [InlineData("Verification", "study_verification_check")]
    [InlineData("GradingKind", "grading_system_kind_check")]
    [InlineData("CodeScope", "condition_code_match_check")]
    public async Task A_vocabulary_is_spelt_alike_in_the_database_and_in_the_contract(string schema, string check)
    {
        await using var connection = await service.Database.OpenAsync();
        const string sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = @check";
        var definition = await connection.QuerySingleAsync<string>(sql, new { check });
        var stored = definition.Split('\'').Where((_, index) => index % 2 == 1);
        var contract = (await service.GetAsync("/openapi/v1.json")).At("components.schemas").At(schema);

        Assert.Equal(stored.Order(StringComparer.Ordinal), contract.Texts("enum").Order(StringComparer.Ordinal));
    }

    private static bool IsPublished(string table) => table is "release" or "evidence_change"
        || table.EndsWith("_document", StringComparison.Ordinal) && table != "source_document"
        || table.StartsWith("search_", StringComparison.Ordinal);

    private async Task<NpgsqlConnection> OpenAsReaderAsync()
    {
        var connection = new NpgsqlConnection($"{ConnectionStrings.ForServing(service.OwnerConnectionString)};Pooling=false");
        await connection.OpenAsync(Cancel);
        return connection;
    }
}
