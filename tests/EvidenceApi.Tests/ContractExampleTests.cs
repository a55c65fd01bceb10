using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>The examples of the contract are real: the service answers exactly so to the request beside them.</summary>
public sealed class ContractExampleTests(EvidenceServiceFixture service)
{
    private const int MostBytes = 6 * 1024;
    private static readonly string[] Shown = ["200", "400", "404"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_example_is_what_the_service_answers_to_its_request()
    {
        List<string> stale = [];
        foreach (var operation in await OperationsAsync())
        {
            var examples = ContractFiles.Examples(operation.Id);
            Assert.True(examples is not null, $"{operation.Id} has no examples: put a request by status into openapi/examples/{operation.Id}.json, as its neighbours have, and run openapi/update.sh");
            foreach (var (status, exchange) in examples)
            {
                var (answered, answer) = await AskAsync(operation.Method, exchange!.AsObject());
                Assert.True(answered == status, $"{exchange["request"]}: {answered} in place of {status}: {answer}");
                if (JsonNode.DeepEquals(answer, exchange["answer"])) continue;
                stale.Add($"{operation.Id} {status}");
                exchange["answer"] = answer;
            }
            if (ContractFiles.Updating) ContractFiles.Write(operation.Id, examples);
        }

        // The document carries the examples that were built into the service, so new ones show in it after another build.
        Assert.True(stale.Count == 0, ContractFiles.Updating
            ? $"Rewrote {string.Join(", ", stale)}; run it once more, so that openapi.json shows them."
            : $"No longer what the service answers: {string.Join(", ", stale)}. Run openapi/update.sh");
    }

    [Fact]
    public async Task Every_operation_shows_its_answer_its_errors_its_parameters_and_its_body()
    {
        List<string> missing = [];
        foreach (var (path, _, id, body) in await OperationsAsync())
        {
            foreach (var status in Shown.Where(status => body.At("responses").Has(status)))
            {
                // Files have no example: only what is JSON can be shown.
                var content = body.At("responses").GetProperty(status).At("content").EnumerateObject().FirstOrDefault(entry => entry.Name is "application/json" or "application/problem+json").Value;
                if (content.ValueKind == JsonValueKind.Object && !content.Has("examples")) missing.Add($"{id} {status}");
            }
            foreach (var parameter in Parameters(body).Where(parameter => !parameter.Has("example"))) missing.Add($"{id} {parameter.Text("name")}");
            if (body.Has("requestBody") && !body.At("requestBody.content").GetProperty("application/json").Has("examples")) missing.Add($"{id} body");
        }

        Assert.True(missing.Count == 0, $"No example in openapi/examples (parameters.json for parameters): {string.Join(", ", missing)}");
    }

    [Fact]
    public async Task Every_example_of_a_parameter_is_accepted_in_the_request_of_the_example()
    {
        var asked = 0;
        List<string> refused = [];
        foreach (var (path, method, id, body) in await OperationsAsync())
        {
            var exchange = ContractFiles.Examples(id)!["200"]!.AsObject();
            foreach (var parameter in Parameters(body))
            {
                var (name, value) = (parameter.Text("name"), Text(parameter.At("example")));
                // The first page is also the last: there is no cursor of this query.
                if (name == "cursor" && exchange["answer"]!["page"]!["next"] is null) continue;
                var changed = exchange.DeepClone().AsObject();
                changed["request"] = parameter.Text("in") == "path" ? path.Replace($"{{{name}}}", value, StringComparison.Ordinal) : With((string)exchange["request"]!, name, value);
                var (status, answer) = await AskAsync(method, changed);
                if (status != "200") refused.Add($"{changed["request"]}: {answer["detail"]}");
                asked++;
            }
        }

        Assert.Empty(refused);
        Assert.True(asked > 200, $"only {asked} parameters");
    }

    [Fact]
    public async Task Examples_are_short_and_belong_to_an_operation()
    {
        var operations = (await OperationsAsync()).Select(operation => operation.Id).ToHashSet();
        var files = Directory.GetFiles(Path.Combine(ContractFiles.Folder, "examples")).Select(file => Path.GetFileNameWithoutExtension(file)!).Where(name => name != "parameters");

        Assert.All(files, name =>
        {
            Assert.Contains(name, operations);
            Assert.All(ContractFiles.Examples(name)!, entry => Assert.InRange(Encoding.UTF8.GetByteCount(entry.Value!["answer"]?.ToJsonString() ?? ""), 2, MostBytes));
        });
    }

    private async Task<(string Status, JsonObject Answer)> AskAsync(string method, JsonObject exchange)
    {
        using var request = new HttpRequestMessage(new(method), (string)exchange["request"]!);
        if (exchange["body"] is { } sent) request.Content = new StringContent(sent.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await service.Client.SendAsync(request, Cancel);
        // Files have no example: only what is JSON can be shown.
        if (answer.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/problem+json")) return ($"{(int)answer.StatusCode}", []);
        // Absolute addresses are those of this run.
        var text = (await answer.Content.ReadAsStringAsync(Cancel)).Replace(service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), "https://evidence.example.org", StringComparison.Ordinal);
        var body = JsonNode.Parse(text)!.AsObject();
        // Names one request, and is another in the next.
        body.Remove("traceId");
        // Since when a check has been so is another moment in the next run.
        foreach (var check in body["checks"] as JsonArray ?? []) check!["since"] = "2026-11-22T00:00:00Z";
        return ($"{(int)answer.StatusCode}", body);
    }

    private static string With(string request, string name, string value)
    {
        var (path, query) = request.Split('?', 2) is [var before, var after] ? (before, after) : (request, "");
        var kept = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => !pair.StartsWith(name + "=", StringComparison.Ordinal));
        return $"{path}?{string.Join('&', kept.Append($"{name}={WebUtility.UrlEncode(value)}"))}";
    }

    private static string Text(JsonElement example) => example.ValueKind == JsonValueKind.Array ? example[0].ToString() : example.ToString();

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) => operation.Has("parameters") ? operation.Items("parameters") : [];

    private async Task<IReadOnlyList<(string Path, string Method, string Id, JsonElement Body)>> OperationsAsync() =>
    [
        .. (await service.GetAsync("/openapi/v1.json")).At("paths").EnumerateObject().SelectMany(
            path => path.Value.EnumerateObject().Select(entry => (path.Name, entry.Name.ToUpperInvariant(), entry.Value.Text("operationId"), entry.Value))),
    ];
}
