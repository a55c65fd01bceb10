using System.Text.Json;
using Hl7.Fhir.Serialization;

namespace EvidenceApi.CdsHooks;

/// <summary>
/// What the library knows of FHIR R4. It learns it at its first use, which takes longer than a call may, and memory that a service which no
/// EHR calls can do without.
/// </summary>
internal static class FhirModel
{
    private static readonly Lazy<Task> Learning = new(() => Task.Run(Learn));

    /// <summary>Begins to learn, if nobody has; done when all is learned.</summary>
    internal static Task LearnAsync() => Learning.Value;

    // By a condition and an order of no patient.
    private static void Learn()
    {
        foreach (var resource in new[] { """{"resourceType":"Condition","code":{"coding":[{"system":"x","code":"y"}]}}""", """{"resourceType":"ServiceRequest","reasonCode":[{"coding":[{"system":"x","code":"y"}]}]}""" })
        {
            var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(resource));
            FhirJsonDeserializer.OSTRICH.TryDeserializeResource(ref json, out _, out _);
        }
    }
}
