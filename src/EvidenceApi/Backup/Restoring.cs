using System.Text;
using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Releases;

namespace EvidenceApi.Backup;

/// <summary>Brings a backup into a database in one transaction: it has what it had before, or all that is in the file.</summary>
internal static class Restoring
{
    // Roles belong to the server, so no file has them: as the migrations make them, for a server that never saw one.
    private const string Preparation = $"""
        \set ON_ERROR_STOP on
        begin;
        set client_min_messages = warning;
        do $$
        declare wanted text;
        begin
          foreach wanted in array array['evidence_reader', 'evidence_feedback', 'evidence_authenticator'] loop
            if not exists (select from pg_roles where rolname = wanted) then execute format('create role %I nologin', wanted); end if;
            if not pg_has_role(current_user, wanted, 'member') then execute format('grant %I to %I', wanted, current_user); end if;
          end loop;
        end $$;
        drop schema if exists {Migrator.Schema} cascade;

        """;

    private const string End = $"\nnotify {ReleaseListener.Channel};\ncommit;\nanalyze;\n";

    /// <returns>The releases that the database now has, oldest first.</returns>
    /// <exception cref="BackupException">The file is not whole, the database has content already, or it refused a statement; it is as it was.</exception>
    internal static async Task<IReadOnlyList<string>> RunAsync(string path, string connectionString, bool replace, CancellationToken cancel)
    {
        var tool = await PostgresTool.ForAsync(connectionString, cancel);
        var releases = await BackupFile.CheckAsync(path, tool, cancel);
        if (!replace && await HasContentAsync(connectionString, cancel)) throw new BackupException("The database is not empty: restore with --replace to drop what is in it.");
        await tool.RunAsync("psql", ["--no-psqlrc", "--quiet", "--no-password", "--file=-"], Stream.Null, psql => FeedAsync(psql, path, tool, cancel), cancel);
        return releases;
    }

    // Nothing is committed unless the file has been read to its end without a fault.
    private static async Task FeedAsync(Stream psql, string path, PostgresTool tool, CancellationToken cancel)
    {
        await psql.WriteAsync(Encoding.UTF8.GetBytes(Preparation), cancel);
        await tool.RunAsync("pg_restore", ["--no-owner", "--file=-", path], psql, null, cancel);
        await psql.WriteAsync(Encoding.UTF8.GetBytes(End), cancel);
    }

    private static async Task<bool> HasContentAsync(string connectionString, CancellationToken cancel)
    {
        const string relations = "select exists (select from pg_class where relnamespace = to_regnamespace(@Schema))";
        await using var connection = await Migrator.OpenAsync(connectionString, cancel);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(relations, new { Migrator.Schema }, cancellationToken: cancel));
    }
}
