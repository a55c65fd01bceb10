using EvidenceApi.Http;
using EvidenceApi.Search;

namespace EvidenceApi.Publishing;

/// <summary>A row of search_document.</summary>
/// <param name="Weight">How much evidence there is, within the kind.</param>
internal sealed record CompiledSearch(SearchEntry Entry, int Weight)
{
    public IEnumerable<string?> Identifiers { get; init; } = [];
    public IEnumerable<string?> Names { get; init; } = [];
    public IEnumerable<string?> Related { get; init; } = [];
    public IEnumerable<string?> Context { get; init; } = [];
    public string Passage { get; init; } = "";

    internal static readonly string[] ContentColumns = ["place", "weight", "title", "identifiers", "names", "related", "context", "passage", "body"];

    internal object?[] Columns() =>
    [
        Json.Name(Entry.Kind), Entry.Id, Place(Entry.Kind), Weight, Entry.Title, Texts(Identifiers.Prepend(Entry.Id)), Texts(Names.Prepend(Entry.Title)),
        Texts(Related), Texts(Context), Passage, Json.Bytes(Entry),
    ];

    private static string[] Texts(IEnumerable<string?> texts) => [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)];

    private static int Place(SearchKind kind) => kind switch { SearchKind.Evidence => 2, SearchKind.Recommendation => 3, SearchKind.Study => 4, _ => 1 };
}
