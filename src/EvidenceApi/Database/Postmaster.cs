using System.Diagnostics;
using System.Globalization;

namespace EvidenceApi.Database;

internal static class Postmaster
{
    // The process id in postmaster.pid may by now belong to another process, which would keep PostgreSQL from starting for ever.
    public static bool IsRunning(string dataDirectory)
    {
        var pidFile = Path.Combine(dataDirectory, "postmaster.pid");
        if (Identity(pidFile) is not [var first, ..] identity
            || !int.TryParse(first, CultureInfo.InvariantCulture, out var pid) || !Exists(pid))
        {
            return false;
        }

        if (IsServer(pid, identity))
        {
            return true;
        }

        File.Delete(pidFile);
        return false;
    }

    private static bool Exists(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            return Directory.Exists($"/proc/{pid}");
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsServer(int pid, string[] identity)
    {
        try
        {
            // The server's current directory is its data directory.
            return OperatingSystem.IsLinux()
                ? Identity($"/proc/{pid}/cwd/postmaster.pid").SequenceEqual(identity)
                : Process.GetProcessById(pid).ProcessName == "postgres";
        }
        catch (UnauthorizedAccessException)
        {
            // Root without the right to inspect other users' processes, as in containers. A killed server may stay there as a zombie.
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status.Contains("(postgres) ", StringComparison.Ordinal) && !status.Contains("(postgres) Z", StringComparison.Ordinal);
        }
    }

    // Process id, data directory, start time; nothing when the server removed the file meanwhile.
    private static string[] Identity(string pidFile)
    {
        try
        {
            return [.. File.ReadLines(pidFile).Take(3)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
