using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EvidenceApi.Http;
using Microsoft.Net.Http.Headers;

namespace EvidenceApi.Fhir;

/// <summary>All resources of a release as NDJSON files, with a manifest (Bulk Data STU4, $bulk-publish).</summary>
internal sealed class FhirBulk(FhirResources resources)
{
    // Enough for few round trips, little enough that memory stays flat whatever the size of the release.
    private const int Batch = 200;

    // A new build may write the same release otherwise: it must not do so under an address that was promised never to change.
    private static readonly string Build = typeof(FhirBulk).Module.ModuleVersionId.ToString("N")[..8];

    internal async Task<IResult> ManifestAsync(HttpContext http, FhirContext fhir, bool isPinned)
    {
        var counts = new List<(FhirType Type, int Count)>();
        foreach (var type in FhirTypes.All) counts.Add((type, await resources.CountAsync(fhir, new(fhir, type, []), http.RequestAborted)));

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder }))
        {
            var to = new FhirWriter(json, fhir);
            json.WriteStartObject();
            to.Text("manifestType", "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/BulkPublishManifest");
            to.Text("transactionTime", fhir.Current.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            to.Flag("requiresAccessToken", false);
            to.Text("outputFormat", "application/fhir+ndjson");
            to.Array("output", counts.Where(entry => entry.Count > 0), entry =>
            {
                to.Text("type", entry.Type.Name);
                to.Text("url", $"{fhir.Base}/$bulk-publish/{fhir.Snapshot.Release.Id}/{entry.Type.Name}.ndjson?build={Build}");
                to.Number("count", entry.Count);
            });
            json.WriteEndObject();
        }
        FhirAnswer.Headers(http, fhir, isPinned);
        return Tagged(http, fhir, Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 8)))
            ? TypedResults.StatusCode(304)
            : TypedResults.Bytes(buffer.WrittenMemory.ToArray(), "application/json; charset=utf-8");
    }

    internal IResult File(HttpContext http, FhirContext fhir, FhirType type)
    {
        FhirAnswer.Headers(http, fhir, isPinned: true);
        return Tagged(http, fhir, $"{fhir.Snapshot.Release.Id}-{Build}") ? TypedResults.StatusCode(304) : new Lines(resources, fhir, type);
    }

    private static bool Tagged(HttpContext http, FhirContext fhir, string text)
    {
        var tag = new EntityTagHeaderValue($"\"{text}\"", isWeak: true);
        http.Response.Headers.ETag = tag.ToString();
        return http.Request.Headers.IfNoneMatch.Count > 0 && FhirAnswer.IsUnchanged(http.Request, tag, fhir.Current.At);
    }

    /// <summary>Reads and writes batch by batch: no statement or connection lasts as long as a slow reader takes.</summary>
    private sealed class Lines(FhirResources resources, FhirContext fhir, FhirType type) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/fhir+ndjson";
            var criteria = new FhirCriteria(fhir, type, []);
            IReadOnlyList<FhirHit> hits = [];
            do
            {
                hits = await resources.ListAsync(fhir, criteria, hits.Count > 0 ? hits[^1].Key : null, Batch, httpContext.RequestAborted);
                foreach (var hit in hits)
                {
                    await httpContext.Response.BodyWriter.WriteAsync(FhirSubset.Whole.Write(fhir, type, hit.Write), httpContext.RequestAborted);
                    await httpContext.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), httpContext.RequestAborted);
                }
            }
            while (hits.Count == Batch);
        }
    }
}
