using System.Text.RegularExpressions;
using EvidenceApi.Fhir;

namespace EvidenceApi.Authentication;

/// <summary>
/// Scopes that open reads. evidence.read and system/*.rs open everything; of SMART Backend Services, system/Evidence.rs opens that FHIR type
/// alone. More letters of cruds open no more: nothing can be written.
/// </summary>
internal static partial class Scopes
{
    internal const string Read = "evidence.read";

    internal static bool IsKnown(string scope) => scope == Read || Smart().IsMatch(scope);

    internal static bool Open(IEnumerable<string> scopes, PathString path) => scopes.Any(scope => scope == Read || Smart().Match(scope) is { Success: true } smart && Opens(smart.Groups[1].Value, path));

    private static bool Opens(string type, PathString path) => type == "*" || path.StartsWithSegments($"{FhirEndpoints.Root}/{type}", StringComparison.OrdinalIgnoreCase);

    // A scope with a query would open a part of a type: that cannot be kept to, so it opens nothing.
    [GeneratedRegex(@"^system/(\*|[A-Z][A-Za-z]*)\.c?ru?d?s$")]
    private static partial Regex Smart();
}
