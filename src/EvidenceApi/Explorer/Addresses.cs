namespace EvidenceApi.Explorer;

/// <summary>Which addresses are pages.</summary>
internal static class Addresses
{
    /// <summary>First parts of the addresses of pages, with what stands there.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Pages = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [""] = "Evidence map",
        ["search"] = "Search",
        ["conditions"] = "Evidence map",
        ["evidence"] = "Evidence map",
        ["modalities"] = "Modalities",
        ["target-tissues"] = "Modalities",
        ["studies"] = "Search",
        ["sources"] = "Source documents",
        ["releases"] = "Releases",
        ["levels"] = "How levels work",
        ["changes"] = "Changes",
        ["changes.atom"] = "Changes",
    };

    private static readonly HashSet<string> Programs = new(StringComparer.OrdinalIgnoreCase)
    {
        "v1", "docs", "openapi", "health", "metrics", "cds-services", "fhir", "explorer",
    };

    internal static bool IsPage(PathString path) => Pages.ContainsKey(First(path));

    /// <summary>Whether an error at this address is read by a person: a page, or an address of nothing opened in a browser.</summary>
    internal static bool IsForReaders(HttpRequest request) =>
        IsPage(request.Path) ||
        (!Programs.Contains(First(request.Path)) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase));

    internal static string First(PathString path) => (path.Value ?? "").Split('/') is [_, var first, ..] ? first : "";
}
