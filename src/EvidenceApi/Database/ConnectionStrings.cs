using Npgsql;

namespace EvidenceApi.Database;

/// <summary>Where the database is: ConnectionStrings__Evidence serves, ConnectionStrings__EvidenceOwner migrates; without either the embedded cluster does both.</summary>
internal static class ConnectionStrings
{
    internal const string Reader = "Evidence";
    internal const string Owner = "EvidenceOwner";
    private const string ReaderRole = "evidence_reader";

    // What a word or id must have in common with one on record to be taken for it: the operator %> takes it from the session.
    private const string WordSimilarity = "pg_trgm.word_similarity_threshold=0.55";

    // What is published lies in memory: with the planner's default, made for disks that turn, it reads small tables whole.
    private const string InMemory = "random_page_cost=1.1";
    private const string FeedbackRole = "evidence_feedback";
    private const string AuthenticatorRole = "evidence_authenticator";

    /// <summary>The server that is migrated; null: the embedded cluster.</summary>
    internal static string? OwnerOf(IConfiguration settings) =>
        new[] { settings.GetConnectionString(Owner), settings.GetConnectionString(Reader) }.FirstOrDefault(given => given is { Length: > 0 });

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
            // No lookup changes its session, so none needs putting back: that costs the database a third of a lookup.
            NoResetOnClose = true,
            // A condition's documents in one piece.
            ReadBufferSize = 64 * 1024,
        };
        // Who waits longer than this for a connection, or for a server that says nothing, is better told to come again.
        if (!Says(connectionString, "Timeout")) (settings.Timeout, settings.CommandTimeout) = (3, 7);
        if (HasReplicas(connectionString))
        {
            settings.LoadBalanceHosts = true;
            if (!Says(connectionString, "Target Session Attributes")) settings.TargetSessionAttributes = "prefer-standby";
        }
        settings.Options = $"{settings.Options} -c role={ReaderRole} -c statement_timeout=5s -c default_transaction_read_only=on -c {WordSimilarity} -c {InMemory}".Trim();
        // More connections than the cores can run only queue inside PostgreSQL, with a longer tail.
        if (!Says(connectionString, "Pool Size")) settings.MaxPoolSize = Math.Max(4, Environment.ProcessorCount * 2);
        return settings.ConnectionString;
    }

    /// <summary>Settings for reading what a standby may not have yet.</summary>
    internal static string ForPrimary(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(ForServing(connectionString));
        if (HasReplicas(connectionString)) settings.TargetSessionAttributes = "primary";
        return settings.ConnectionString;
    }

    /// <summary>Settings for the one connection on which a new release is heard of: standbys call nothing out.</summary>
    internal static string ForListening(string connectionString) =>
        new NpgsqlConnectionStringBuilder(ForPrimary(connectionString)) { MaxPoolSize = 1, KeepAlive = 30 }.ConnectionString;

    /// <summary>
    /// Settings for taking feedback in: every session becomes evidence_feedback, which can only add to one table. The connections are few and
    /// give up soon: no answer about evidence waits for them.
    /// </summary>
    internal static string ForFeedback(string connectionString)
    {
        var settings = Small(connectionString, FeedbackRole, "feedback");
        // Of several hosts only one takes what is written.
        if (HasReplicas(connectionString)) settings.TargetSessionAttributes = "primary";
        return settings.ConnectionString;
    }

    /// <summary>Settings for looking keys up: every session becomes evidence_authenticator, which can only ask for a key that it is shown.</summary>
    internal static string ForKeys(string connectionString)
    {
        var settings = Small(connectionString, AuthenticatorRole, "keys");
        settings.Options += " -c default_transaction_read_only=on";
        // A standby may not have heard yet that a key was revoked.
        if (HasReplicas(connectionString)) settings.TargetSessionAttributes = "prefer-primary";
        return settings.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder Small(string connectionString, string role, string purpose) => new(connectionString)
    {
        SearchPath = $"{Migrator.Schema}, public",
        ApplicationName = $"evidence-api {purpose}",
        MaxPoolSize = 2,
        MinPoolSize = 0,
        Timeout = 3,
        Options = $"{new NpgsqlConnectionStringBuilder(connectionString).Options} -c role={role} -c statement_timeout=3s".Trim(),
    };

    /// <summary>Settings for asking every host by itself whether it answers.</summary>
    internal static IEnumerable<string> ForEachHost(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(ForServing(connectionString)) { LoadBalanceHosts = false, TargetSessionAttributes = null, MaxPoolSize = 1, Timeout = 2, CommandTimeout = 2 };
        foreach (var host in settings.Host!.Split(',')) yield return new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Host = host }.ConnectionString;
    }

    /// <summary>Whether several hosts are given.</summary>
    internal static bool HasReplicas(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Host?.Contains(',', StringComparison.Ordinal) == true;

    private static bool Says(string connectionString, string setting) => connectionString.Contains(setting, StringComparison.OrdinalIgnoreCase);
}
