using System.Text.Json;

namespace EvidenceApi.Tests.Setup;

/// <summary>Members by path: a.b.c.</summary>
internal static class JsonReading
{
    public static JsonElement At(this JsonElement element, string path) =>
        path.Split('.').Aggregate(element, (inner, name) => inner.TryGetProperty(name, out var member)
            ? member
            : throw new KeyNotFoundException($"No '{name}' of {path} in {inner.GetRawText()[..Math.Min(200, inner.GetRawText().Length)]}"));

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    public static bool IsNull(this JsonElement element, string path) => element.At(path).ValueKind == JsonValueKind.Null;

    public static string Text(this JsonElement element, string path) =>
        element.At(path).GetString() ?? throw new InvalidOperationException($"{path} is null");

    public static int Number(this JsonElement element, string path) => element.At(path).GetInt32();

    public static IEnumerable<JsonElement> Items(this JsonElement element, string path) => element.At(path).EnumerateArray();

    public static IReadOnlyList<string> Texts(this JsonElement element, string path) =>
        [.. element.Items(path).Select(item => item.GetString()!)];

    public static IReadOnlyList<string> Ids(this IEnumerable<JsonElement> items) => [.. items.Select(item => item.Text("id"))];

    public static JsonElement ById(this IEnumerable<JsonElement> items, string id)
    {
        var all = items.ToList();
        Assert.True(all.Exists(item => item.Text("id") == id), $"No {id} among {string.Join(", ", all.Ids())}");
        return all.Single(item => item.Text("id") == id);
    }
}
