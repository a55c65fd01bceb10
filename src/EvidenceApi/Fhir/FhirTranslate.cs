using System.Buffers;
using System.Text.Json;
using EvidenceApi.Http;

namespace EvidenceApi.Fhir;

/// <summary>ConceptMap/$translate: the conditions for which a code of another system stands, by the same index as the lookup.</summary>
internal static class FhirTranslate
{
    private static readonly HashSet<string> Known = ["url", "conceptMapVersion", "sourceCode", "system", "version", "sourceScope", "targetScope", "targetSystem", "_format", "_pretty", "release"];

    internal static async Task<IResult> GetAsync(HttpContext http, string? map)
    {
        var pairs = FhirRequest.Pairs(http.Request.QueryString.Value);
        if (pairs.DistinctBy(pair => pair.Name).Count() < pairs.Count) return OperationOutcome.Of(400, "value", "Every parameter may be given once.");
        var values = pairs.ToDictionary();
        return await AnswerAsync(http, map, values, Source(values));
    }

    internal static async Task<IResult> PostAsync(HttpContext http, string? map)
    {
        if (!FhirRequest.HasMediaType(http.Request, "application/fhir+json", "application/json")) return FhirRequest.UnsupportedMediaType("Parameters as application/fhir+json");
        var values = FhirRequest.Pairs(http.Request.QueryString.Value).DistinctBy(pair => pair.Name).ToDictionary();
        var codings = new List<Coding>();
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            if (body.RootElement.GetProperty("resourceType").GetString() != "Parameters") return OperationOutcome.Of(400, "invalid", "The body is no Parameters resource.");
            if (body.RootElement.TryGetProperty("parameter", out var parameters)) foreach (var parameter in parameters.EnumerateArray()) Read(parameter);
            codings.AddRange(Source(values));
        }
        // Whatever is not of the form of the resource, at whatever depth.
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return OperationOutcome.Of(400, "structure", "The body is no Parameters resource that can be read.");
        }
        return await AnswerAsync(http, map, values, codings);

        void Read(JsonElement parameter)
        {
            var name = parameter.GetProperty("name").GetString() ?? "";
            if (name == "sourceCoding") Coding(parameter.GetProperty("valueCoding"));
            else if (name == "sourceCodeableConcept")
            {
                foreach (var coding in parameter.GetProperty("valueCodeableConcept").GetProperty("coding").EnumerateArray()) Coding(coding);
            }
            else values[name] = Text(parameter);
        }

        static string Text(JsonElement parameter) => parameter.EnumerateObject()
            .Where(member => member.Name.StartsWith("value", StringComparison.Ordinal) && member.Value.ValueKind == JsonValueKind.String)
            .Select(member => member.Value.GetString()).FirstOrDefault() ?? "";

        void Coding(JsonElement coding)
        {
            // A coding without system or code names nothing that could be looked up.
            if (coding.TryGetProperty("system", out var system) && coding.TryGetProperty("code", out var code)) codings.Add(new(system.GetString() ?? "", code.GetString() ?? ""));
        }
    }

    private static IReadOnlyList<Coding> Source(Dictionary<string, string> values) =>
        values.TryGetValue("system", out var system) && values.TryGetValue("sourceCode", out var code) ? [new(system, code)] : [];

    private static async Task<IResult> AnswerAsync(HttpContext http, string? map, Dictionary<string, string> values, IReadOnlyList<Coding> codings)
    {
        if (!FhirRequest.IsAcceptable(http.Request, values.GetValueOrDefault("_format"))) return FhirRequest.NotAcceptable();
        var release = values.GetValueOrDefault("release");
        if (await FhirRequest.SnapshotAsync(http, release) is not { } snapshot) return FhirRequest.NoSuchRelease(http, release);
        var fhir = FhirContext.Of(http, snapshot);
        if (map is not null && !ConceptMapResource.Systems(fhir).Any(system => Codes.MapId(system) == map)) return OperationOutcome.NotFound(ConceptMapResource.Type, map);
        var unknown = values.Keys.Where(name => !Known.Contains(name)).ToList();
        if (unknown.Exists(name => name.StartsWith("target", StringComparison.Ordinal))) return OperationOutcome.Of(400, "not-supported", "Only codes of other systems are translated, into conditions of this service.");
        if (unknown.Count > 0 && FhirRequest.IsStrict(http.Request)) return OperationOutcome.Of(400, "not-supported", $"$translate has no parameter {OperationOutcome.Printable(string.Join(", ", unknown))} here.");
        if (codings.Count == 0) return OperationOutcome.Of(400, "required", "Needs sourceCode with system, sourceCoding or sourceCodeableConcept.");
        return FhirAnswer.Bytes(http, fhir, Write(fhir, map, values, codings), release is not null);
    }

    private static byte[] Write(FhirContext fhir, string? map, Dictionary<string, string> values, IReadOnlyList<Coding> codings)
    {
        var matches = new List<(string Relationship, string Condition, string Map)>();
        var reasons = new List<string>();
        foreach (var coding in codings)
        {
            var system = fhir.Snapshot.Codes.SystemOf(coding.System!);
            if (Refused(coding, system) is { } reason)
            {
                reasons.Add(reason);
                continue;
            }
            var hits = fhir.Snapshot.Codes.Resolve(system!, coding.Code);
            if (hits.Count == 0) reasons.Add($"No condition on record has the code {OperationOutcome.Printable(coding.Code)} of {Codes.Uri(fhir, system!)}. This says nothing about evidence.");
            matches.AddRange(hits.Select(hit => (ConceptMapResource.Relationship(fhir, system!, hit), hit.Condition, Codes.MapId(system!))));
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder });
        var to = new FhirWriter(json, fhir);
        json.WriteStartObject();
        json.WriteString("resourceType", "Parameters");
        to.Array<Action>("parameter", [() => Value("result", () => to.Flag("valueBoolean", matches.Count > 0)), .. Message(), .. matches.Distinct().Select(match => (Action)(() => Match(match)))], write => write());
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();

        string? Refused(Coding coding, string? system)
        {
            if (system is null || !fhir.Snapshot.Codes.HasConditions(system)) return $"Codes of {OperationOutcome.Printable(coding.System!)} stand for no condition here.";
            var isOtherMap = map is not null && map != Codes.MapId(system) || values.TryGetValue("url", out var url) && url != fhir.Url(ConceptMapResource.Type, Codes.MapId(system));
            if (isOtherMap) return $"The map asked for has no codes of {Codes.Uri(fhir, system)}.";
            return values.TryGetValue("targetSystem", out var target) && target != fhir.System("condition") ? $"Codes are translated into {fhir.System("condition")} only." : null;
        }

        IEnumerable<Action> Message() => reasons.Count == 0 ? [] : [() => Value("message", () => to.Text("valueString", string.Join(" ", reasons.Distinct())))];

        void Value(string name, Action value)
        {
            to.Text("name", name);
            value();
        }

        void Match((string Relationship, string Condition, string Map) match)
        {
            to.Text("name", "match");
            to.Array<Action>(
                "part",
                [
                    () => Value("relationship", () => to.Text("valueCode", match.Relationship)),
                    () => Value("concept", () => to.Coding("valueCoding", fhir.Coding("condition", match.Condition, to.NameOf(match.Condition)))),
                    () => Value("originMap", () => to.Text("valueUri", fhir.Url(ConceptMapResource.Type, match.Map))),
                ],
                write => write());
        }
    }
}
