using System.Text.Json.Nodes;

namespace EvidenceApi.Releases;

/// <summary>What happened to an evidence item.</summary>
public enum ChangeKind { Added, Changed, Removed }

/// <summary>What a release changed in an evidence item, against the release before.</summary>
/// <param name="Evidence">Evidence item.</param>
/// <param name="Release">Release that brought the change.</param>
/// <param name="Before">Release before.</param>
/// <param name="Summary">The change of level, certainty, direction, agreement and studies in a sentence.</param>
/// <param name="Fields">Members that changed, with both values.</param>
/// <param name="Lists">Records that came, went or changed in the item's lists.</param>
public sealed record EvidenceChange(
    string Evidence, string Release, string Before, ChangeKind Kind, string Summary, IReadOnlyList<FieldChange> Fields, IReadOnlyList<ListChange> Lists);

/// <summary>A member that changed.</summary>
/// <param name="Field">Member.</param>
/// <param name="From">Value before; null where there was none.</param>
/// <param name="To">Value now; null where there is none.</param>
public sealed record FieldChange(string Field, JsonNode? From, JsonNode? To);

/// <summary>What changed in a list of an item.</summary>
/// <param name="List">studies, gradings, recommendations, safety or claims.</param>
/// <param name="Added">Ids that came.</param>
/// <param name="Removed">Ids that went.</param>
/// <param name="Changed">Records that changed.</param>
public sealed record ListChange(string List, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<RecordChange> Changed);

/// <summary>A record that changed.</summary>
public sealed record RecordChange(string Id, IReadOnlyList<FieldChange> Fields);
