namespace EvidenceApi.Publishing;

/// <summary>Which published documents a slice takes the place of. What is not compiled again among them is closed.</summary>
internal sealed record SliceOwner
{
    /// <summary>Conditions with their evidence items and cards.</summary>
    public string[] Conditions { get; init; } = [];

    /// <summary>Conditions as entries of the vocabulary.</summary>
    public string[] Entries { get; init; } = [];

    /// <summary>Studies with their findings.</summary>
    public string[] Studies { get; init; } = [];

    /// <summary>Kinds of the other records.</summary>
    public string[] Kinds { get; init; } = [];

    /// <summary>Their ids, in the same order.</summary>
    public string[] Ids { get; init; } = [];

    /// <summary>Vocabularies other than conditions, and the source documents.</summary>
    public bool Shared { get; init; }
}

/// <summary>Documents that are compiled and stored at a time, as rows of their tables.</summary>
internal sealed record Slice(SliceOwner Owner)
{
    internal IEnumerable<object?[]> Vocabulary { get; init; } = [];
    internal IEnumerable<object?[]> Records { get; init; } = [];
    internal IEnumerable<object?[]> Evidence { get; init; } = [];
    internal IEnumerable<object?[]> Search { get; init; } = [];
}

/// <summary>What a slice changes.</summary>
internal sealed record SliceDifference(
    IReadOnlyList<DocumentPair> Vocabulary, IReadOnlyList<DocumentPair> Records, IReadOnlyList<DocumentPair> Evidence, IReadOnlyList<DocumentPair> Search)
{
    internal int Count => Vocabulary.Count + Records.Count + Evidence.Count + Search.Count;
}
