using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EvidenceApi.Studies;

namespace EvidenceApi.Http;

/// <summary>The one JSON dialect of the service: camelCase members, kebab-case vocabularies, text left readable.</summary>
internal static class Json
{
    // Answers are application/json, never embedded in HTML, so quotes, accents and < need no \u escapes.
    internal static void Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        // A printed value has one or two figures of seventeen.
        options.TypeInfoResolverChain.Insert(0, new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                type =>
                {
                    if (type.Type != typeof(PrintedValue)) return;
                    foreach (var property in type.Properties) property.ShouldSerialize = static (_, value) => value is not null;
                },
            },
        });
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
    }

    internal static readonly JsonSerializerOptions Wire = Configured();

    /// <summary>Bodies that callers send: what is missing or said twice is refused.</summary>
    internal static readonly JsonSerializerOptions Request = new(Wire)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Rows as PostgreSQL's to_json writes them: column names in place of camelCase, and no column may be missing.</summary>
    internal static readonly JsonSerializerOptions Rows = new(Wire)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        return options;
    }

    internal static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a name that was checked against its vocabulary; null where none was sent.</summary>
    internal static T? Value<T>(string? name) where T : struct, Enum => name is null ? null : Enum.GetValues<T>().First(value => Name(value) == name);

    internal static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Wire);
}
