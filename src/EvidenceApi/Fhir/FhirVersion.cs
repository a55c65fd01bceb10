using EvidenceApi.Releases;

namespace EvidenceApi.Fhir;

/// <summary>
/// A version of FHIR and what differs in it. R6 (in ballot) renames Citation to PublicationRecord and makes variableRole a code: both are
/// asked for here, so that it becomes a second instance.
/// </summary>
internal sealed record FhirVersion(string Path, string Number, string Mime, string Citation, Action<FhirWriter, string> VariableRole)
{
    internal static readonly FhirVersion R5 = new("r5", "5.0.0", "5.0", "Citation", (to, role) => to.Concept("variableRole", null, HL7.VariableRole(role)));

    internal string MediaType => $"application/fhir+json; fhirVersion={Mime}; charset=utf-8";
}

/// <summary>What all resources of an answer share: the version of FHIR, the address of the service and the release that is read.</summary>
internal sealed class FhirContext(FhirVersion version, string root, Snapshot snapshot)
{
    internal FhirVersion Version => version;

    /// <summary>The service's address.</summary>
    internal string Root => root;

    internal string Base { get; } = $"{root}/fhir/{version.Path}";
    internal Snapshot Snapshot => snapshot;

    /// <summary>The version of what changes with every release.</summary>
    internal ResourceVersion Current { get; } = new(snapshot.Release.Number, snapshot.Release.Id, snapshot.Release.PublishedOn);

    internal string Url(string type, string id) => $"{Base}/{type}/{FhirId.Of(id)}";

    /// <summary>The canonical URL of a code system of this service.</summary>
    internal string System(string id) => Url("CodeSystem", id);

    internal Coding Coding(string system, string code, string? display) => new(System(system), code, display);

    internal static FhirContext Of(HttpContext http, Snapshot snapshot) => new(FhirVersion.R5, Http.PublicUrl.Of(http), snapshot);
}

/// <summary>Since which release a resource is as it is.</summary>
internal sealed record ResourceVersion(int Number, string Release, DateOnly PublishedOn)
{
    internal DateTime At => PublishedOn.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
