using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Publishing;
using Npgsql;

namespace EvidenceApi.Tests.Setup;

/// <summary>A database of the test server, dropped at the end.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string admin;
    private readonly string name;

    private TestDatabase(string admin, string name)
    {
        (this.admin, this.name) = (Unpooled(admin).ConnectionString, name);
        var settings = Unpooled(admin);
        settings.Database = name;
        ConnectionString = settings.ConnectionString;
    }

    /// <summary>As the owner.</summary>
    public string ConnectionString { get; }

    /// <summary>An empty database, or a copy of a template to which nobody is connected.</summary>
    public static async Task<TestDatabase> CreateAsync(string admin, TestDatabase? template = null)
    {
        var created = new TestDatabase(admin, $"evidence_test_{Guid.NewGuid():N}");
        await using var connection = new NpgsqlConnection(created.admin);
        await connection.ExecuteAsync($"create database {created.name} template {template?.name ?? "template0"}");
        return created;
    }

    /// <summary>A connection of the owner that finds the tables by their bare names.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Search Path=\"{Migrator.Schema}, public\"");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Changes the content and publishes it as a release of its own.</summary>
    public async Task<PublishResult> PublishAsync(string release, string change)
    {
        const string newRelease = """
            insert into release (id, published_on, reviewed_on, notes)
            values (@release, '2026-12-01', '2026-12-01', 'A release of the tests.')
            """;
        await using (var connection = await OpenAsync())
        {
            await connection.ExecuteAsync(newRelease, new { release });
            await connection.ExecuteAsync(change);
        }
        return await Migrator.MigrateAsync(ConnectionString, static _ => { }, TestContext.Current.CancellationToken);
    }

    /// <summary>A checksum of the rows of every table.</summary>
    public async Task<SortedDictionary<string, string>> ChecksumsAsync()
    {
        await using var connection = await OpenAsync();
        return await ChecksumsAsync(connection);
    }

    /// <summary>The same of any database.</summary>
    public static async Task<SortedDictionary<string, string>> ChecksumsAsync(NpgsqlConnection connection)
    {
        const string tables = "select relname from pg_class where relkind = 'r' and relnamespace = 'evidence'::regnamespace";
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in await connection.QueryAsync<string>(tables))
        {
            sums[table] = await connection.QuerySingleAsync<string>(
                $"select coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), 'empty') from evidence.{table} t");
        }
        return sums;
    }

    /// <summary>False: nobody may connect, and who is connected is put out. What a service sees when its server stops.</summary>
    public async Task AdmitAsync(bool everybody)
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.ExecuteAsync($"alter database {name} allow_connections {everybody}");
        await connection.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = @name", new { name });
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.ExecuteAsync($"drop database if exists {name} with (force)");
    }

    private static NpgsqlConnectionStringBuilder Unpooled(string connectionString) => new(connectionString) { Pooling = false };
}
