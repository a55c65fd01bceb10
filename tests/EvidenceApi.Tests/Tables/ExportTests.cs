using System.Diagnostics;
using System.Net;
using Dapper;
using EvidenceApi.Tables;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests.Tables;

/// <summary>Exports under bad luck: nasty values, a server that dies, a caller who leaves, too many at once.</summary>
public sealed class ExportTests(EvidenceServiceFixture service)
{
    private const string ManyFindings = """
        do $$ declare columns text; begin
          select string_agg(case column_name when 'id' then 'o.id || ''.'' || n' when 'sort_text' then 'o.sort_text || ''.'' || n' else 'o.' || column_name end, ', ' order by ordinal_position)
          into columns from information_schema.columns where table_schema = 'evidence' and table_name = 'record_document';
          execute 'insert into record_document select ' || columns || ' from record_document o cross join generate_series(1, 40) n where kind = ''finding''';
        end $$
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("'; drop table study; --")]
    [InlineData("\\'; select pg_sleep(9) --")]
    [InlineData("E'\\x27")]
    [InlineData("$$ $1 %1$L %s %% @Other @B")]
    [InlineData("\"; \n \r \t {a,b} (1,2) NULL null")]
    [InlineData("é 漢字 💉 '' \"\"")]
    [InlineData("")]
    public async Task A_value_reaches_the_statement_as_a_literal_and_as_nothing_else(string nasty)
    {
        await using var exports = new Exports(service.OwnerConnectionString);
        await using var export = await exports.OpenAsync(Cancel);
        var (text, list, number) = ("", Array.Empty<string>(), (int?)0);
        await export.ReadAsync("select @A::text, @B::text[], @C::int, '100%'", new { A = nasty, B = new[] { nasty, "b" }, C = (int?)null }, async reader =>
        {
            await reader.ReadAsync(Cancel);
            text = reader.GetString(0);
            list = reader.GetFieldValue<string[]>(1);
            number = await reader.IsDBNullAsync(2, Cancel) ? null : 1;
            Assert.Equal("100%", reader.GetString(3));
        }, Cancel);

        Assert.Equal(nasty, text);
        Assert.Equal([nasty, "b"], list);
        Assert.Null(number);
    }

    [Fact]
    public async Task A_text_that_looks_like_a_formula_is_guarded_and_numbers_never_are()
    {
        await using var database = await service.OwnDatabaseAsync();
        await database.PublishAsync("2026.12.1", """
            update study set title = '=HYPERLINK("http://x","a, b")', summary = E'two\r\nlines, "quoted"', limitations = '@SUM(1)', funding = '-1+1', adverse_events = E'\ttab' where id = 'bennell-2021-restore';
            """);
        await using var running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync();
        var guarded = Row(await TableFile.GetAsync(running.Client, "/v1/studies", "csv"));
        var plain = Row(await TableFile.GetAsync(running.Client, "/v1/studies?guard=off", "csv"));
        var sheet = Row(await TableFile.GetAsync(running.Client, "/v1/studies", "xlsx"));

        Assert.Equal("'=HYPERLINK(\"http://x\",\"a, b\")", guarded["title"]);
        Assert.Equal(["'@SUM(1)", "'-1+1", "'\ttab"], [guarded["limitations"], guarded["funding"], guarded["adverse_events"]]);
        Assert.Equal("two\r\nlines, \"quoted\"", guarded["summary"]);
        Assert.Equal("=HYPERLINK(\"http://x\",\"a, b\")", plain["title"]);
        Assert.Equal(plain["title"], sheet["title"]);
        var numbers = await TableFile.GetAsync(running.Client, "/v1/findings", "csv");
        Assert.Contains(numbers.Column("estimate"), value => value is ['-', ..]);
        Assert.Contains(numbers.Column("intervention_result"), value => value is ['\'', '+' or '-', ..]);

        static IReadOnlyDictionary<string, string?> Row(TableFile file) => file.Row(file.Column("id").ToList().IndexOf("bennell-2021-restore"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("parquet")]
    [InlineData("xlsx")]
    public async Task A_file_that_was_cut_cannot_be_taken_for_a_whole_one(string form)
    {
        await using var database = await service.OwnDatabaseAsync();
        await using var owner = await database.OpenAsync();
        await owner.ExecuteAsync(ManyFindings);
        await using var running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync();
        using var answer = await running.Client.GetAsync($"/v1/findings?format={form}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
        await body.ReadExactlyAsync(new byte[1], Cancel);

        Assert.True(await KillExportsAsync(owner) > 0, "The export had ended before it could be cut.");

        await Assert.ThrowsAnyAsync<Exception>(() => body.CopyToAsync(Stream.Null, Cancel));
        // The service goes on, with a new connection.
        Assert.NotEmpty(await TableFile.NdjsonAsync(running.Client, "/v1/gradings"));
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_the_statement()
    {
        await using var database = await service.OwnDatabaseAsync();
        await using var owner = await database.OpenAsync();
        await owner.ExecuteAsync(ManyFindings);
        await using var running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync();
        for (var number = 0; number < 4; number++)
        {
            using var answer = await running.Client.GetAsync("/v1/findings?format=csv", HttpCompletionOption.ResponseHeadersRead, Cancel);
            await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
            await body.ReadExactlyAsync(new byte[1], Cancel);
        }

        var patience = Stopwatch.StartNew();
        while (await owner.QuerySingleAsync<int>("select count(*)::int from pg_stat_activity where application_name = @name and datname = current_database() and state <> 'idle'", new { name = Exports.ApplicationName }) > 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(10), "The statement still runs.");
            await Task.Delay(100, Cancel);
        }
        Assert.NotEmpty(await TableFile.NdjsonAsync(running.Client, "/v1/gradings"));
    }

    [Fact]
    public async Task When_all_connections_are_at_work_the_next_is_told_to_wait_and_lookups_go_on()
    {
        await using var database = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync();
        await running.Client.JsonAsync("/v1/dictionary?limit=1");
        await using var owner = await database.OpenAsync();
        await using var transaction = await owner.BeginTransactionAsync(Cancel);
        await owner.ExecuteAsync("lock table record_document in access exclusive mode", transaction: transaction);
        var first = running.Client.GetAsync("/v1/studies?format=csv", Cancel);
        var second = running.Client.GetAsync("/v1/findings?format=ndjson", Cancel);
        await Task.Delay(500, Cancel);

        using var third = await running.Client.GetAsync("/v1/gradings?format=csv", Cancel);
        var problem = await third.ProblemAsync(503);
        var lookup = await running.Client.JsonAsync("/v1/evidence?limit=1");
        await transaction.RollbackAsync(Cancel);

        Assert.Equal("exports-busy", problem.Text("code"));
        Assert.True(third.Headers.Contains("Retry-After"));
        Assert.Single(lookup.Items("items"));
        using var answer = await first;
        using var other = await second;
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [answer.StatusCode, other.StatusCode]);
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Exports_can_only_read_what_is_published()
    {
        await using var exports = new Exports(service.OwnerConnectionString);
        await using var export = await exports.OpenAsync(Cancel);

        await Assert.ThrowsAsync<PostgresException>(() => export.ReadAsync("select * from study", new { }, _ => Task.CompletedTask, Cancel));
    }

    private static async Task<int> KillExportsAsync(NpgsqlConnection owner) => await owner.QuerySingleAsync<int>(
        "select count(pg_terminate_backend(pid))::int from pg_stat_activity where application_name = @name and datname = current_database() and state = 'active'",
        new { name = Exports.ApplicationName });
}
