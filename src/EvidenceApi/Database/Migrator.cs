using System.Reflection;
using EvidenceApi.Publishing;
using EvolveDb;
using EvolveDb.Configuration;
using Npgsql;

namespace EvidenceApi.Database;

/// <summary>
/// Brings a database to the schema and content of this binary, then publishes. Safe to run again and from several instances at once.
/// </summary>
internal static class Migrator
{
    internal const string Schema = "evidence";

    /// <summary>Applies new migrations and changed seeds, each in its own transaction, and publishes.</summary>
    /// <exception cref="EvolveException">A migration that was applied has been edited since, or a script failed.</exception>
    internal static async Task<PublishResult> MigrateAsync(string ownerConnectionString, Action<string> log, CancellationToken cancel)
    {
        await ApplyAsync(ownerConnectionString, log, "db.migrations.", "db.seed.");
        await using var publishing = await OpenAsync(ownerConnectionString, cancel);
        return await Publisher.PublishAsync(publishing, cancel);
    }

    /// <summary>The schema without content, in an empty database.</summary>
    internal static Task CreateSchemaAsync(string ownerConnectionString) => ApplyAsync(ownerConnectionString, static _ => { }, "db.migrations.");

    /// <summary>A connection of its own that finds the tables by their bare names.</summary>
    internal static async Task<NpgsqlConnection> OpenAsync(string ownerConnectionString, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(Settings(ownerConnectionString));
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static string Settings(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = $"{Schema}, public", Pooling = false, Multiplexing = false }.ConnectionString;

    private static async Task ApplyAsync(string ownerConnectionString, Action<string> log, params string[] scripts)
    {
        await using var connection = new NpgsqlConnection(Settings(ownerConnectionString));
        var evolve = new Evolve(connection, message => log(message))
        {
            EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
            EmbeddedResourceFilters = scripts,
            // Versions are four digits, 0001 to 0999: the leading zero is the prefix that the library asks for.
            SqlMigrationPrefix = "0",
            SqlMigrationSeparator = "_",
            SqlRepeatableMigrationPrefix = "seed",
            Schemas = [Schema],
            MetadataTableSchema = Schema,
            MetadataTableName = "migration_journal",
            TransactionMode = TransactionKind.CommitEach,
            EnableClusterMode = true,
            IsEraseDisabled = true,
            PlaceholderPrefix = "${evolve:",
        };
        evolve.Migrate();
    }
}
