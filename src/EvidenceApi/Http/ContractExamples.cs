using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>
/// Shows an example for every parameter, body and answer. openapi/examples has a file per operation: by status the request and what the
/// service answered to it. A test asks again and compares.
/// </summary>
internal sealed class ContractExamples : IDocumentFilter
{
    private static readonly JsonObject Parameters = Read("parameters") ?? [];

    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        foreach (var (method, operation) in document.Paths.Values.SelectMany(path => path.Operations ?? []))
        {
            Show(operation, method.Method, Read(operation.OperationId!) ?? []);
        }
    }

    private static void Show(OpenApiOperation operation, string method, JsonObject byStatus)
    {
        foreach (var (status, exchange) in byStatus)
        {
            var content = operation.Responses?.GetValueOrDefault(status)?.Content?.FirstOrDefault(entry => entry.Key.EndsWith("json", StringComparison.Ordinal)).Value;
            if (content is not null) content.Examples = Example($"{method} {exchange!["request"]}", exchange["answer"]);
        }
        if (operation.RequestBody?.Content?.Values.FirstOrDefault() is { } body && byStatus["200"]?["body"] is { } sent)
        {
            body.Examples = Example("A request", sent);
        }
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            // A cursor belongs to one query: here to the one whose answer is shown.
            var example = parameter.Name == "cursor"
                ? byStatus["200"]?["answer"]?["page"]?["next"] ?? Parameters["cursor"]
                : Parameters[$"{operation.OperationId}.{parameter.Name}"] ?? Parameters[parameter.Name!];
            parameter.Example = example?.DeepClone();
        }
    }

    private static Dictionary<string, IOpenApiExample> Example(string summary, JsonNode? value) =>
        new() { ["example"] = new OpenApiExample { Summary = summary, Value = value?.DeepClone() } };

    private static JsonObject? Read(string name)
    {
        using var file = typeof(ContractExamples).Assembly.GetManifestResourceStream($"openapi.examples.{name}.json");
        return file is null ? null : JsonNode.Parse(file)!.AsObject();
    }
}
