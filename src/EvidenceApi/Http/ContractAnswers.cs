using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>What every answer has in common, and that nobody needs a key.</summary>
internal sealed class ContractAnswers : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Security = [];
        if (operation.Responses?.GetValueOrDefault("503") is OpenApiResponse away)
        {
            away.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Header("Seconds after which to try again.") };
        }
        if (!context.ApiDescription.RelativePath!.StartsWith("v1/", StringComparison.Ordinal)) return;
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
