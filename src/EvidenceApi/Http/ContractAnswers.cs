using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>What every answer has in common, and that a key or token may be sent but need not, unless an operator wants one.</summary>
internal sealed class ContractAnswers : IOperationFilter
{
    private static readonly (string Status, string Description)[] Refusals =
    [
        ("401", "A key or token that is not accepted; or none, where the operator wants one."),
        ("403", "The key or token has no scope that opens this."),
        ("429", "Too many requests: code rate-limited, or quota-exceeded for the day."),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Security = [];
        if (operation.Responses?.GetValueOrDefault("503") is OpenApiResponse away)
        {
            away.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Header("Seconds after which to try again.") };
        }
        if (!context.ApiDescription.RelativePath!.StartsWith("v1/", StringComparison.Ordinal)) return;
        // The first of them is none at all.
        operation.Security = [[], .. Contract.SecuritySchemes.Keys.Select(scheme => new OpenApiSecurityRequirement { [new(scheme, context.Document)] = [] })];
        var problem = context.SchemaGenerator.GenerateSchema(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), context.SchemaRepository);
        foreach (var (status, description) in Refusals)
        {
            operation.Responses?.TryAdd(status, new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = problem } },
            });
        }
        if (operation.Responses?.GetValueOrDefault("429") is OpenApiResponse tooMany)
        {
            tooMany.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Header("Seconds after which to try again.") };
        }
        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse ok) return;
        ok.Headers = new Dictionary<string, IOpenApiHeader> { [Answer.ReleaseHeader] = Header("Data release that the answer comes from.") };
        // What a POST answers depends on its body, which no cache can tell.
        if (!HttpMethods.IsGet(context.ApiDescription.HttpMethod!)) return;
        ok.Headers["ETag"] = Header("Changes with the release and the query; send it back as If-None-Match for a 304.");
        ok.Headers["Link"] = Header("RFC 8288: next page of a list, the release as cite-as, the license.");
        operation.Responses.TryAdd("304", new OpenApiResponse { Description = "Not changed since the answer with this ETag." });
    }

    private static OpenApiHeader Header(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
