using System.Buffers;
using System.Text.Json;
using EvidenceApi.Http;

namespace EvidenceApi.Fhir;

/// <summary>The page of a search as a Bundle: what was found, and in entries of their own what was not understood or why there is nothing.</summary>
internal static class FhirBundle
{
    internal static byte[] Write(FhirQuery query, IReadOnlyList<FhirHit> hits, int? total, string? next)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("type", "searchset");
            if (total is { } counted) json.WriteNumber("total", counted);
            json.WriteStartArray("link");
            Link("self", query.After is null ? query.Address(null) : query.Address(query.Used.First(pair => pair.Name == "_cursor").Value));
            if (query.Count > 0) Link("first", query.Address(null));
            if (next is not null) Link("next", query.Address(next));
            json.WriteEndArray();
            var issues = Issues(query, hits.Count == 0 && query.After is null && total is null or 0).ToList();
            if (hits.Count > 0 || issues.Count > 0)
            {
                json.WriteStartArray("entry");
                foreach (var hit in hits) Entry(hit);
                if (issues.Count > 0) Outcome(issues);
                json.WriteEndArray();
            }
            json.WriteEndObject();

            void Link(string relation, string url)
            {
                json.WriteStartObject();
                json.WriteString("relation", relation);
                json.WriteString("url", url);
                json.WriteEndObject();
            }

            void Entry(FhirHit hit)
            {
                json.WriteStartObject();
                json.WriteString("fullUrl", query.Fhir.Url(query.Criteria.Type.Name, hit.Id));
                json.WritePropertyName("resource");
                json.WriteRawValue(query.Subset.Write(query.Fhir, query.Criteria.Type, hit.Write), skipInputValidation: true);
                Mode("match");
                json.WriteEndObject();
            }

            void Outcome(IReadOnlyList<Issue> all)
            {
                json.WriteStartObject();
                json.WriteString("fullUrl", $"urn:uuid:{Guid.NewGuid()}");
                json.WritePropertyName("resource");
                OperationOutcome.Write(json, all);
                Mode("outcome");
                json.WriteEndObject();
            }

            void Mode(string mode)
            {
                json.WriteStartObject("search");
                json.WriteString("mode", mode);
                json.WriteEndObject();
            }
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static IEnumerable<Issue> Issues(FhirQuery query, bool isEmpty)
    {
        foreach (var name in query.Ignored.Distinct()) yield return Issue.Warning($"Ignored: {FhirSearch.Unknown(query.Criteria.Type, name)}");
        foreach (var remark in query.Criteria.Remarks.Distinct()) yield return Issue.Information(remark);
        if (isEmpty && query.Criteria.Remarks.Count == 0 && query.Used.Any(pair => !FhirParameters.Control.Contains(pair.Name))) yield return Issue.Information("Nothing on record meets all parameters together.");
    }
}
