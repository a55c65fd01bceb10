using System.Text.RegularExpressions;

namespace EvidenceApi.Citations;

/// <summary>An author as reference managers want one: family and given name, or the name of an organization.</summary>
internal sealed record AuthorName(string? Family, string? Given, string? Literal)
{
    private const string Others = "et al";
    private static readonly Regex WithInitials = new(@"^(?<family>.+?) (?<initials>\p{Lu}{1,5}(?:-\p{Lu})?)(?: (?<suffix>Jr|Sr|II|III|IV))?\z");
    private static readonly Regex Organization = new(
        @"\b(?:Group|Committee|Society|Institute|Association|Collaboration|Network|Investigators|Consortium|Academy|College|Agency|Team|Council|University|Hospital)\b");

    /// <summary>The names on record, without the words that say that more exist.</summary>
    internal static IReadOnlyList<AuthorName> Of(IEnumerable<string> authors) => [.. authors.Where(name => !IsOthers(name)).Select(Parse)];

    internal static bool HasOthers(IEnumerable<string> authors) => authors.Any(IsOthers);

    /// <summary>Krogh, T. P. for reference managers.</summary>
    internal string Inverted => Literal ?? (Given is null ? Family! : $"{Family}, {Given}");

    private static bool IsOthers(string name) => name.TrimEnd('.').Equals(Others, StringComparison.OrdinalIgnoreCase);

    private static AuthorName Parse(string name)
    {
        if (Organization.IsMatch(name)) return new(null, null, name);
        if (WithInitials.Match(name) is not { Success: true } match) return name.Contains(' ', StringComparison.Ordinal) ? new(null, null, name) : new(name, null, null);
        var suffix = match.Groups["suffix"].Success ? $", {match.Groups["suffix"].Value}" : "";
        var initials = match.Groups["initials"].Value.Split('-').Select(part => string.Join(' ', part.Select(letter => $"{letter}.")));
        return new(match.Groups["family"].Value, string.Join('-', initials) + suffix, null);
    }
}
