using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>The forms of a route: parameter format with its values, and the media types of the answer.</summary>
internal sealed class ContractRepresentations : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (Offers.Of(context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Offers>()) is not { } offered) return;
        operation.Parameters ??= [];
        operation.Parameters.Add(Parameter(
            Representation.Parameter, "Form of the answer; wins over the header Accept. Default json.", [.. offered.Select(offer => offer.Name)]));
        foreach (var option in offered.Options()) operation.Parameters.Add(Parameter(option.Name, option.Description, option.Values));

        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse { Content: { } content } answer) return;
        foreach (var offer in offered.Where(offer => !content.ContainsKey(offer.MediaType)))
        {
            content[offer.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = $"format={offer.Name}" } };
        }
        (answer.Headers ??= new Dictionary<string, IOpenApiHeader>())["Vary"] = new OpenApiHeader
        {
            Description = "The form depends on Accept.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    private static OpenApiParameter Parameter(string name, string description, IReadOnlyList<string> values) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. values.Select(value => (JsonNode)value)] },
    };
}
