using EvidenceApi.Evidence;
using EvidenceApi.EvidenceMap;
using EvidenceApi.Http;
using EvidenceApi.Tables;

namespace EvidenceApi.Publishing;

/// <summary>A compiled item: whole, with the columns by which it is found and the studies that a list shows.</summary>
internal sealed record CompiledEvidence(
    EvidenceItem Item, IReadOnlyList<StudySummary> Representatives, int Strength, IReadOnlyList<string> Levels,
    IReadOnlyList<string> GradingSystems, IReadOnlyList<string> Designs, int LatestYear)
{
    internal static readonly string[] ContentColumns =
    [
        "modality", "target_tissue", "strength", "participant_count", "direction", "agreement", "levels", "grading_systems",
        "designs", "latest_year", "cells", "outline", "summary", "standard", "body",
    ];

    internal object?[] Columns()
    {
        var summary = Item with { Gradings = null, Studies = null, Recommendations = null, Safety = null, Claims = null };
        // Regulators' positions are long and the same for every condition of a modality: they stand in view=full and in the modality's profile.
        var standard = summary with { Studies = Representatives, Recommendations = [.. Item.Recommendations!.Where(row => row.Kind != "regulator")] };
        return
        [
            Item.Condition.Id, Item.Id, Item.Modality.Id, Item.TargetTissue.Id, Strength, Item.ParticipantCount, Json.Name(Item.Direction),
            Item.Agreement is { } agreement ? Json.Name(agreement) : null, Levels.ToArray(), GradingSystems.ToArray(),
            Designs.ToArray(), LatestYear, EvidenceTable.Columns.Of(Item), Json.Bytes(EvidenceOutline.Of(Item)), Json.Bytes(summary), Json.Bytes(standard), Json.Bytes(Item),
        ];
    }
}
