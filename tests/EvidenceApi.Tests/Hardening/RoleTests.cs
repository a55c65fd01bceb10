using Dapper;
using EvidenceApi.Authentication;
using EvidenceApi.Tests.Authentication;
using Npgsql;

namespace EvidenceApi.Tests.Hardening;

/// <summary>
/// What somebody could do who got hold of the connections of the service, over everything in the catalogue: read what is published, add
/// feedback, ask for a key that he has. Each as the role that the service acts as, and as the login before it.
/// </summary>
public sealed class RoleTests(ServingLogin login) : IClassFixture<ServingLogin>
{
    // Published tables and views of tables; everything else of the schema is the owner's.
    private const string Published = """
        select oid::regclass::text from pg_class
        where relnamespace = 'evidence'::regnamespace and relkind in ('r', 'v')
          and (relname in ('release', 'evidence_change', 'search_word') or relname ~ '_document$' and relname <> 'source_document' or relname ~ '_table$')
        """;

    private sealed record Relation(string Name, char Kind, string Column);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Roles => [ServingLogin.Reader, ServingLogin.Feedback, ServingLogin.Authenticator, ""];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Nothing_of_the_schema_can_be_written_changed_or_dropped(string role)
    {
        await using var connection = await OpenAsync(role);
        List<string> done = [];
        var relations = await RelationsAsync();
        Assert.InRange(relations.Count, 50, 1000);

        foreach (var (name, kind, column) in relations)
        {
            List<string> statements =
            [
                $"insert into {name} default values", $"update {name} set {column} = {column}", $"delete from {name}",
                .. kind == 'r' ? new[]
                {
                    $"truncate {name}", $"drop table {name}", $"alter table {name} add column stolen int", $"create index on {name} ({column})", $"lock table {name} in exclusive mode",
                    $"copy {name} to program 'true'", $"copy {name} from program 'true'", $"create trigger stolen before insert on {name} execute function suppress_redundant_updates_trigger()",
                    $"create policy stolen on {name}", $"comment on table {name} is ''",
                } : [$"drop view {name}", $"create or replace view {name} as select 1"],
            ];
            // Feedback may be added; an empty row has no card.
            if (name == "evidence.hook_feedback" && role is ServingLogin.Feedback or "") statements.RemoveAt(0);
            foreach (var statement in statements)
            {
                // A view that nothing can be written through is refused before its rights are looked at.
                if (await ServingLogin.RefusalAsync(connection, statement) is not (PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ObjectNotInPrerequisiteState)) done.Add(statement);
            }
        }

        Assert.Empty(done);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Nothing_can_be_made_and_nothing_taken_from_the_server_or_another_role(string role)
    {
        await using var connection = await OpenAsync(role);
        var owner = new NpgsqlConnectionStringBuilder(login.Database.ConnectionString).Username;
        string[] statements =
        [
            "create table evidence.stolen (id int)", "create table public.stolen (id int)", "create temporary table stolen (id int)", "create schema stolen", "create view evidence.stolen as select 1",
            "create function evidence.stolen() returns int language sql as 'select 1'", "create sequence evidence.stolen", "create type evidence.stolen as (id int)", "create extension hstore",
            "create role stolen", $"alter role {login.Name} superuser", $"alter role {login.Name} createrole", "alter role evidence_reader login", $"grant \"{owner}\" to {login.Name}",
            $"set role \"{owner}\"", $"set session authorization \"{owner}\"", "set role pg_read_server_files",
            "alter function evidence.api_key_of(text, bytea) reset all", "drop function evidence.api_key_of(text, bytea)", "drop schema evidence cascade",
            "copy (select 1) to '/tmp/stolen'", "copy (select 1) to program 'true'", "select pg_read_file('/etc/passwd')", "select pg_read_binary_file('PG_VERSION')", "select pg_ls_dir('.')",
            "select lo_import('/etc/passwd')", "select lo_export(1, '/tmp/stolen')", "select pg_reload_conf()", "select pg_switch_wal()",
        ];

        List<string> done = [];
        foreach (var statement in statements)
        {
            if (await ServingLogin.RefusalAsync(connection, statement) is not PostgresErrorCodes.InsufficientPrivilege) done.Add(statement);
        }

        Assert.Empty(done);
    }

