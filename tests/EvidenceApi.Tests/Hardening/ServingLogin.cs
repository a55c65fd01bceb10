using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests.Hardening;

/// <summary>A database with the schema alone, and a login as an operator makes it: member of the roles of the service and of nothing else.</summary>
public sealed class ServingLogin(EvidenceServiceFixture service) : IAsyncLifetime
{
    internal const string Reader = "evidence_reader";
    internal const string Feedback = "evidence_feedback";
    internal const string Authenticator = "evidence_authenticator";

    private TestDatabase? database;

    internal string Name { get; } = $"evidence_test_login_{Guid.NewGuid():N}";

    internal TestDatabase Database => database!;

    /// <summary>As it is given to the service.</summary>
    internal string ConnectionString => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = Name, Password = Name }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        // Not a copy: what may be done in a database is not copied with it.
        database = await service.EmptyDatabaseAsync();
        await Migrator.CreateSchemaAsync(database.ConnectionString);
        await using var owner = await database.OpenAsync();
        await owner.ExecuteAsync($"create role {Name} login password '{Name}' in role {Reader}, {Feedback}, {Authenticator}");
    }

    /// <summary>A session as the service opens it, without its being read-only: what is refused then is refused by right.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(string role)
    {
        var settings = role switch
        {
            Reader => ConnectionStrings.ForServing(ConnectionString),
            Feedback => ConnectionStrings.ForFeedback(ConnectionString),
            Authenticator => ConnectionStrings.ForKeys(ConnectionString),
            _ => ConnectionString,
        };
        var connection = new NpgsqlConnection($"{settings};Pooling=false;Max Auto Prepare=0");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("set default_transaction_read_only = off");
        Assert.Equal(role, await connection.QuerySingleAsync<string>("select current_user"));
        return connection;
    }

    /// <summary>Null where the statement was carried out.</summary>
    internal static async Task<string?> RefusalAsync(NpgsqlConnection connection, string statement)
    {
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        try
        {
            await connection.ExecuteAsync(statement);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal.SqlState;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (database is null) return;
        await using (var owner = await database.OpenAsync()) await owner.ExecuteAsync($"drop role if exists {Name}");
        await database.DisposeAsync();
    }
}
