using EvidenceApi.Evidence;

namespace EvidenceApi.EvidenceMap;

/// <summary>What of an evidence item the map needs.</summary>
public sealed record EvidenceOutline(
    string Id, string Condition, string Modality, string TargetTissue, MapLevel? EvidenceLevel, string? Certainty, Direction Direction,
    Agreement? Agreement, IReadOnlyList<OutlineStudy> Studies)
{
    internal static EvidenceOutline Of(EvidenceItem item) => new(
        item.Id, item.Condition.Id, item.Modality.Id, item.TargetTissue.Id,
        item.EvidenceLevel is { } level ? new(level.System, level.Level, level.Basis) : null, item.Certainty?.AsWritten, item.Direction, item.Agreement,
        [.. item.Studies!.Select(study => new OutlineStudy(study.Id, study.Design, study.Direction, study.NotCounted is null))]);
}

/// <summary>A level with the system that gave it.</summary>
/// <param name="Basis">published or derived.</param>
public sealed record MapLevel(string System, string Level, LevelBasis Basis);

/// <summary>A study as the map counts it.</summary>
public sealed record OutlineStudy(string Id, string Design, Direction Direction, bool Counted);

/// <summary>How the rows of the map are formed.</summary>
public enum MapGrouping { Condition, BodyRegion, ConditionTree }

/// <summary>An evidence gap map: what has been tried for what, and what has not.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
/// <param name="GroupBy">What a row is.</param>
/// <param name="Rows">Conditions, body regions or roots of the condition tree that have a cell.</param>
/// <param name="Columns">Modalities that have a cell.</param>
/// <param name="Cells">Cells with evidence, by row, then column. A missing cell is a gap.</param>
/// <param name="EvidenceCount">Evidence items in all cells: the total of /v1/evidence with the same filters.</param>
/// <param name="Reason">Why there are no cells; null where there are.</param>
public sealed record EvidenceMapView(
    string Release, MapGrouping GroupBy, IReadOnlyList<MapRow> Rows, IReadOnlyList<ModalityReference> Columns, IReadOnlyList<MapCell> Cells,
    int EvidenceCount, EmptyReason? Reason);

/// <summary>A row of the map.</summary>
/// <param name="BodyRegion">Region of the body; multiple where there is no single one.</param>
/// <param name="Ancestors">Broader conditions, nearest first; empty for a body region.</param>
public sealed record MapRow(string Id, string Name, string BodyRegion, IReadOnlyList<string> Ancestors);

/// <summary>What is known on one row and modality, all target tissues together.</summary>
/// <param name="EvidenceCount">Evidence items, one per condition and target tissue.</param>
/// <param name="StudyCount">Different counted studies; designs and directions sum to it.</param>
/// <param name="RecordCount">Different studies on record, counted or not.</param>
/// <param name="Headline">Level of the item with the most counted studies; null where none has a level.</param>
/// <param name="Agreement">Whether the counted studies of the cell agree, by the rule of an item.</param>
/// <param name="Direction">Direction of the counted studies of the cell, by the rule of an item.</param>
/// <param name="Items">The items of the cell.</param>
/// <param name="Link">The lookup that answers with these items.</param>
public sealed record MapCell(
    string Row, string Modality, int EvidenceCount, int StudyCount, int RecordCount, MapLevel? Headline, Agreement? Agreement, Direction Direction,
    IReadOnlyDictionary<string, int> Designs, IReadOnlyDictionary<string, int> Directions, IReadOnlyList<MapItem> Items, string Link);

/// <summary>An evidence item of a cell.</summary>
public sealed record MapItem(string Id, string TargetTissue, MapLevel? EvidenceLevel, string? Certainty, Direction Direction, Agreement? Agreement, int StudyCount);
