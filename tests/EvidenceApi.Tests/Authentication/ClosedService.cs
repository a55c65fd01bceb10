using System.Text.Json.Nodes;
using Dapper;
using EvidenceApi.Authentication;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Authentication;

/// <summary>A service that nobody reads without a key or token, with a database, an authorization server and an EHR of its own; one for a class of tests.</summary>
public sealed class ClosedService(EvidenceServiceFixture service) : IAsyncLifetime
{
    internal const string Authority = "https://login.example.org";
    internal const string Audience = "https://evidence.example.org";

    private readonly TokenMaker ehr = new();
    private TestDatabase? database;
    private RunningService? running;

    internal TestDatabase Database => database!;

    internal TokenMaker Server { get; } = new(Authority);

    internal HttpClient Client => running!.Client;

    internal string[] Settings =>
    [
        "--Authentication:AnonymousReads=false", "--Authentication:ApiKeys=true", $"--Authentication:OAuth2:Issuer={Authority}",
        $"--Authentication:OAuth2:Jwks={Server.JwksFile}", $"--Authentication:OAuth2:Audience={Audience}", .. ehr.Settings(),
    ];

    public async ValueTask InitializeAsync()
    {
        database = await service.OwnDatabaseAsync();
        running = await (await RunningService.StartAsync(database.ConnectionString, Settings)).ReadyAsync();
    }

    internal Task<string> AddKeyAsync(string scope = Scopes.Read) => AddKeyAsync(Database, scope);

    /// <summary>A key as the command makes it.</summary>
    internal static async Task<string> AddKeyAsync(TestDatabase database, string scope = Scopes.Read)
    {
        using var output = new StringWriter();
        using var remarks = new StringWriter();
        string[] words = ["add", "--name", "A clinic", "--scope", scope, "--expires", DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)];
        var exit = await KeyCommand.RunAsync(database.ConnectionString, words, output, remarks, TestContext.Current.CancellationToken);
        Assert.True(exit == 0, remarks.ToString());
        return output.ToString().Trim();
    }

    /// <summary>Changes a key in the database.</summary>
    internal async Task ChangeAsync(string key, string change)
    {
        await using var connection = await Database.OpenAsync();
        Assert.Equal(1, await connection.ExecuteAsync($"update api_key set {change} where id = @id", new { id = ApiKey.Parse(key)!.Id }));
    }

    internal static JsonObject Payload(string scope = Scopes.Read)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new() { ["iss"] = Authority, ["aud"] = Audience, ["iat"] = now, ["exp"] = now + 300, ["client_id"] = "ehr-1", ["scope"] = scope };
    }

    internal string Token(JsonObject payload) => $"Bearer {Server.Sign(Header(), payload)}";

    internal static JsonObject Header(string alg = "ES384", string kid = TokenMaker.EcKid) => new() { ["alg"] = alg, ["typ"] = "at+jwt", ["kid"] = kid };

    internal Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers) => SendAsync(Client, path, headers);

    internal static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    internal async Task<int> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, headers);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Server.Dispose();
        ehr.Dispose();
    }
}
