using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>The OpenAPI document at /openapi/v1.json and its reader at /docs.</summary>
internal static class Contract
{
    internal static void AddContract(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new()
            {
                Title = "Evidence API",
                Version = "v1",
                Description =
                    "For a condition: which regenerative injection has been tried on which tissue, how strong the evidence is, and what the studies found, " +
                    "those that found no difference included. Levels stand as their source states them. Information for clinicians, not medical advice.",
                License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            });
            options.AddServer(new() { Url = "/", Description = "This service" });
            options.IncludeXmlComments(Assembly.GetExecutingAssembly());
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.ParameterFilter<VocabularyFilter>();
            options.SchemaFilter<WireSchemas>();
            options.OperationFilter<AnswerHeaders>();
            options.DocumentFilter<TagsInOrder>();
        });
    }

    internal static void MapContract(this WebApplication app)
    {
        app.UseSwagger(options =>
        {
            options.RouteTemplate = "openapi/{documentName}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Evidence API";
            options.SwaggerEndpoint("/openapi/v1.json", "Evidence API v1");
            options.EnableTryItOutByDefault();
            options.DefaultModelsExpandDepth(0);
        });
        app.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
    }

    /// <summary>Shows the closed vocabulary of a parameter.</summary>
    private sealed class VocabularyFilter : IParameterFilter
    {
        public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
        {
            if (context.PropertyInfo?.GetCustomAttribute<VocabularyAttribute>() is { } vocabulary && parameter.Schema is OpenApiSchema schema)
            {
                schema.Enum = [.. vocabulary.Values.Select(value => (System.Text.Json.Nodes.JsonNode)value)];
            }
        }
    }

    /// <summary>Schemas as they stand on the wire.</summary>
    private sealed class WireSchemas : ISchemaFilter
    {
        public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
        {
            if (schema is not OpenApiSchema open) return;
            // A later version may add members: clients must not be generated to refuse them.
            open.AdditionalPropertiesAllowed = true;
            if (context.Type.IsEnum)
            {
                open.Type = JsonSchemaType.String;
                open.Format = null;
                open.Enum = [.. new VocabularyAttribute(context.Type).Values.Select(value => (System.Text.Json.Nodes.JsonNode)value)];
            }
            if (context.Type == typeof(ProblemDetails)) DescribeProblem(open, context);
            foreach (var property in context.Type.GetProperties()) AllowNull(open, property);
        }

        private static void DescribeProblem(OpenApiSchema schema, SchemaFilterContext context)
        {
            schema.Description = "RFC 9457 problem.";
            var error = context.SchemaGenerator.GenerateSchema(typeof(ParameterError), context.SchemaRepository);
            schema.Properties!["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What went wrong, for programs." };
            schema.Properties["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Faults by parameter; only where parameters are at fault.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = error },
            };
            schema.Properties["didYouMean"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "Ids near to one that does not exist, nearest first; only with 404.",
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        // A reference to another schema cannot carry "or null" itself.
        private static void AllowNull(OpenApiSchema schema, PropertyInfo property)
        {
            var name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (schema.Properties is null || !schema.Properties.TryGetValue(name, out var found) || found is not OpenApiSchemaReference reference) return;
            if (new NullabilityInfoContext().Create(property).ReadState != NullabilityState.Nullable) return;
            schema.Properties[name] = new OpenApiSchema
            {
                Description = reference.Description,
                OneOf = [new OpenApiSchemaReference(reference.Reference.Id!, reference.Reference.HostDocument), new OpenApiSchema { Type = JsonSchemaType.Null }],
            };
        }
    }

    /// <summary>The features in the order in which a newcomer wants them.</summary>
    private sealed class TagsInOrder : IDocumentFilter
    {
        private static readonly (string Name, string Description)[] Tags =
        [
            ("Evidence", "The lookup: what is known about a modality, injected into a tissue, for a condition."),
            ("Search", "Everything by name, synonym, abbreviation, text or identifier; suggestions while somebody types."),
            ("Conditions", "What is treated, with codes and synonyms."),
            ("Modalities", "What is injected, with its profile."),
            ("Target tissues", "Where it is injected."),
            ("Studies", "What was read, with findings."),
            ("Gradings and positions", "What was published on bodies of evidence: verdicts, and positions of guideline bodies and regulators."),
            ("Safety", "Harms, rates, precautions, contraindications."),
            ("Source documents", "What clinic pages and patient guides say: claims, never counted."),
            ("Grading systems", "By what levels are given, and the rules of the headline."),
            ("Releases", "Published states of the evidence base, and what they changed."),
            ("Health", "For operators."),
        ];

        public void Apply(OpenApiDocument document, DocumentFilterContext context) =>
            document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
    }

    /// <summary>Headers that every answer from a release carries.</summary>
    private sealed class AnswerHeaders : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            if (!context.ApiDescription.RelativePath!.StartsWith("v1/", StringComparison.Ordinal)) return;
            if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse ok) return;
            ok.Headers = new Dictionary<string, IOpenApiHeader>
            {
                [Answer.ReleaseHeader] = Header("Data release that the answer comes from."),
                ["ETag"] = Header("Changes with the release and the query; send it back as If-None-Match for a 304."),
            };
            operation.Responses.TryAdd("304", new OpenApiResponse { Description = "Not changed since the answer with this ETag." });
        }

        private static OpenApiHeader Header(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }
}
