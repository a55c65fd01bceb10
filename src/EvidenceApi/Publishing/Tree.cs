namespace EvidenceApi.Publishing;

/// <summary>A vocabulary whose entries may have a parent: conditions, modalities.</summary>
internal sealed class Tree
{
    private readonly Dictionary<string, string?> parents;
    private readonly ILookup<string, string> children;

    internal Tree(IEnumerable<(string Id, string? Parent)> entries)
    {
        parents = entries.ToDictionary(entry => entry.Id, entry => entry.Parent);
        children = parents.Where(entry => entry.Value is not null).ToLookup(entry => entry.Value!, entry => entry.Key);
    }

    /// <summary>Nearest first.</summary>
    internal IEnumerable<string> Ancestors(string id)
    {
        for (var parent = parents[id]; parent is not null; parent = parents[parent]) yield return parent;
    }

    internal IEnumerable<string> Children(string id) => children[id];

    internal IEnumerable<string> Descendants(string id) => children[id].SelectMany(child => Descendants(child).Prepend(child));

    internal IEnumerable<string> SelfAndDescendants(string id) => Descendants(id).Prepend(id);
}
