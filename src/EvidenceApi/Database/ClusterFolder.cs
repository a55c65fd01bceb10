using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EvidenceApi.Database;

/// <summary>A data folder: <c>cluster</c>, <c>server.log</c>, <c>lock</c> and, where its path is short enough, <c>socket</c>.</summary>
internal sealed partial class ClusterFolder
{
    private readonly string _directory;
    private readonly bool _durable;

    private ClusterFolder(string directory, bool durable)
    {
        (_directory, _durable) = (directory, durable);
        Data = Path.Combine(directory, "cluster");
        Log = Path.Combine(directory, "server.log");
        Socket = SocketDirectory(directory);
        Binaries = BinariesFor(Data);
    }

    public string Data { get; }

    public string Log { get; }

    public string Socket { get; }

    public PostgresBinaries Binaries { get; }

    /// <summary>The folder as it is.</summary>
    public static ClusterFolder At(string directory) => new(directory, true);

    /// <summary>Creates what is missing in the folder, the cluster included.</summary>
    [UnsupportedOSPlatform("windows")]
    public static async Task<ClusterFolder> OpenAsync(string directory, bool durable, CancellationToken ct)
    {
        var folder = new ClusterFolder(directory, durable);
        await folder.PrepareAsync(ct);
        if (!File.Exists(Path.Combine(folder.Data, "PG_VERSION")))
        {
            await folder.InitialiseAsync(ct);
        }

        return folder;
    }

    private static PostgresBinaries BinariesFor(string data)
    {
        var versionFile = Path.Combine(data, "PG_VERSION");
        if (!File.Exists(versionFile))
        {
            return PostgresBinaries.Find();
        }

        var version = File.ReadAllText(versionFile).Trim();
        return PostgresBinaries.Find(int.Parse(version, CultureInfo.InvariantCulture)) ?? throw new PostgresStartException(
            $"""
            {data} was written by PostgreSQL {version}; installed is PostgreSQL {PostgresBinaries.Find().Major}.
            Install version {version} beside it, or move that folder away: a new one is then built from the migrations.
            """);
    }

    // A unix socket's path must fit into 103 bytes on every system, and PostgreSQL reads commas and quotes in it as a list.
    private static string SocketDirectory(string directory)
    {
        var inside = Path.Combine(directory, "socket");
        return inside.Length + "/.s.PGSQL.5432".Length <= 103 && PlainPath().IsMatch(inside)
            ? inside
            : "/tmp/evidence-api-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..16];
    }

    [UnsupportedOSPlatform("windows")]
    private async Task PrepareAsync(CancellationToken ct)
    {
        if (new FileInfo(Log) is { Exists: true, Length: > 10_000_000 })
        {
            File.Delete(Log);
        }

        await File.AppendAllTextAsync(Log, "", ct);
        Binaries.Account?.Own(Log);
        if (Path.GetDirectoryName(Socket) == _directory)
        {
            MakePrivate(Socket);
        }

        // As the account that the server runs as. In /tmp somebody else may have made the folder first, to sit between us and the server.
        const string check = """
            cd "$1" || exit 2
            mkdir -m 700 "$2" 2>/dev/null
            [ -d "$2" ] && [ ! -L "$2" ] && [ -O "$2" ] && chmod 700 "$2"
            """;
        var (exitCode, output) = await Binaries.RunAsync("/bin/sh", ["-c", check, "sh", _directory, Socket], ct);
        if (exitCode == 2)
        {
            throw new PostgresStartException(
                $"PostgreSQL cannot run as root, and the user it runs as instead ({Binaries.Account?.Name}) cannot enter {_directory}. "
                + "Set EVIDENCE_DATA_DIR to a folder outside private home folders.");
        }

        if (exitCode != 0)
        {
            throw new PostgresStartException($"The folder {Socket} for PostgreSQL's socket belongs to another user. {output}".TrimEnd());
        }
    }

    [UnsupportedOSPlatform("windows")]
    private void MakePrivate(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Binaries.Account?.Own(path);
    }

    // Under another name until it is complete: an interrupted attempt is never mistaken for a cluster.
    [UnsupportedOSPlatform("windows")]
    private async Task InitialiseAsync(CancellationToken ct)
    {
        foreach (var leftover in Directory.EnumerateDirectories(_directory, "cluster.*"))
        {
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (IOException)
            {
                // The interrupted initdb may still be writing there; the next first start removes what it leaves.
            }
        }

        var fresh = $"{Data}.{Guid.NewGuid():N}";
        MakePrivate(fresh);
        // C.UTF-8 knows the letters beyond ASCII, which trigram search needs; a few systems do not have it.
        var (exitCode, output) = await InitdbAsync(fresh, "C.UTF-8", ct);
        if (exitCode != 0 && output.Contains("invalid locale", StringComparison.Ordinal))
        {
            (exitCode, output) = await InitdbAsync(fresh, "C", ct);
        }

        if (exitCode != 0)
        {
            throw new PostgresStartException($"PostgreSQL's initdb failed:\n{output}");
        }

        Directory.Move(fresh, Data);
    }

    private Task<(int ExitCode, string Output)> InitdbAsync(string path, string locale, CancellationToken ct)
    {
        string[] arguments =
        [
            "-D", path, "-U", "evidence_owner", "-E", "UTF8", $"--locale={locale}", "--auth-local=trust", "--auth-host=reject",
        ];
        return Binaries.RunAsync("initdb", _durable ? arguments : [.. arguments, "-N"], ct);
    }

    [GeneratedRegex("^[A-Za-z0-9/._-]+$")]
    private static partial Regex PlainPath();
}
