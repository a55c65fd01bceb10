using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Bodies that are nearly the good ones.</summary>
internal static class JsonMutation
{
    private static readonly string Deep = new string('[', 10_000) + new string(']', 10_000);

    private static readonly string[] Fragments =
    [
        "null", "true", "false", "0", "-1", "-0", "1.5", "1e400", "-1e400", "1E-999", new string('9', 400), "0123", "+1", ".5", "NaN", "Infinity", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":\"\"}", "\"\"", "\" \"",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\\ufffe\"", "\"\\x\"", "\"\\u12\"", "'x'", "x", "/*x*/1", "1//x", "\"x", "{\"a\":1,}", "[1,]", "{\"a\"}", "{1:2}", "{\"$ref\":\"#\"}", "{\"$type\":\"System.Object\"}",
        "{\"__proto__\":{\"a\":1}}", Deep, string.Concat(Enumerable.Repeat("{\"a\":", 3000)) + "1" + new string('}', 3000), new string('[', 100_000), $"\"{new string('x', 40_000)}\"", $"[{string.Join(',', Enumerable.Repeat("\"icd-10-cm|M17\"", 2000))}]",
    ];

    /// <summary>A value of a member: of another type, or a text that attacks.</summary>
    private static readonly Gen<string> Fragment = Gen.Frequency((1, Gen.OneOf(Fragments)), (1, Values.Bad.Select(text => JsonSerializer.Serialize(text))));

    /// <summary>One to four changes to a good body, then perhaps one to its bytes.</summary>
    internal static Gen<byte[]> Of(Gen<string> good) => Gen.Select(good, Change.Array[1, 4], ChangeOfBytes, (text, changes, spoil) => spoil(Encoding.UTF8.GetBytes(changes.Aggregate(text, (json, change) => change(json)))));

    private static Gen<Func<string, string>> Change => Gen.Select(Gen.Int[0, 7], Gen.Int[0, 10_000], Fragment, (way, at, fragment) => (Func<string, string>)(json => Changed(json, way, at, fragment)));

    private static Gen<Func<byte[], byte[]>> ChangeOfBytes => Gen.Frequency(
        (30, Gen.Const<Func<byte[], byte[]>>(body => body)),
        (5, Gen.Select(Gen.Int[0, 9], Gen.Int[0, 10_000], (way, at) => (Func<byte[], byte[]>)(body => way switch
        {
            0 => [0xEF, 0xBB, 0xBF, .. body],
            1 => Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))).ToArray(),
            2 => [],
            3 => body[..(at % (body.Length + 1))],
            4 => [.. body, .. "\n{}"u8],
            5 => [.. "   \r\n\t"u8],
            6 => [0x1F, 0x8B, 0x08, 0x00, .. body],
            7 => [.. body, 0x00],
            _ => [.. body[..(at % (body.Length + 1))], 0xC3, 0x28, 0xFF, .. body[(at % (body.Length + 1))..]],
        }))));

    // What a change before this one has broken stays as it is.
    private static string Changed(string json, int way, int at, string fragment)
    {
        const string Place = "@fragment@";
        try
        {
            var root = JsonNode.Parse(json);
            var nodes = Below(root).ToList();
            if (nodes.Count == 0) return fragment;
            Apply(nodes[at % nodes.Count], way, Place);
            return root!.ToJsonString().Replace($"\"{Place}\"", fragment, StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            return json;
        }
    }

    private static void Apply(JsonNode node, int way, string place)
    {
        switch (node.Parent)
        {
            case JsonObject parent:
                var name = node.GetPropertyName();
                if (way == 0) parent.Remove(name);
                else if (way == 1) parent[name.ToUpperInvariant()] = node.DeepClone();
                else if (way == 2) parent[name] = new JsonArray(node.DeepClone(), node.DeepClone());
                else if (way == 3) parent[name] = new JsonObject { [name] = node.DeepClone() };
                else if (way == 4) parent[$"{name}x"] = place;
                else parent[name] = place;
                break;
            case JsonArray parent:
                if (way == 0) parent.Remove(node);
                else if (way == 1) parent.Add(node.DeepClone());
                else if (way == 2) parent.Add(new JsonArray(node.DeepClone()));
                else if (way == 3) parent.Insert(0, place);
                else parent[node.GetElementIndex()] = place;
                break;
        }
    }

    private static IEnumerable<JsonNode> Below(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(value => Below(value).Prepend(value)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(value => Below(value).Prepend(value)),
        _ => [],
    };
}
