using Npgsql;

namespace EvidenceApi.Database;

/// <summary>Where the database is: ConnectionStrings__Evidence serves, ConnectionStrings__EvidenceOwner migrates; without either the embedded cluster does both.</summary>
internal static class ConnectionStrings
{
    internal const string Reader = "Evidence";
    internal const string Owner = "EvidenceOwner";
    private const string ReaderRole = "evidence_reader";
    private const string FeedbackRole = "evidence_feedback";

    /// <summary>
    /// Settings for serving. Whatever login is given, every session becomes evidence_reader, which can only read what is published.
    /// </summary>
    internal static string ForServing(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = $"{Migrator.Schema}, public",
            ApplicationName = "evidence-api",
            // Lookups are the same few statements over and over; unprepared they cost several times as much.
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 1,
        };
        settings.Options = $"{settings.Options} -c role={ReaderRole} -c statement_timeout=5s -c default_transaction_read_only=on".Trim();
        // More connections than the cores can run only queue inside PostgreSQL, with a longer tail.
        if (!connectionString.Contains("Pool Size", StringComparison.OrdinalIgnoreCase)) settings.MaxPoolSize = Math.Max(4, Environment.ProcessorCount * 2);
        return settings.ConnectionString;
    }

    /// <summary>
    /// Connections for taking feedback in: every session becomes evidence_feedback, which can only add to one table. They are few, and give
    /// up soon: no answer about evidence waits for them.
    /// </summary>
    internal static NpgsqlDataSource DataSourceForFeedback(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = $"{Migrator.Schema}, public",
            ApplicationName = "evidence-api feedback",
            MaxPoolSize = 2,
            MinPoolSize = 0,
            Timeout = 3,
        };
        settings.Options = $"{settings.Options} -c role={FeedbackRole} -c statement_timeout=3s".Trim();
        settings.Remove("Target Session Attributes");
        // Of several hosts only one takes what is written.
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : NpgsqlDataSource.Create(settings.ConnectionString);
    }
}
