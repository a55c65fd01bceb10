using System.Text;
using EvidenceApi.Database;

namespace EvidenceApi.Backup;

/// <summary>A file in pg_dump's own format with everything in the schema: content, published documents, releases, feedback.</summary>
internal static class BackupFile
{
    /// <summary>Writes a backup, as of one moment, while the service goes on. Under another name until it is whole and has been read back.</summary>
    /// <returns>The releases in it, oldest first.</returns>
    internal static async Task<IReadOnlyList<string>> WriteAsync(string path, string connectionString, CancellationToken cancel)
    {
        var tool = await PostgresTool.ForAsync(connectionString, cancel);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        try
        {
            // Feedback is in it: nobody else reads it.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var file = new FileStream(unfinished, options))
            {
                await tool.RunAsync("pg_dump", ["--format=custom", $"--schema={Migrator.Schema}", "--extension=pg_trgm", "--extension=unaccent", "--no-owner", "--no-password"], file, null, cancel);
                file.Flush(flushToDisk: true);
            }
            var releases = await CheckAsync(unfinished, tool, cancel);
            File.Move(unfinished, path, overwrite: true);
            return releases;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Reads a whole file, changing nothing.</summary>
    /// <returns>The published releases in it, oldest first.</returns>
    /// <exception cref="BackupException">It is no backup, is cut off, or has no published release.</exception>
    internal static async Task<IReadOnlyList<string>> CheckAsync(string path, PostgresTool tool, CancellationToken cancel)
    {
        if (!File.Exists(path)) throw new BackupException($"There is no file {path}.");
        // The list stands at the head of the file: only reading all of it shows that nothing is missing at its end.
        await tool.RunAsync("pg_restore", ["--file=-", path], Stream.Null, null, cancel);
        using var rows = new MemoryStream();
        await tool.RunAsync("pg_restore", ["--data-only", $"--schema={Migrator.Schema}", "--table=release", "--file=-", path], rows, null, cancel);
        var releases = PublishedIn(Encoding.UTF8.GetString(rows.GetBuffer(), 0, (int)rows.Length));
        return releases.Count > 0 ? releases : throw new BackupException($"{path} has no published release in it.");
    }

    // COPY evidence.release (number, id, …) FROM stdin; then lines with tabs between the columns, then \.
    private static List<string> PublishedIn(string script)
    {
        var lines = script.Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith($"COPY {Migrator.Schema}.release (", StringComparison.Ordinal));
        if (start < 0) return [];
        var columns = lines[start].Split('(', ')')[1].Split(", ");
        var (id, isPublished) = (Array.IndexOf(columns, "id"), Array.IndexOf(columns, "is_published"));
        return [.. lines.Skip(start + 1).TakeWhile(line => line != "\\.").Select(line => line.Split('\t')).Where(row => row[isPublished] == "t").Select(row => row[id])];
    }
}
