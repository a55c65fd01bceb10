using System.Text.Json;
using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;

[assembly: AssemblyFixture(typeof(EvidenceServiceFixture))]

namespace EvidenceApi.Tests.Setup;

/// <summary>
/// One PostgreSQL server and one service for the whole run. Its database is only read; a test that writes takes one of its own.
/// </summary>
public sealed class EvidenceServiceFixture : IAsyncLifetime
{
    private readonly Lazy<Task<IReadOnlyList<JsonElement>>> items;
    private (string Admin, IAsyncDisposable Stop)? server;
    private TestDatabase? template;
    private TestDatabase? database;
    private RunningService? service;

    public EvidenceServiceFixture() => items = new(() => Client.AllAsync("/v1/evidence?view=full"));

    public HttpClient Client => service!.Client;

    /// <summary>The owner of the database that the service reads.</summary>
    public string OwnerConnectionString => database!.ConnectionString;

    internal TestDatabase Database => database!;

    /// <summary>Every evidence item of the base, whole.</summary>
    public Task<IReadOnlyList<JsonElement>> ItemsAsync() => items.Value;

    public Task<JsonElement> GetAsync(string path) => Client.JsonAsync(path);

    public Task<JsonElement> GetProblemAsync(string path, int status) => Client.ProblemAsync(path, status);

    public Task<IReadOnlyList<JsonElement>> AllAsync(string path) => Client.AllAsync(path);

    /// <summary>An empty database for the caller alone.</summary>
    internal Task<TestDatabase> EmptyDatabaseAsync() => TestDatabase.CreateAsync(server!.Value.Admin);

    /// <summary>A database with the whole content, published, for the caller alone.</summary>
    internal Task<TestDatabase> OwnDatabaseAsync() => TestDatabase.CreateAsync(server!.Value.Admin, template);

    /// <summary>A copy of a database to which nobody is connected.</summary>
    internal Task<TestDatabase> CopyAsync(TestDatabase original) => TestDatabase.CreateAsync(server!.Value.Admin, original);

    public async ValueTask InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        template = await EmptyDatabaseAsync();
        await Migrator.MigrateAsync(template.ConnectionString, static _ => { }, TestContext.Current.CancellationToken);
        database = await OwnDatabaseAsync();
        service = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null) await service.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        if (template is not null) await template.DisposeAsync();
        if (server is not null) await server.Value.Stop.DisposeAsync();
    }
}
