using System.Text.Json;

namespace EvidenceApi.Tests.Setup;

/// <summary>The reads that the contract describes, at addresses that exist.</summary>
internal sealed record Route(string Path, string Address, JsonElement Operation)
{
    public IEnumerable<JsonElement> Parameters => Operation.Has("parameters") ? Operation.Items("parameters") : [];

    public IEnumerable<string> QueryParameters =>
        Parameters.Where(parameter => parameter.Text("in") == "query").Select(parameter => parameter.Text("name"));

    /// <summary>Whether it answers JSON: a data package is a file and nothing else.</summary>
    private bool IsJson => Operation.At("responses.200.content").Has("application/json");

    /// <summary>The address with a query.</summary>
    public string With(string query) => $"{Address}{(Address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";

    public static async Task<IReadOnlyList<Route>> ReadsAsync(HttpClient client) =>
    [
        .. (await client.JsonAsync("/openapi/v1.json")).At("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/v1/", StringComparison.Ordinal) && path.Value.Has("get"))
            .Select(path => new Route(path.Name, AddressOf(path.Name), path.Value.At("get")))
            .Where(route => route.IsJson),
    ];

    private static string AddressOf(string path) => path.Split('/')[2] switch
    {
        "evidence" => path.Replace("{id}", "knee-osteoarthritis.prp.intra-articular-joint", StringComparison.Ordinal),
        "conditions" => path.Replace("{id}", "knee-osteoarthritis", StringComparison.Ordinal),
        "modalities" => path.Replace("{id}", "prp", StringComparison.Ordinal),
        "target-tissues" => path.Replace("{id}", "tendon", StringComparison.Ordinal),
        "studies" => path.Replace("{id}", "bennell-2021-restore", StringComparison.Ordinal),
        "releases" => path.Replace("{id}", "2026.11.1", StringComparison.Ordinal),
        "changes" => $"{path}?since=2026.11.1",
        "search" or "suggest" => $"{path}?q=knee",
        _ => path.Contains("{id}", StringComparison.Ordinal) ? throw new NotSupportedException($"Name an id for {path}.") : path,
    };
}
