using EvidenceApi.Database;
using EvidenceApi.Publishing;
using Npgsql;

namespace EvidenceApi.Tests.Setup;

/// <summary>A primary with the published content and streaming standbys, each a PostgreSQL server of its own.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class ReplicatedServers : IAsyncDisposable
{
    private const string Settings =
        "-p 5432 -c listen_addresses= -c unix_socket_permissions=0700 -c max_connections=40 -c shared_buffers=32MB -c jit=off -c timezone=UTC "
        + "-c fsync=off -c full_page_writes=off -c max_wal_senders=8 -c hot_standby=on";

    private readonly PostgresBinaries binaries = PostgresBinaries.Find();
    private readonly string folder = Directory.CreateTempSubdirectory("evidence-replicas-").FullName;
    private readonly List<string> started = [];

    private ReplicatedServers()
    {
    }

    public string Primary => ConnectionStringOf("primary");

    /// <summary>All servers in one connection string, as an operator gives it.</summary>
    public string All => ConnectionStringOf([.. started]);

    public string Standby(int number) => ConnectionStringOf($"standby{number}");

    public static async Task<ReplicatedServers> StartAsync(int standbys)
    {
        var servers = new ReplicatedServers();
        File.SetUnixFileMode(servers.folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            await servers.RunAsync("initdb", "-D", servers.Own("primary"), "-U", "evidence_owner", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "-N");
            await servers.StartServerAsync("primary");
            await servers.CreateDatabaseAsync();
            await servers.PublishAsync();
            await servers.StopServerAsync("primary");
            for (var number = 1; number <= standbys; number++) await servers.CopyPrimaryAsync($"standby{number}");
            await servers.StartServerAsync("primary");
            for (var number = 1; number <= standbys; number++) await servers.StartServerAsync($"standby{number}");
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public Task<PublishResult> PublishAsync() => Migrator.MigrateAsync(Primary, static _ => { }, TestContext.Current.CancellationToken);

    /// <summary>Ends a server as a crash does.</summary>
    public Task KillAsync(string name) => RunAsync("pg_ctl", "kill", "KILL", File.ReadLines(Path.Combine(Own(name), "postmaster.pid")).First());

    public Task StartServerAsync(string name)
    {
        if (!started.Contains(name)) started.Add(name);
        return RunAsync("pg_ctl", "start", "-s", "-w", "-t", "60", "-D", Own(name), "-l", Path.Combine(Own(name), "server.log"), "-o", $"{Settings} -c unix_socket_directories={Socket(name)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in started) await StopServerAsync(name);
        Directory.Delete(folder, recursive: true);
    }

    private Task StopServerAsync(string name) => binaries.RunAsync("pg_ctl", ["stop", "-s", "-w", "-m", "fast", "-D", Own(name)], CancellationToken.None);

    // Not every packaging has pg_basebackup beside the server; a stopped server may simply be copied.
    private Task CopyPrimaryAsync(string name)
    {
        const string copy = """
            cp -a "$1/." "$2/" && touch "$2/standby.signal" &&
            echo "primary_conninfo = 'host=$3 port=5432 user=evidence_owner'" >> "$2/postgresql.auto.conf"
            """;
        return RunAsync("/bin/sh", "-c", copy, "sh", Own("primary"), Own(name), Socket("primary"));
    }

    private async Task CreateDatabaseAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Primary) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var create = new NpgsqlCommand("create database evidence", connection);
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private string ConnectionStringOf(params string[] names) => new NpgsqlConnectionStringBuilder
    {
        Host = string.Join(',', names.Select(Socket)),
        Port = 5432,
        Username = "evidence_owner",
        Database = "evidence",
    }.ConnectionString;

    private string Socket(string name) => Made(Path.Combine(folder, $"{name}-s"));

    private string Own(string name) => Made(Path.Combine(folder, name));

    // The servers run as another account where the tests run as root.
    private string Made(string path)
    {
        if (Directory.Exists(path)) return path;
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        binaries.Account?.Own(path);
        return path;
    }

    private async Task RunAsync(string tool, params string[] arguments)
    {
        var (exitCode, output) = await binaries.RunAsync(tool, arguments, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, $"{tool} {string.Join(' ', arguments)}: {output}");
    }
}
