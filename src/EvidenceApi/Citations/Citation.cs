using System.Text.RegularExpressions;
using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.Citations;

/// <summary>A study as it is cited.</summary>
/// <param name="Id">Study id: the citation key of every format.</param>
/// <param name="Text">The reference as text.</param>
/// <param name="Note">Whether it was corrected or retracted, what was not read, and the release that it was taken from.</param>
/// <param name="Standing">Whether the publication still stands.</param>
/// <param name="Url">DOI, else PubMed, else the page on which it was read.</param>
public sealed record CitationView(string Id, string Text, string Note, Standing Standing, Verification Verification, string? Doi, string? Pmid, string Url);

/// <summary>What the formats have in common.</summary>
internal sealed record Citation(Study Study, string Release)
{
    private static readonly Regex PageRange = new(@"^(?<first>[A-Za-z]*[0-9]+[A-Za-z]*)[-–](?<last>[A-Za-z]*[0-9]+[\w.]*)\z");

    internal IReadOnlyList<AuthorName> Authors { get; } = AuthorName.Of(Study.Authors);

    internal bool HasOtherAuthors { get; } = AuthorName.HasOthers(Study.Authors);

    /// <summary>First and last page; null where the pages are an article number or several ranges.</summary>
    internal (string First, string Last)? Pages =>
        PageRange.Match(Study.Pages ?? "") is { Success: true } range ? (range.Groups["first"].Value, range.Groups["last"].Value) : null;

    internal string Note => string.Join(". ", Remarks()) + ".";

    internal CitationView View() => new(Study.Id, Text(), Note, Study.Standing, Study.Verification, Study.Doi, Study.Pmid, Study.Url);

    private IEnumerable<string> Remarks()
    {
        if (Study.Standing != Standing.Current)
        {
            yield return string.Join(", ", new[] { Study.Standing == Standing.Retracted ? "RETRACTED" : Capital(Http.Json.Name(Study.Standing)), Study.StandingNote?.TrimEnd('.'), Study.StandingNoticeUrl }.OfType<string>());
        }
        if (Study.Verification == Verification.Incomplete)
        {
            var unread = Study.IncompleteReason.Concat(Study.Unverified).Distinct().ToList();
            yield return unread.Count > 0 ? $"Incomplete record, not read: {string.Join(", ", unread)}" : "Incomplete record";
        }
        if (HasOtherAuthors) yield return "Further authors are not on record";
        if (Study.Authors.Count == 0) yield return "Authors are not on record";
        if (Study.Registration is { } registration) yield return $"Registration: {registration}";
        yield return $"Evidence API release {Release}, study {Study.Id}";
    }

    private string Text()
    {
        var authors = string.Join(", ", Study.Authors.Select(name => name.TrimEnd('.')));
        var issue = $"{Study.Volume}{(Study.Issue is null ? "" : $"({Study.Issue})")}{(Study.Pages is null ? "" : $":{Study.Pages}")}";
        string?[] parts =
        [
            authors.Length > 0 ? authors : null, Study.Title.TrimEnd('.'), Study.Journal,
            issue.Length > 0 ? $"{Study.Year};{issue}" : $"{Study.Year}", Study.Doi is null ? Study.Url : $"doi:{Study.Doi}",
        ];
        return string.Join(". ", parts.OfType<string>());
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
