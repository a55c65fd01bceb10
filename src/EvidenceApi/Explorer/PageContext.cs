using EvidenceApi.Http;
using EvidenceApi.Releases;
using Microsoft.AspNetCore.Components;

namespace EvidenceApi.Explorer;

/// <summary>What every page knows of the request that it answers.</summary>
/// <param name="Snapshot">The release read; null where none is loaded.</param>
/// <param name="Pinned">The release that the address names; null: the current one.</param>
/// <param name="Ignored">Parameters that mean nothing on this page, or have a value that it does not know.</param>
internal sealed record PageContext(Snapshot? Snapshot, string? Pinned, IReadOnlyList<string> Ignored)
{
    /// <param name="known">Parameters of the page, and the values that each may have; null where any.</param>
    internal static PageContext Of(HttpContext http, params (string Name, IEnumerable<string>? Values)[] known)
    {
        var release = http.RequestServices.GetRequiredService<RequestRelease>();
        var ignored = http.Request.Query
            .Where(sent => sent.Key != "release" && !known.Any(parameter => Meets(parameter, sent.Key, sent.Value)))
            .Select(sent => Shown(sent.Value is [{ Length: > 0 } value, ..] ? $"{sent.Key}={value}" : sent.Key));
        return new(release.Snapshot, release.IsPinned ? release.Snapshot.Release.Id : null, [.. ignored]);
    }

    private static bool Meets((string Name, IEnumerable<string>? Values) parameter, string name, IReadOnlyList<string?> values) =>
        parameter.Name == name && values is [{ } only] && !only.Any(char.IsControl) && (only.Length == 0 || parameter.Values?.Contains(only) != false);

    private static string Shown(string sent) => sent.Length > 60 ? sent[..60] + "…" : sent;

    /// <summary>The value of a known parameter; null where it was not sent, is empty or is ignored.</summary>
    internal string? Value(HttpContext http, string name) =>
        http.Request.Query[name] is [{ Length: > 0 } value] && !Ignored.Contains(Shown($"{name}={value}")) ? value : null;

    /// <summary>The address in the same release as this page.</summary>
    internal string Link(string address)
    {
        if (Pinned is null) return address;
        var hash = address.IndexOf('#', StringComparison.Ordinal);
        var (path, fragment) = hash < 0 ? (address, "") : (address[..hash], address[hash..]);
        return $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}release={Pinned}{fragment}";
    }
}

/// <summary>A piece of a page: a pure function of its parameters and the context.</summary>
public abstract class PagePart : ComponentBase
{
    [CascadingParameter]
    private protected PageContext Context { get; set; } = null!;

    private protected Snapshot Read => Context.Snapshot!;

    private protected string Link(string address) => Context.Link(address);
}
