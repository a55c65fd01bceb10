using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>The OpenAPI document at /openapi/v1.json and its reader at /docs.</summary>
internal static class Contract
{
    /// <summary>How callers may show who they are.</summary>
    internal static readonly IReadOnlyDictionary<string, OpenApiSecurityScheme> SecuritySchemes = new Dictionary<string, OpenApiSecurityScheme>
    {
        ["bearer"] = new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key, or an OAuth 2 access token with the scope evidence.read or system/*.rs." },
        ["apiKey"] = new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key." },
    };

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
            foreach (var (name, scheme) in SecuritySchemes) options.AddSecurityDefinition(name, scheme);
            options.AddServer(new() { Url = "/", Description = "This service" });
            options.IncludeXmlComments(Assembly.GetExecutingAssembly());
            options.SupportNonNullableReferenceTypes();
            options.CustomSchemaIds(ContractSchemas.NameOf);
            options.MapType<System.Text.Json.Nodes.JsonNode>(() => new OpenApiSchema { Description = "Any JSON." });
            options.ParameterFilter<DeclaredParameters>();
            options.SchemaFilter<ContractSchemas>();
            options.OperationFilter<ContractAnswers>();
            options.OperationFilter<ContractRepresentations>();
            options.DocumentFilter<TagsInOrder>();
            options.DocumentFilter<ContractExamples>();
        });
    }

    internal static void MapContract(this WebApplication app)
    {
        // Both look at every address for themselves otherwise, with patterns.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase), branch => branch.UseSwagger(options =>
        {
            options.RouteTemplate = "openapi/{documentName}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        }));
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase), branch => branch.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Evidence API";
            options.SwaggerEndpoint("/openapi/v1.json", "Evidence API v1");
            options.EnableTryItOutByDefault();
            options.DefaultModelsExpandDepth(0);
        }));
    }

    /// <summary>Shows the closed vocabulary of a parameter, and whether it has to be given.</summary>
    private sealed class DeclaredParameters : IParameterFilter
    {
        public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
        {
            if (context.PropertyInfo?.GetCustomAttribute<VocabularyAttribute>() is { } vocabulary && parameter.Schema is OpenApiSchema schema)
            {
                schema.Enum = [.. vocabulary.Values.Select(value => (System.Text.Json.Nodes.JsonNode)value)];
            }
            if (context.PropertyInfo?.GetCustomAttribute<RequiredAttribute>() is not null && parameter is OpenApiParameter declared) declared.Required = true;
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
            ("Tables", "What the columns of CSV, XLSX and Parquet mean."),
            ("Releases", "Published states of the evidence base, and what they changed."),
            ("CDS Hooks", "Information cards for EHRs: CDS Hooks 2.0."),
            ("Health", "For operators."),
        ];

        public void Apply(OpenApiDocument document, DocumentFilterContext context) =>
            document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
    }
}
