using System.Globalization;
using System.Text.Json;
using AngleSharp.Dom;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Holds what a page shows against the JSON answer behind it: data-f names the member that an element shows.</summary>
internal static class PageFigures
{
    /// <summary>Every figure directly within the part, and those of the parts in it, by the record that each is about.</summary>
    /// <returns>The members that the part shows.</returns>
    internal static IReadOnlyList<string> Check(IElement part, JsonElement json, string where, params (string Attribute, string List)[] inner)
    {
        var shown = new List<string>();
        foreach (var element in part.QuerySelectorAll("[data-f]"))
        {
            var path = element.GetAttribute("data-f")!;
            var (record, name) = RecordOf(element, part, json, inner);
            Assert.True(Printed(record, path) == element.Squeezed(), $"{where} {name} {path}: the page says '{element.Squeezed()}', the answer '{Printed(record, path)}'");
            if (name.Length == 0) shown.Add(path);
        }
        return shown;
    }

    /// <summary>The ids that parts of a page carry are those of a list, all and in its order.</summary>
    internal static void Ids(IElement part, string attribute, IEnumerable<JsonElement> list, string where, bool ordered = true)
    {
        var (shown, sent) = (part.QuerySelectorAll($"[{attribute}]").Select(element => element.GetAttribute(attribute)!).ToList(), list.Ids().ToList());
        if (!ordered) (shown, sent) = ([.. shown.Order(StringComparer.Ordinal)], [.. sent.Order(StringComparer.Ordinal)]);
        Assert.True(shown.SequenceEqual(sent), $"{where} {attribute}: the page has {string.Join(", ", shown)}; the answer {string.Join(", ", sent)}");
    }

    private static (JsonElement Record, string Name) RecordOf(IElement element, IElement part, JsonElement json, (string Attribute, string List)[] inner)
    {
        for (var above = element; above is not null && above != part; above = above.ParentElement)
        {
            foreach (var (attribute, list) in inner)
            {
                if (above.GetAttribute(attribute) is not { } id) continue;
                var records = list.Split('/') is [var outer, var nested]
                    ? json.Items(outer).Where(entry => entry.Has(nested)).SelectMany(entry => entry.Items(nested))
                    : json.Items(list);
                return (records.ById(id), id);
            }
        }
        return (json, "");
    }

    private static string Printed(JsonElement json, string path)
    {
        // Designs are members whose names have no dots, but hyphens.
        var value = json.At(path);
        return value.ValueKind switch
        {
            JsonValueKind.Number when path.EndsWith("ear", StringComparison.Ordinal) => value.GetRawText(),
            JsonValueKind.Number when value.TryGetInt32(out var whole) && !IsPlain(path) => whole.ToString("N0", CultureInfo.InvariantCulture),
            JsonValueKind.Number => value.GetDecimal().ToString("0.####", CultureInfo.InvariantCulture),
            JsonValueKind.Null => "",
            _ => string.Join(' ', value.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        };
    }

    private static bool IsPlain(string path) => path is "estimate" or "ciLow" or "ciHigh" or "timepointMonths" or "followUpMonths";
}
