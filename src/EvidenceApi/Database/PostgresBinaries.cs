using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace EvidenceApi.Database;

internal class PostgresStartException(string message) : Exception(message);

internal sealed class PostgresNotFoundException(string message) : PostgresStartException(message);

/// <summary>A directory with PostgreSQL's server programs, and the unprivileged account they run as when this process is root.</summary>
internal sealed partial class PostgresBinaries(string directory, int major)
{
    public const int OldestMajor = 15;

    private static readonly string[] ServerPrograms = ["initdb", "pg_ctl", "postgres"];
    private static readonly string[] Tools = ["pg_dump", "pg_restore", "psql"];

    public int Major => major;

    /// <summary>Null unless this process is root: PostgreSQL refuses to run as root.</summary>
    public ServerAccount? Account { get; } = Environment.IsPrivilegedProcess ? ServerAccount.Find() : null;

    public static PostgresBinaries Find() => All(ServerPrograms).FirstOrDefault(b => b.Major >= OldestMajor) ?? throw new PostgresNotFoundException(
        $"""
        No PostgreSQL server programs of version {OldestMajor} or newer were found (initdb, pg_ctl, postgres). Do one of these:
          - install the distribution's package: apt-get install postgresql (or: brew install postgresql@17);
          - set ConnectionStrings__Evidence to a PostgreSQL server;
          - run everything in containers: docker compose up.
        """);

    public static PostgresBinaries? Find(int major) => All(ServerPrograms).FirstOrDefault(b => b.Major == major);

    /// <summary>The oldest tools that know a server of that version.</summary>
    public static PostgresBinaries? FindTools(int serverMajor) => All(Tools).Where(b => b.Major >= serverMajor).MinBy(b => b.Major);

    public string PathOf(string tool) => Path.Combine(directory, tool);

    /// <summary>Runs one of the programs to its end and returns what it printed.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string tool, IEnumerable<string> arguments, CancellationToken ct)
    {
        var command = tool.Contains('/', StringComparison.Ordinal) ? tool : PathOf(tool);
        string[] line = [.. Account?.Prefix ?? [], command, .. arguments];
        // Not the current directory: the account may have no right to enter it.
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var error = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct) + await error;
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, output.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static IEnumerable<PostgresBinaries> All(string[] programs)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var packaged = Matching("/usr/lib/postgresql", "*")
            .Concat(Matching("/opt/homebrew/opt", "postgresql@*"))
            .Concat(Matching("/usr/local/opt", "postgresql@*"));
        // Lazily: the first directory on the path is nearly always the answer, and asking each program costs a process.
        return path.Select(Read).Concat(packaged.Select(Read).OrderByDescending(b => b?.Major)).OfType<PostgresBinaries>();

        PostgresBinaries? Read(string directory) => WithVersion(directory, programs);
    }

    private static IEnumerable<string> Matching(string parent, string pattern) => Directory.Exists(parent)
        ? Directory.EnumerateDirectories(parent, pattern).Select(d => Path.Combine(d, "bin"))
        : [];

    private static PostgresBinaries? WithVersion(string directory, string[] programs)
    {
        if (!programs.All(t => File.Exists(Path.Combine(directory, t))))
        {
            return null;
        }

        // Packages name the directory after the version; only unusual places need the program itself to be asked.
        var match = PackageVersion().Match(directory);
        if (!match.Success)
        {
            match = ProgramVersion().Match(Ask(Path.Combine(directory, programs[^1])));
        }

        return match.Success ? new(directory, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) : null;
    }

    private static string Ask(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    [GeneratedRegex(@"/postgresql[/@](\d+)/bin/?$")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex ProgramVersion();
}

/// <summary>The account that owns the cluster when the service itself runs as root.</summary>
internal sealed record ServerAccount(string Name, string UserId, string GroupId)
{
    public string[] Prefix => ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups"];

    public static ServerAccount Find()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length > 3).ToLookup(f => f[0]);
        var fields = accounts["postgres"].Concat(accounts["nobody"]).FirstOrDefault() ?? throw new PostgresStartException(
            "PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody' to run it as. Run as another user.");
        return new(fields[0], fields[2], fields[3]);
    }

    public void Own(string path)
    {
        if (ChangeOwner(path, uint.Parse(UserId, CultureInfo.InvariantCulture), uint.Parse(GroupId, CultureInfo.InvariantCulture)) != 0)
        {
            throw new PostgresStartException($"Cannot give {path} to {Name}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
