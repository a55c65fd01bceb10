using System.Buffers;
using System.Text.Json;
using EvidenceApi.Http;

namespace EvidenceApi.Fhir;

/// <summary>Which part of each resource is asked for: by _summary or _elements.</summary>
internal sealed record FhirSubset(string Summary, IReadOnlyList<string> Elements)
{
    internal static readonly IReadOnlySet<string> Summaries = new HashSet<string> { "true", "text", "data", "count", "false" };
    private static readonly string[] Always = ["resourceType", "id", "meta"];

    internal static readonly FhirSubset Whole = new("false", []);

    private bool IsWhole => Summary is "false" or "count" && Elements.Count == 0;

    /// <summary>The resource, or the part of it that is asked for, marked as such.</summary>
    internal byte[] Write(FhirContext fhir, FhirType type, Action<FhirWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder, SkipValidation = true }))
        {
            json.WriteStartObject();
            write(new(json, fhir, !IsWhole));
            json.WriteEndObject();
        }
        if (IsWhole) return buffer.WrittenSpan.ToArray();
        using var whole = JsonDocument.Parse(buffer.WrittenMemory);
        var chosen = Summary == "data"
            ? whole.RootElement.EnumerateObject().Select(member => member.Name).Where(name => name != "text")
            : Chosen(type).Where(path => Has(whole.RootElement, path.Split('.')));
        return FieldChoice.Of(chosen).Apply(buffer.WrittenMemory);
    }

    private IEnumerable<string> Chosen(FhirType type) => Summary switch
    {
        "true" => [.. Always, .. type.Summary],
        "text" => [.. Always, "text", .. type.Mandatory],
        _ => [.. Always, .. type.Mandatory, .. Elements],
    };

    // What holds nothing of what is chosen must not stay as an empty object.
    private static bool Has(JsonElement element, ReadOnlySpan<string> path)
    {
        if (path.Length == 0) return true;
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) if (Has(item, path)) return true;
            return false;
        }
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path[0], out var member) && Has(member, path[1..]);
    }
}
