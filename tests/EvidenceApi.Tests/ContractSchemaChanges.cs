using System.Globalization;
using System.Text.Json;
using static EvidenceApi.Tests.ContractChanges;

namespace EvidenceApi.Tests;

/// <summary>Breaks between two schemas: what is sent must be accepted as before, what is answered must be found as before.</summary>
internal sealed class ContractSchemaChanges(JsonElement before, JsonElement after, List<string> breaks)
{
    // Schemas may contain themselves.
    private readonly HashSet<(string, string, bool)> compared = [];

    internal void Sent(string where, JsonElement then, JsonElement now) => Compare(where, then, now, isSent: true);

    internal void Answered(string where, JsonElement then, JsonElement now) => Compare(where, then, now, isSent: false);

    private void Compare(string where, JsonElement then, JsonElement now, bool isSent)
    {
        var (old, oldNull, oldName) = Resolve(before, then);
        var (current, currentNull, currentName) = Resolve(after, now);
        if (isSent ? oldNull && !currentNull : !oldNull && currentNull) breaks.Add($"{where}: null {(isSent ? "no longer allowed" : "has become possible")}");
        if (oldName is not null && currentName is not null && !compared.Add((oldName, currentName, isSent))) return;
        // Members are named by their schema, which may stand in many answers.
        if (oldName is not null && !where.Contains(": parameter ", StringComparison.Ordinal)) where = $"{where.Split(':')[0]}: {oldName}";

        Types(where, old, current, isSent);
        Values(where, old, current, isSent);
        if (isSent) Limits(where, old, current);
        Properties(where, old, current, isSent);
        Below(where, "items", old, current, isSent);
        Below(where, "additionalProperties", old, current, isSent);
        Choices(where, old, current, isSent);
    }

    private void Types(string where, JsonElement old, JsonElement current, bool isSent)
    {
        var (then, now) = (TypeOf(old), TypeOf(current));
        // Whole numbers are numbers: what was sent as one is still accepted, what was read as the other can still be read.
        var widened = isSent ? (then, now) is ("integer", "number") or (_, null) : (then, now) is ("number", "integer") or (null, _);
        if (then != now && !widened) breaks.Add($"{where}: type {then ?? "any"} became {now ?? "any"}");

        var (formatThen, formatNow) = (Text(old, "format"), Text(current, "format"));
        var looser = isSent ? formatNow is null : formatThen is null;
        if (formatThen != formatNow && !looser && then == now) breaks.Add($"{where}: format {formatThen ?? "any"} became {formatNow ?? "any"}");
    }

    private void Values(string where, JsonElement old, JsonElement current, bool isSent)
    {
        var (then, now) = (List(old, "enum").Select(value => value.ToString()).ToHashSet(), List(current, "enum").Select(value => value.ToString()).ToHashSet());
        if (then.Count > 0 && now.Count > 0) breaks.AddRange(then.Except(now).Select(value => $"{where}: value {value} removed"));
        else if (isSent && now.Count > 0) breaks.Add($"{where}: only listed values are accepted now");
        else if (!isSent && then.Count > 0) breaks.Add($"{where}: values are no longer listed");
    }

    private void Limits(string where, JsonElement old, JsonElement current)
    {
        foreach (var (name, sign) in new[] { ("minimum", 1), ("minLength", 1), ("minItems", 1), ("maximum", -1), ("maxLength", -1), ("maxItems", -1) })
        {
            if (Number(current, name) is { } now && (Number(old, name) is not { } then || sign * now.CompareTo(then) > 0))
            {
                breaks.Add($"{where}: {name} narrowed to {now.ToString(CultureInfo.InvariantCulture)}");
            }
        }
        if (Text(current, "pattern") is { } pattern && pattern != Text(old, "pattern")) breaks.Add($"{where}: pattern narrowed to {pattern}");
    }

    private void Properties(string where, JsonElement old, JsonElement current, bool isSent)
    {
        var (requiredThen, requiredNow) = (Required(old), Required(current));
        foreach (var property in Members(old, "properties"))
        {
            if (Member(current, "properties", property.Name) is not { } kept)
            {
                breaks.Add($"{where}.{property.Name}: removed");
                continue;
            }
            if (!isSent && requiredThen.Contains(property.Name) && !requiredNow.Contains(property.Name)) breaks.Add($"{where}.{property.Name}: may be missing now");
            Compare($"{where}.{property.Name}", property.Value, kept, isSent);
        }
        if (isSent) breaks.AddRange(requiredNow.Except(requiredThen).Select(name => $"{where}.{name}: became required"));
    }

    private void Below(string where, string keyword, JsonElement old, JsonElement current, bool isSent)
    {
        if (Member(old, keyword) is { ValueKind: JsonValueKind.Object } then && Member(current, keyword) is { ValueKind: JsonValueKind.Object } now)
        {
            Compare(where + (keyword == "items" ? "[]" : "{}"), then, now, isSent);
        }
    }

    private void Choices(string where, JsonElement old, JsonElement current, bool isSent)
    {
        foreach (var keyword in new[] { "oneOf", "anyOf", "allOf" })
        {
            var (then, now) = (List(old, keyword).ToList(), List(current, keyword).ToList());
            if (then.Count != now.Count) breaks.Add($"{where}: {keyword} has {now.Count} choices in place of {then.Count}");
            foreach (var (first, second) in then.Zip(now)) Compare(where, first, second, isSent);
        }
    }

    /// <summary>The schema behind references and behind "or null", whether null is allowed, and its name.</summary>
    private static (JsonElement Schema, bool Null, string? Name) Resolve(JsonElement document, JsonElement schema)
    {
        var (isNull, name) = (false, (string?)null);
        while (true)
        {
            if (Text(schema, "$ref") is { } reference)
            {
                var steps = reference.TrimStart('#', '/').Split('/');
                (schema, name) = (Member(document, steps) ?? default, steps[^1]);
                continue;
            }
            var choices = List(schema, "oneOf").Concat(List(schema, "anyOf")).ToList();
            var others = choices.Where(choice => TypeOf(choice) != "null").ToList();
            if (others.Count != 1 || others.Count == choices.Count)
            {
                return (schema, isNull || List(schema, "type").Any(type => type.GetString() == "null"), name);
            }
            (schema, isNull) = (others[0], true);
        }
    }

    private static string? TypeOf(JsonElement schema)
    {
        var types = List(schema, "type").Select(type => type.GetString()!).Where(type => type != "null").Order(StringComparer.Ordinal).ToList();
        return types.Count > 0 ? string.Join('|', types) : Text(schema, "type");
    }

    private static HashSet<string> Required(JsonElement schema) => [.. List(schema, "required").Select(name => name.GetString()!)];

    private static decimal? Number(JsonElement schema, string name) => Member(schema, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : null;
}
