using System.Security.Cryptography;
using Dapper;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>A service with a database of its own, and what it answered and held before anything was tried on it.</summary>
public sealed class FuzzedService(EvidenceServiceFixture server) : IAsyncLifetime
{
    private const int MostConnections = 30;

    // Feedback is what callers may write.
    private static readonly string[] Written = ["hook_feedback"];

    private TestDatabase? database;
    private RunningService? service;
    private FuzzClient? client;
    private IReadOnlyDictionary<string, string> answers = new Dictionary<string, string>();
    private SortedDictionary<string, string> tables = [];

    internal FuzzClient Client => client!;

    internal HttpClient Http => service!.Client;

    internal IReadOnlyList<ContractRoute> Routes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        database = await server.OwnDatabaseAsync();
        service = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync();
        client = new(service.Client.BaseAddress!);
        Routes = await ContractRoute.AllAsync(service.Client);
        answers = await AnswersAsync();
        tables = await TablesAsync();
    }

    /// <summary>The service still answers as before, its database holds what it held, and no connection to it is left hanging.</summary>
    internal async Task AssertUnharmedAsync()
    {
        const string connections = "select count(*) from pg_stat_activity where datname = current_database()";
        const string hanging = "select count(*) from pg_stat_activity where datname = current_database() and (state like 'idle in transaction%' or (state = 'active' and pid <> pg_backend_pid()))";
        Assert.Equal(answers, await AnswersAsync());
        Assert.Equal(tables, await TablesAsync());
        await using var connection = await database!.OpenAsync();
        await Waiting.UntilAsync(async () => await connection.QuerySingleAsync<int>(hanging) == 0);
        Assert.InRange(await connection.QuerySingleAsync<int>(connections), 1, MostConnections);
    }

    /// <summary>What every read of the contract, every kind of page and every type of FHIR resource answers, as checksums.</summary>
    private async Task<IReadOnlyDictionary<string, string>> AnswersAsync()
    {
        string[] others = ["/", "/levels", "/search?q=knee", "/conditions/knee-osteoarthritis", "/evidence/lateral-epicondylitis.prp.tendon", "/studies/bennell-2021-restore", "/changes.atom", "/fhir/r5/metadata", "/fhir/r5/Evidence?_count=5", "/fhir/r5/Citation?_count=5"];
        string[] reads = [.. Routes.Where(route => route.Method == "GET" && route.Path.StartsWith("/v1/", StringComparison.Ordinal)).Select(route => route.Address + (route.Path switch { "/v1/changes" => "?since=2026.11.1", "/v1/search" or "/v1/suggest" => "?q=knee", _ => "" }))];
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var address in (string[])[.. reads, .. others])
        {
            var body = await Http.GetByteArrayAsync(address, TestContext.Current.CancellationToken);
            sums[address] = Convert.ToHexString(SHA256.HashData(body));
        }
        return sums;
    }

    private async Task<SortedDictionary<string, string>> TablesAsync()
    {
        var sums = await database!.ChecksumsAsync();
        foreach (var table in Written) Assert.True(sums.Remove(table), $"There is no table {table}.");
        return sums;
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (service is not null) await service.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }
}
