using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvidenceApi.Http;

/// <summary>Members that a caller asked for: fields=id,evidenceLevel.level,studies.id keeps those and nothing else.</summary>
internal sealed class FieldChoice
{
    private readonly Dictionary<string, FieldChoice> members = new(StringComparer.Ordinal);

    /// <summary>Null where a name is no member of the type; the name is then in unknown, with the members of its type.</summary>
    internal static FieldChoice? Parse(string fields, Type type, out (string Name, IReadOnlyList<string> Members) unknown)
    {
        var choice = new FieldChoice();
        foreach (var path in fields.Split(',', StringSplitOptions.TrimEntries))
        {
            var (here, at) = (choice, type);
            foreach (var name in path.Split('.'))
            {
                var known = Members(at);
                if (!known.TryGetValue(name, out var next))
                {
                    unknown = (path, [.. known.Keys]);
                    return null;
                }
                if (!here.members.TryGetValue(name, out var below)) here.members[name] = below = new();
                (here, at) = (below, next);
            }
        }
        unknown = ("", []);
        return choice;
    }

    /// <summary>Members that are known to be such.</summary>
    internal static FieldChoice Of(IEnumerable<string> paths)
    {
        var choice = new FieldChoice();
        foreach (var path in paths)
        {
            var here = choice;
            foreach (var name in path.Split('.'))
            {
                if (!here.members.TryGetValue(name, out var below)) here.members[name] = below = new();
                here = below;
            }
        }
        return choice;
    }

    /// <summary>The document with the chosen members only.</summary>
    internal byte[] Apply(ReadOnlyMemory<byte> document)
    {
        using var parsed = JsonDocument.Parse(document);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder })) Write(json, parsed.RootElement);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, JsonElement element)
    {
        if (members.Count == 0 || element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            element.WriteTo(json);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var entry in element.EnumerateArray()) Write(json, entry);
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject();
            foreach (var member in element.EnumerateObject())
            {
                if (!members.TryGetValue(member.Name, out var below)) continue;
                json.WritePropertyName(member.Name);
                below.Write(json, member.Value);
            }
            json.WriteEndObject();
        }
    }

    private static Dictionary<string, Type> Members(Type type) => Element(type).GetProperties()
        .Where(property => property.DeclaringType!.Namespace!.StartsWith(nameof(EvidenceApi), StringComparison.Ordinal) && property.GetMethod!.IsPublic)
        .ToDictionary(
            property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            property => property.PropertyType);

    private static Type Element(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments()[0] : type;
}