    [Fact]
    public async Task Each_role_reads_and_writes_exactly_what_it_is_for()
    {
        await using var owner = await login.Database.OpenAsync();
        var published = (await owner.QueryAsync<string>(Published)).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(published, await RelationsWithAsync(ServingLogin.Reader, "select"));
        Assert.Equal(["hook_feedback"], await RelationsWithAsync(ServingLogin.Feedback, "select"));
        Assert.Empty(await RelationsWithAsync(ServingLogin.Authenticator, "select"));
        foreach (var role in new[] { ServingLogin.Reader, ServingLogin.Feedback, ServingLogin.Authenticator })
        {
            Assert.Equal(role == ServingLogin.Feedback ? ["hook_feedback"] : [], await RelationsWithAsync(role, "insert"));
            Assert.Empty(await RelationsWithAsync(role, "update"));
            Assert.Empty(await owner.QueryAsync<string>("select seqrelid::regclass::text from pg_sequence where has_sequence_privilege(@role, seqrelid, 'usage, select, update')", new { role }));
            // Functions that act with the rights of their owner.
            Assert.Equal(
                role == ServingLogin.Authenticator ? ["api_key_of(text,bytea)"] : [],
                await owner.QueryAsync<string>("select oid::regprocedure::text from pg_proc where prosecdef and has_function_privilege(@role, oid, 'execute')", new { role }));
        }
        const string memberships = "select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles l on l.oid = m.member where l.rolname = any(@names) order by r.rolname";
        Assert.Equal(
            [ServingLogin.Authenticator, ServingLogin.Feedback, ServingLogin.Reader],
            await owner.QueryAsync<string>(memberships, new { names = new[] { login.Name, ServingLogin.Reader, ServingLogin.Feedback, ServingLogin.Authenticator } }));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Passwords_files_of_the_server_and_what_is_not_published_cannot_be_read(string role)
    {
        await using var connection = await OpenAsync(role);
        foreach (var table in new[] { "pg_authid", "pg_shadow", "pg_hba_file_rules", "pg_file_settings", "pg_user_mapping", "pg_statistic", "pg_largeobject", "evidence.study", "evidence.finding", "evidence.claim", "evidence.source_document", "evidence.api_key" })
        {
            Assert.Equal((table, PostgresErrorCodes.InsufficientPrivilege), (table, await ServingLogin.RefusalAsync(connection, $"select * from {table}")));
        }
    }

    [Fact]
    public async Task Of_a_key_only_who_has_it_learns_anything()
    {
        var key = ApiKey.Parse(await ClosedService.AddKeyAsync(login.Database))!;
        const string ask = "select scopes from evidence.api_key_of(@Id, @SecretHash)";
        await using var connection = await OpenAsync(ServingLogin.Authenticator);

        Assert.Equal(["evidence.read"], await connection.QuerySingleAsync<string[]>(ask, key));
        Assert.Empty(await connection.QueryAsync<string[]>(ask, key with { SecretHash = new byte[32] }));
        Assert.Empty(await connection.QueryAsync<string[]>("select scopes from evidence.api_key_of(@Id, null)", key));
        foreach (var role in new[] { ServingLogin.Reader, ServingLogin.Feedback })
        {
            await using var other = await OpenAsync(role);
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => other.QueryAsync<string[]>(ask, key));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    private Task<NpgsqlConnection> OpenAsync(string role) => login.OpenAsync(role.Length > 0 ? role : login.Name);

    private async Task<IReadOnlyList<Relation>> RelationsAsync()
    {
        const string sql = """
            select 'evidence.' || quote_ident(c.relname) as name, c.relkind as kind, (
              select quote_ident(attname) from pg_attribute where attrelid = c.oid and attnum > 0 and attidentity = '' and attgenerated = '' order by attnum limit 1) as column
            from pg_class c
            where c.relnamespace = 'evidence'::regnamespace and c.relkind in ('r', 'v')
            """;
        await using var owner = await login.Database.OpenAsync();
        return [.. await owner.QueryAsync<Relation>(new CommandDefinition(sql, cancellationToken: Cancel))];
    }

    private async Task<IReadOnlyList<string>> RelationsWithAsync(string role, string privilege)
    {
        const string sql = """
            select oid::regclass::text from pg_class
            where relnamespace in ('evidence'::regnamespace, 'public'::regnamespace) and relkind in ('r', 'v', 'm', 'p', 'f') and has_any_column_privilege(@role, oid, @privilege)
            """;
        await using var owner = await login.Database.OpenAsync();
        return [.. (await owner.QueryAsync<string>(sql, new { role, privilege })).Order(StringComparer.Ordinal)];
    }
}
