using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EvidenceApi.Http;

/// <summary>Schemas as they stand on the wire.</summary>
internal sealed class ContractSchemas : ISchemaFilter
{
    private const string View = "View";

    /// <summary>The name that generated clients give the type: ConditionList, Grading.</summary>
    internal static string NameOf(Type type)
    {
        if (type.IsGenericType) return NameOf(type.GetGenericArguments()[0]) + "List";
        return type.Name.EndsWith(View, StringComparison.Ordinal) && type.Name != View ? type.Name[..^View.Length] : type.Name;
    }

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
        if (context.Type.Assembly != typeof(ContractSchemas).Assembly || open.Properties is not { Count: > 0 } properties) return;
        foreach (var property in context.Type.GetProperties())
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!properties.TryGetValue(name, out var found)) continue;
            AllowNull(properties, name, found, property);
            if (IsAlwaysThere(property)) (open.Required ??= new HashSet<string>()).Add(name);
            else open.Required?.Remove(name);
        }
    }

    // A member may be null and yet always there; it may be missing only where null is not written, or where a request has a default.
    private static bool IsAlwaysThere(PropertyInfo property) =>
        property.GetCustomAttribute<JsonIgnoreAttribute>() is null &&
        !property.DeclaringType!.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.Name == property.Name && parameter.HasDefaultValue);

    private static void DescribeProblem(OpenApiSchema schema, SchemaFilterContext context)
    {
        schema.Description = "RFC 9457 problem.";
        foreach (var (name, type) in new[] { ("type", JsonSchemaType.String), ("title", JsonSchemaType.String), ("status", JsonSchemaType.Integer) })
        {
            ((OpenApiSchema)schema.Properties![name]).Type = type;
        }
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
        schema.Properties["allowed"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Media types of this answer; only with 406.",
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
        };
        schema.Properties["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Names this request in the service's log." };
        schema.Required = new HashSet<string> { "title", "status", "code" };
        schema.AdditionalProperties = null;
    }

    // A reference to another schema cannot carry "or null" itself.
    private static void AllowNull(IDictionary<string, IOpenApiSchema> properties, string name, IOpenApiSchema found, PropertyInfo property)
    {
        if (found is not OpenApiSchemaReference reference || new NullabilityInfoContext().Create(property).ReadState != NullabilityState.Nullable) return;
        properties[name] = new OpenApiSchema
        {
            Description = reference.Description,
            OneOf = [new OpenApiSchemaReference(reference.Reference.Id!, reference.Reference.HostDocument), new OpenApiSchema { Type = JsonSchemaType.Null }],
        };
    }
}
