using System.Globalization;
using System.Text.Json;
using CsCheck;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>An operation of the contract, with what it says of addresses, parameters, body and statuses.</summary>
internal sealed class ContractRoute(string path, string method, JsonElement operation)
{
    public string Path => path;

    public string Method => method;

    public IReadOnlySet<int> Documented { get; } = operation.At("responses").EnumerateObject().Select(response => int.Parse(response.Name, CultureInfo.InvariantCulture)).ToHashSet();

    public IEnumerable<string> Names => Parameters("query").Select(parameter => parameter.Text("name"));

    /// <summary>Whether it has forms beside JSON.</summary>
    public bool HasForms => Names.Contains("format");

    /// <summary>Good values of a query parameter.</summary>
    public IReadOnlyList<string> Examples(string name) => Examples(Parameters("query").Single(parameter => parameter.Text("name") == name));

    public static async Task<IReadOnlyList<ContractRoute>> AllAsync(HttpClient client) =>
    [
        .. (await client.JsonAsync("/openapi/v1.json")).At("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => new ContractRoute(path.Name, operation.Name.ToUpperInvariant(), operation.Value))),
    ];

    /// <summary>The body that the contract shows.</summary>
    public IReadOnlyList<string> Bodies => operation.TryGetProperty("requestBody", out var body)
        ? [.. body.At("content").GetProperty("application/json").At("examples").EnumerateObject().Select(example => example.Value.At("value").GetRawText())]
        : [];

    /// <summary>The path with ids that exist.</summary>
    public string Address => Parameters("path").Aggregate(path, (address, parameter) => address.Replace($"{{{parameter.Text("name")}}}", Examples(parameter)[0], StringComparison.Ordinal));

    /// <summary>The path with ids that may exist.</summary>
    public Gen<string> AnyAddress => Parameters("path").Aggregate(
        Gen.Const(path), (address, parameter) => Gen.Select(address, Values.InAddress(Values.Near(Examples(parameter))), (text, id) => text.Replace($"{{{parameter.Text("name")}}}", id, StringComparison.Ordinal)));

    /// <summary>A query of up to five parameters of the route, now and then one of another.</summary>
    public Gen<string> AnyQuery(IReadOnlyList<string> otherNames)
    {
        var own = Parameters("query").ToList();
        Gen<string> One(JsonElement parameter) => Gen.Select(Name(parameter.Text("name")), Values.InAddress(Values.Near(Examples(parameter))), (name, value) => $"{name}={value}");
        var foreign = Gen.Select(Values.InAddress(Gen.Frequency((1, Gen.OneOf([.. otherNames])), (1, Values.Bad))), Values.InAddress(Values.Bad), (name, value) => $"{name}={value}");
        Gen<string> parameter = own.Count == 0 ? foreign : Gen.Frequency((20, Gen.Int[0, own.Count - 1].SelectMany(index => One(own[index]))), (1, foreign), (1, Values.InAddress(Values.Bad)));
        return parameter.Array[0, 5].Select(pairs => pairs.Length == 0 ? "" : "?" + string.Join('&', pairs));
    }

    // Names are read whatever their case; brackets belong to other frameworks.
    private static Gen<string> Name(string name) => Gen.Frequency((20, Gen.Const(name)), (1, Gen.Const(name.ToUpperInvariant())), (1, Gen.Const(name + "[]")), (1, Gen.Const(name + "%00")));

    private static IReadOnlyList<string> Examples(JsonElement parameter)
    {
        var schema = parameter.At("schema");
        var given = new List<JsonElement>();
        if (parameter.TryGetProperty("example", out var example)) given.AddRange(example.ValueKind == JsonValueKind.Array ? example.EnumerateArray() : [example]);
        if (schema.TryGetProperty("enum", out var values)) given.AddRange(values.EnumerateArray());
        if (schema.TryGetProperty("default", out var standard)) given.Add(standard);
        return [.. given.Select(value => value.ToString()).Distinct()];
    }

    private IEnumerable<JsonElement> Parameters(string place) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Where(parameter => parameter.Text("in") == place) : [];
}
