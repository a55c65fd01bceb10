using System.Diagnostics;
using Npgsql;

namespace EvidenceApi.Database;

/// <summary>Starts, takes over and stops the PostgreSQL server of a data folder whose lock the caller holds.</summary>
internal sealed class ClusterServer(ClusterFolder folder, bool durable)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private bool _started;

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = folder.Socket,
        Port = 5432,
        Username = "evidence_owner",
        Database = database,
    }.ConnectionString;

    public async Task StartAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (!Postmaster.IsRunning(folder.Data))
            {
                await LaunchAsync(clock, ct);
            }

            try
            {
                await EnsureDatabaseAsync(ct);
                _started = true;
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && clock.Elapsed < Patience)
            {
                // A server left over by a killed service may still be recovering, or on its way down.
                await Task.Delay(50, ct);
            }
            catch (NpgsqlException e)
            {
                throw new PostgresStartException($"The PostgreSQL server in {folder.Data} does not answer: {e.Message}\n{LogTail(0)}");
            }
        }
    }

    public async Task StopAsync()
    {
        if (_started && Postmaster.IsRunning(folder.Data) && !await StopAsync(durable ? "fast" : "immediate"))
        {
            await StopAsync("immediate");
        }

        if (Path.GetDirectoryName(folder.Socket) == "/tmp" && !Postmaster.IsRunning(folder.Data) && Directory.Exists(folder.Socket))
        {
            Directory.Delete(folder.Socket, recursive: true);
        }
    }

    private async Task<bool> StopAsync(string mode)
    {
        string[] arguments = ["stop", "-s", "-w", "-t", "60", "-m", mode, "-D", folder.Data];
        return (await folder.Binaries.RunAsync("pg_ctl", arguments, CancellationToken.None)).ExitCode == 0;
    }

    private async Task LaunchAsync(Stopwatch clock, CancellationToken ct)
    {
        var settings = $"-p 5432 -c listen_addresses= -c unix_socket_directories={folder.Socket} -c unix_socket_permissions=0700 "
            + "-c shared_buffers=128MB -c max_connections=50 -c jit=off -c timezone=UTC"
            + (durable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        // A killed server leaves it behind, and its process id may still exist: as a zombie in a container, or as another process.
        File.Delete(Path.Combine(folder.Socket, ".s.PGSQL.5432.lock"));
        while (true)
        {
            _started = true;
            var logged = new FileInfo(folder.Log).Length;
            // pg_ctl gives the server its own session, so that Ctrl-C reaches only this process and not the server.
            string[] arguments = ["start", "-s", "-w", "-t", "120", "-D", folder.Data, "-l", folder.Log, "-o", settings];
            var (exitCode, output) = await folder.Binaries.RunAsync("pg_ctl", arguments, ct);
            if (exitCode == 0)
            {
                return;
            }

            var tail = LogTail(logged);
            // After the server alone was killed, its children need a moment to notice.
            if (!tail.Contains("is still in use", StringComparison.Ordinal) || clock.Elapsed > Patience)
            {
                throw new PostgresStartException($"PostgreSQL did not start. {output}\nEnd of {folder.Log}:\n{tail}");
            }

            await Task.Delay(200, ct);
        }
    }

    private string LogTail(long from)
    {
        using var log = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(Math.Max(from, log.Length - 4000), SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(15));
    }

    private async Task EnsureDatabaseAsync(CancellationToken ct)
    {
        try
        {
            await using var database = new NpgsqlConnection(ConnectionString("evidence") + ";Pooling=false");
            await database.OpenAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var maintenance = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await maintenance.OpenAsync(ct);
            await using var create = new NpgsqlCommand("create database evidence", maintenance);
            await create.ExecuteNonQueryAsync(ct);
        }
    }
}
