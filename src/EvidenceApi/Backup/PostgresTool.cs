using System.Diagnostics;
using EvidenceApi.Database;
using Npgsql;

namespace EvidenceApi.Backup;

/// <summary>A backup that cannot be made or restored; the message says why.</summary>
internal sealed class BackupException(string message) : Exception(message);

/// <summary>Runs pg_dump, pg_restore and psql against a database. What they need to log in stands in their environment, never in their arguments.</summary>
internal sealed class PostgresTool(PostgresBinaries binaries, string connectionString)
{
    /// <summary>Tools at least as new as the server: older ones refuse it.</summary>
    internal static async Task<PostgresTool> ForAsync(string connectionString, CancellationToken cancel)
    {
        await using var connection = await Migrator.OpenAsync(connectionString, cancel);
        var major = connection.PostgreSqlVersion.Major;
        var binaries = PostgresBinaries.FindTools(major) ?? throw new BackupException(
            $"No pg_dump, pg_restore and psql of version {major} or newer were found: apt-get install postgresql-client-{major}.");
        return new(binaries, connectionString);
    }

    /// <summary>Runs a tool to its end.</summary>
    /// <param name="tool">pg_dump, pg_restore or psql.</param>
    /// <param name="arguments">As on its command line.</param>
    /// <param name="output">Takes what it prints.</param>
    /// <param name="input">Writes what it reads; null: nothing.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="BackupException">It failed.</exception>
    internal async Task RunAsync(string tool, string[] arguments, Stream output, Func<Stream, Task>? input, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(binaries.PathOf(tool), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Login(new(connectionString))) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancel);
            var printing = process.StandardOutput.BaseStream.CopyToAsync(output, cancel);
            await FeedAsync(process, input);
            await printing;
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0) throw new BackupException($"{tool}: {(await error).Trim()}");
        }
        catch
        {
            if (!process.HasExited) process.Kill();
            throw;
        }
    }

    // A tool that ends early says why by itself; that its input is closed then says nothing.
    private static async Task FeedAsync(Process process, Func<Stream, Task>? input)
    {
        try
        {
            await using var stream = process.StandardInput.BaseStream;
            if (input is not null) await input(stream);
        }
        catch (IOException)
        {
        }
    }

    private static IEnumerable<(string Name, string? Value)> Login(NpgsqlConnectionStringBuilder settings)
    {
        yield return ("PGHOST", settings.Host);
        yield return ("PGPORT", $"{settings.Port}");
        yield return ("PGUSER", settings.Username);
        yield return ("PGDATABASE", settings.Database);
        yield return ("PGAPPNAME", "evidence-api backup");
        if (settings.Password is { Length: > 0 } password) yield return ("PGPASSWORD", password);
        if (settings.Passfile is { Length: > 0 } passfile) yield return ("PGPASSFILE", passfile);
        if (settings.RootCertificate is { Length: > 0 } root) yield return ("PGSSLROOTCERT", root);
        if (settings.SslCertificate is { Length: > 0 } certificate) yield return ("PGSSLCERT", certificate);
        if (settings.SslKey is { Length: > 0 } key) yield return ("PGSSLKEY", key);
        if (settings.ContainsKey("SSL Mode")) yield return ("PGSSLMODE", settings.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => $"{mode}".ToLowerInvariant() });
        if (settings.Host!.Contains(',', StringComparison.Ordinal)) yield return ("PGTARGETSESSIONATTRS", "read-write");
        yield return ("LC_ALL", "C");
    }
}
