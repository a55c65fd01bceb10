using System.Globalization;
using System.Text.Json;

namespace EvidenceApi.Fhir;

/// <summary>Writes FHIR JSON: what is null or empty is left out, as FHIR wants it.</summary>
/// <param name="subsetted">Whether the reader asked for a part of the resource, which then says so.</param>
internal sealed class FhirWriter(Utf8JsonWriter json, FhirContext fhir, bool subsetted = false)
{
    internal FhirContext Fhir => fhir;

    internal void Object(string name, Action members)
    {
        json.WriteStartObject(name);
        members();
        json.WriteEndObject();
    }

    internal void Array<T>(string name, IEnumerable<T> items, Action<T> members)
    {
        var all = items as IReadOnlyCollection<T> ?? [.. items];
        if (all.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var item in all)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal void Texts(string name, IEnumerable<string> values)
    {
        var all = values as IReadOnlyCollection<string> ?? [.. values];
        if (all.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in all) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal void Text(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) json.WriteString(name, value);
    }

    internal void Number(string name, decimal? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    internal void Flag(string name, bool? value)
    {
        if (value is { } flag) json.WriteBoolean(name, flag);
    }

    internal void Date(string name, DateOnly? value) => Text(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    internal void Raw(string name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    internal void Coding(string name, Coding coding) => Object(name, () => Coding(coding));

    internal void Coding(Coding coding)
    {
        Text("system", coding.System);
        Text("code", coding.Code);
        Text("display", coding.Display);
    }

    internal void Concept(string name, string? text, params IReadOnlyList<Coding> codings) => Object(name, () => Concept(text, codings));

    internal void Concept(string? text, params IReadOnlyList<Coding> codings)
    {
        Array("coding", codings, Coding);
        Text("text", text);
    }

    internal void Reference(string name, string type, string id, string? display = null) => Object(name, () => ReferenceTo(type, id, display));

    internal void ReferenceTo(string type, string id, string? display = null)
    {
        Text("reference", $"{type}/{FhirId.Of(id)}");
        Text("display", display);
    }

    internal void Identifiers(params IEnumerable<(string? System, string? Value)> identifiers) =>
        Array("identifier", identifiers.Where(identifier => identifier.Value is not null), identifier =>
        {
            Text("system", identifier.System);
            Text("value", identifier.Value);
        });

    internal void Notes(params IEnumerable<string?> notes) => Array("note", notes.Where(note => !string.IsNullOrWhiteSpace(note)), note => Text("text", note));

    /// <summary>The condition as the subject of a resource: its own code and those of other systems.</summary>
    internal void Focus(IEnumerable<string> conditions) => Array("useContext", conditions, id =>
    {
        Coding("code", HL7.Focus);
        Concept("valueCodeableConcept", NameOf(id), Codes.OfCondition(fhir, id));
    });

    internal string NameOf(string condition) => fhir.Snapshot.Conditions.TryGetValue(condition, out var entry) ? entry.Value.Name : condition;

    /// <summary>What every resource begins with.</summary>
    /// <param name="narrative">XHTML inside the div.</param>
    internal void Head(string type, string id, ResourceVersion version, string narrative)
    {
        json.WriteString("resourceType", type);
        json.WriteString("id", FhirId.Of(id));
        Object("meta", () =>
        {
            json.WriteString("versionId", version.Number.ToString(CultureInfo.InvariantCulture));
            json.WriteString("lastUpdated", version.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            if (subsetted) Array("tag", [HL7.Subsetted], Coding);
        });
        Object("text", () =>
        {
            json.WriteString("status", "generated");
            json.WriteString("div", $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{narrative}</div>");
        });
    }

    /// <summary>What every resource with a canonical URL says of itself.</summary>
    internal void Canonical(string type, string id, ResourceVersion version, string? name, string title, string? url = null)
    {
        Text("url", url ?? fhir.Url(type, id));
        Text("version", version.Release);
        Text("name", name);
        Text("title", title);
        Text("status", "active");
        Flag("experimental", false);
        Date("date", version.PublishedOn);
        Text("publisher", "Evidence API");
    }

    /// <summary>Text inside XHTML.</summary>
    internal static string Html(string? text) => (text ?? "")
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
