using System.Text.Json.Serialization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;

namespace EvidenceApi.Search;

/// <summary>What can be found.</summary>
public enum SearchKind { Condition, Modality, TargetTissue, Evidence, Recommendation, Study }

/// <summary>
/// How well a hit meets the question. identifier: DOI, PMID, PMCID, registration, code or id. name: a name, synonym or abbreviation as
/// typed. prefix: every typed word begins a word of one name. words: every typed word begins a word of the names of what it is about.
/// text: some only stand in its text. similar: some are only similar to what was typed.
/// </summary>
public enum SearchRank { Identifier, Name, Prefix, Words, Text, Similar }

/// <summary>A hit without what depends on the question.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name or title.</param>
/// <param name="Url">Its path in this API; of a recommendation: the list in which it stands.</param>
public record SearchEntry(SearchKind Kind, string Id, string Title, string Url)
{
    /// <summary>Headline level of an evidence item; absent in other kinds, and where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchLevel? Level { get; init; }

    /// <summary>Whether the counted studies of an evidence item agree; absent in other kinds, and where no counted study has a direction.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Agreement? Agreement { get; init; }

    /// <summary>What an evidence item or a study found; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Direction? Direction { get; init; }

    /// <summary>Counted studies of an evidence item; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StudyCount { get; init; }

    /// <summary>Year of a study or recommendation; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Year { get; init; }

    /// <summary>Design of a study; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Design { get; init; }

    /// <summary>Whether the publication of a study still stands; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Standing? Standing { get; init; }

    /// <summary>Whether the facts of a study were all read; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Verification? Verification { get; init; }

    /// <summary>Position of a recommendation; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Position { get; init; }

    /// <summary>Who takes it; absent in other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Organization { get; init; }

    internal static string UrlOf(SearchKind kind, string id) => kind switch
    {
        SearchKind.Condition => $"/v1/conditions/{id}",
        SearchKind.Modality => $"/v1/modalities/{id}",
        SearchKind.TargetTissue => $"/v1/target-tissues/{id}",
        SearchKind.Evidence => $"/v1/evidence/{id}",
        _ => $"/v1/studies/{id}",
    };
}

/// <summary>A level with the system that gave it.</summary>
/// <param name="System">Grading system.</param>
/// <param name="Level">Level as the system writes it.</param>
public sealed record SearchLevel(string System, string Level);

/// <summary>Something found. An evidence item comes with its level and what speaks against it, a study with its standing.</summary>
/// <param name="Rank">How well it meets the question.</param>
/// <param name="Matched">The name or identifier that met the question; null where its words met several names, or the text.</param>
/// <param name="Snippet">Names and text around the words that met, in &lt;mark&gt;. HTML: everything else is escaped.</param>
public sealed record SearchHit(SearchKind Kind, string Id, string Title, string Url, SearchRank Rank, string? Matched, string Snippet)
    : SearchEntry(Kind, Id, Title, Url);

/// <summary>What a search found.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
/// <param name="Reason">Why nothing was found; null where something was.</param>
public sealed record SearchPage(string Release, IReadOnlyList<SearchHit> Items, Page Page, NoMatch? Reason);

/// <summary>Why nothing was found.</summary>
/// <param name="Code">no-match.</param>
/// <param name="Message">The reason in a sentence.</param>
/// <param name="Hint">What would find something; null where nothing would.</param>
/// <param name="DidYouMean">Names on record that are near to what was typed, nearest first.</param>
public sealed record NoMatch(string Code, string Message, string? Hint, IReadOnlyList<string> DidYouMean);

/// <summary>A suggestion while somebody types.</summary>
/// <param name="Kind">condition, modality, target-tissue or evidence.</param>
/// <param name="Id">Its id.</param>
/// <param name="Text">The name that what was typed begins: a synonym or an abbreviation, where it was that.</param>
/// <param name="Name">The name under which it is on record.</param>
/// <param name="Url">Its path in this API.</param>
public sealed record Suggestion(SearchKind Kind, string Id, string Text, string Name, string Url);

/// <summary>Suggestions, best first.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
public sealed record SuggestionList(string Release, IReadOnlyList<Suggestion> Items);
