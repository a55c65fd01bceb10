using EvidenceApi.Evidence;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

internal static class Vias
{
    /// <summary>Through which related form a record stands in an item.</summary>
    internal static string Text(Via via, Snapshot read) => "About the related form: " + string.Join(", ", new[]
    {
        via.Modality is { } modality ? read.Modality(modality) : null,
        via.Condition is { } condition ? read.Condition(condition) : null,
    }.OfType<string>());
}
