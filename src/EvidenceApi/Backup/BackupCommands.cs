using EvidenceApi.Database;

namespace EvidenceApi.Backup;

/// <summary>backup FILE and restore FILE [--replace], of ConnectionStrings__EvidenceOwner or the embedded cluster.</summary>
internal static class BackupCommands
{
    private const string Replace = "--replace";

    internal static Task<int> BackupAsync(string[] options) => Commands.UntilInterruptedAsync(async stop =>
    {
        if (options is not [var path]) return Usage("backup FILE");
        var (database, embedded) = await Commands.PublishedAsync(Commands.Settings([]), stop);
        await using (embedded)
        {
            if (database is null) throw new BackupException("There is no database yet: nothing to back up.");
            var releases = await BackupFile.WriteAsync(Path.GetFullPath(path), database, stop);
            Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes, with release {string.Join(", ", releases)}.");
            return 0;
        }
    });

    internal static Task<int> RestoreAsync(string[] options) => Commands.UntilInterruptedAsync(async stop =>
    {
        if (options.Where(option => option != Replace).ToArray() is not [var path]) return Usage($"restore FILE [{Replace}]");
        var owner = ConnectionStrings.OwnerOf(Commands.Settings([]));
        // A service that runs on the cluster keeps it locked: it would go on answering from what it has in memory.
        await using var embedded = owner is null ? await EmbeddedPostgres.StartAsync(EmbeddedPostgres.DefaultDataDirectory(), stop) : null;
        var releases = await Restoring.RunAsync(Path.GetFullPath(path), owner ?? embedded!.OwnerConnectionString, options.Contains(Replace), stop);
        Console.WriteLine($"Restored release {string.Join(", ", releases)}. Start services that run on this database anew.");
        return 0;
    });

    private static int Usage(string usage)
    {
        Console.Error.WriteLine($"Usage: {usage}");
        return 2;
    }
}
