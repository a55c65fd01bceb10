using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>What a client that was written against one contract would no longer find, or no longer be allowed to send, in another.</summary>
internal sealed class ContractChanges
{
    private readonly List<string> breaks = [];
    private readonly ContractSchemaChanges schemas;

    private ContractChanges(JsonElement before, JsonElement after) => schemas = new(before, after, breaks);

    /// <summary>Every break, by operation and member; empty where the change only adds.</summary>
    internal static IReadOnlyList<string> Breaking(JsonElement before, JsonElement after)
    {
        var changes = new ContractChanges(before, after);
        foreach (var path in Members(before, "paths"))
        {
            if (Member(after, "paths", path.Name) is { } kept) changes.Path(path, kept);
            else changes.breaks.Add($"{path.Name}: path removed");
        }
        // Generated clients name their types after the schemas.
        foreach (var schema in Members(Member(before, "components") ?? default, "schemas"))
        {
            if (Member(Member(after, "components") ?? default, "schemas", schema.Name) is null) changes.breaks.Add($"schema {schema.Name}: removed");
        }
        return [.. changes.breaks.Distinct()];
    }

    private void Path(JsonProperty before, JsonElement after)
    {
        foreach (var operation in before.Value.EnumerateObject())
        {
            var name = $"{operation.Name.ToUpperInvariant()} {before.Name}";
            if (Member(after, operation.Name) is { } kept) Operation(name, operation.Value, kept);
            else breaks.Add($"{name}: operation removed");
        }
    }

    private void Operation(string name, JsonElement before, JsonElement after)
    {
        if (Text(before, "operationId") is { } id && id != Text(after, "operationId")) breaks.Add($"{name}: operationId {id} renamed");
        Parameters(name, before, after);
        Body(name, Member(before, "requestBody"), Member(after, "requestBody"));
        foreach (var response in Members(before, "responses"))
        {
            if (Member(after, "responses", response.Name) is { } kept) Response($"{name} {response.Name}", response.Value, kept);
            else breaks.Add($"{name}: response {response.Name} removed");
        }
    }

    private void Parameters(string name, JsonElement before, JsonElement after)
    {
        var now = List(after, "parameters").ToDictionary(Key);
        var then = List(before, "parameters").ToDictionary(Key);
        foreach (var (key, parameter) in then)
        {
            if (!now.TryGetValue(key, out var kept))
            {
                breaks.Add($"{name}: parameter {key.Name} removed");
                continue;
            }
            if (!IsRequired(parameter) && IsRequired(kept)) breaks.Add($"{name}: parameter {key.Name} became required");
            schemas.Sent($"{name}: parameter {key.Name}", Member(parameter, "schema") ?? default, Member(kept, "schema") ?? default);
        }
        foreach (var (key, _) in now.Where(entry => !then.ContainsKey(entry.Key) && IsRequired(entry.Value)))
        {
            breaks.Add($"{name}: required parameter {key.Name} added");
        }

        static (string Name, string In) Key(JsonElement parameter) => (parameter.Text("name"), parameter.Text("in"));
    }

    private void Body(string name, JsonElement? before, JsonElement? after)
    {
        if (after is { } needed && IsRequired(needed) && !(before is { } asked && IsRequired(asked))) breaks.Add($"{name}: body became required");
        if (before is not { } then) return;
        if (after is not { } now)
        {
            breaks.Add($"{name}: body removed");
            return;
        }
        Content($"{name}: body", then, now, schemas.Sent);
    }

    private void Response(string name, JsonElement before, JsonElement after)
    {
        foreach (var header in Members(before, "headers").Where(header => Member(after, "headers", header.Name) is null)) breaks.Add($"{name}: header {header.Name} removed");
        Content(name, before, after, schemas.Answered);
    }

    private void Content(string name, JsonElement before, JsonElement after, Action<string, JsonElement, JsonElement> compare)
    {
        foreach (var type in Members(before, "content"))
        {
            if (Member(after, "content", type.Name) is { } kept) compare(name, Member(type.Value, "schema") ?? default, Member(kept, "schema") ?? default);
            else breaks.Add($"{name}: {type.Name} removed");
        }
    }

    private static bool IsRequired(JsonElement element) => Member(element, "required") is { ValueKind: JsonValueKind.True };

    internal static JsonElement? Member(JsonElement element, params string[] names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }
        return element;
    }

    internal static IEnumerable<JsonProperty> Members(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    internal static IEnumerable<JsonElement> List(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    internal static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;
}
