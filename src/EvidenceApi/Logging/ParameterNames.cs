using System.Collections.Frozen;
using System.Reflection;
using EvidenceApi.Fhir;
using EvidenceApi.Http;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Logging;

/// <summary>The names of parameters that some route takes. Whatever else a caller writes in their place may be anything.</summary>
internal static class ParameterNames
{
    private static readonly FrozenSet<string> Names = typeof(ParameterNames).Assembly.GetTypes()
        .SelectMany(type => type.GetProperties().Select(property => property.GetCustomAttribute<FromQueryAttribute>()?.Name))
        .Concat(FhirParameters.Control).Concat(FhirParameters.Common).Append(Representation.Parameter)
        .OfType<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static string Known(string name) => Names.TryGetValue(name, out var known) ? known : "other";
}
