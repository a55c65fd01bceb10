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
        var settings = new NpgsqlConnectionStringBuilder(ownerConnectionString) { SearchPath = $"{Schema}, public", Pooling = false, Multiplexing = false };
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            var evolve = new Evolve(connection, message => log(message))
            {
                EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
                EmbeddedResourceFilters = ["db.migrations.", "db.seed."],
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

        await using var publishing = new NpgsqlConnection(settings.ConnectionString);
        await publishing.OpenAsync(cancel);
        return await Publisher.PublishAsync(publishing, cancel);
    }
}
