using System.Runtime.Versioning;

namespace EvidenceApi.Database;

/// <summary>A private PostgreSQL cluster in the user's data folder, reachable only over a unix socket that nobody else may open.</summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly ClusterServer _server;

    private EmbeddedPostgres(FileStream lockFile, ClusterServer server) => (_lock, _server) = (lockFile, server);

    public string OwnerConnectionString => _server.ConnectionString("evidence");

    /// <summary>The server of a data folder that another process holds; null where none was started.</summary>
    public static string? RunningConnectionString(string dataDirectory)
    {
        var folder = ClusterFolder.At(Path.GetFullPath(dataDirectory));
        return File.Exists(Path.Combine(folder.Socket, ".s.PGSQL.5432")) ? new ClusterServer(folder, true).ConnectionString("evidence") : null;
    }

    public static string DefaultDataDirectory()
    {
        if (Environment.GetEnvironmentVariable("EVIDENCE_DATA_DIR") is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        // Root's own home is closed to the account that PostgreSQL then runs as.
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/lib/evidence-api";
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var share = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local/share");
        return Path.Combine(share, "evidence-api");
    }

    public static Task<EmbeddedPostgres> StartAsync(string dataDirectory, CancellationToken ct) => StartAsync(dataDirectory, true, ct);

    /// <param name="dataDirectory">Created when missing.</param>
    /// <param name="durable">False for throw-away servers: nothing is flushed to disk.</param>
    /// <param name="ct">Cancels the start; what was started is stopped again.</param>
    public static async Task<EmbeddedPostgres> StartAsync(string dataDirectory, bool durable, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PostgresStartException("On Windows set ConnectionStrings__Evidence to a server, or use docker compose up.");
        }

        var directory = Path.GetFullPath(dataDirectory);
        var lockFile = Lock(directory);
        ClusterServer? server = null;
        try
        {
            server = new ClusterServer(await ClusterFolder.OpenAsync(directory, durable, ct), durable);
            await server.StartAsync(ct);
            return new(lockFile, server);
        }
        catch
        {
            if (server is not null)
            {
                await server.StopAsync();
            }

            await lockFile.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _lock.DisposeAsync();
    }

    // The operating system drops the lock with its holder, however that ended: the next start can then take over a server left running.
    [UnsupportedOSPlatform("windows")]
    private static FileStream Lock(string directory)
    {
        try
        {
            // Only the names in it are open to others; the account that PostgreSQL runs as under root has to pass through.
            var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(directory, mode);
            if (Environment.IsPrivilegedProcess)
            {
                File.SetUnixFileMode(directory, mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            return new(Path.Combine(directory, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PostgresStartException($"{e.Message} Set EVIDENCE_DATA_DIR to a folder that this user may write to.");
        }
        catch (IOException) when (File.Exists(Path.Combine(directory, "lock")))
        {
            throw new PostgresStartException(
                $"Another running service uses the data folder {directory}. Stop it, or set EVIDENCE_DATA_DIR to another folder.");
        }
    }
}
