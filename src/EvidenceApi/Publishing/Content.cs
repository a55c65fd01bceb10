using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Studies;

namespace EvidenceApi.Publishing;

/// <summary>The vocabularies that every document may need, whole: they do not grow with the evidence base.</summary>
internal sealed record Vocabularies(
    IReadOnlyList<ModalityRow> Modalities, IReadOnlyList<TargetTissueRow> TargetTissues, IReadOnlyList<CodeSystem> CodeSystems,
    IReadOnlyList<StudyDesign> StudyDesigns, IReadOnlyList<OutcomeMeasure> OutcomeMeasures, IReadOnlyList<Reference> Comparators,
    IReadOnlyList<GradingSystem> GradingSystems)
{
    internal Tree ModalityTree { get; } = new(Modalities.Select(row => (row.Id, row.Parent)));
}

/// <summary>The curated content that the documents of some conditions need, in the order of its ids: what publish compiles at a time.</summary>
/// <param name="Conditions">Those conditions, the other ones of their studies, and all broader ones.</param>
/// <param name="Studies">Studies of those conditions and of the other ones of their studies. Only what is shown has its findings.</param>
/// <param name="Compiled">The conditions whose documents are compiled.</param>
/// <param name="CompiledStudies">The studies whose own documents are compiled: one of several conditions once, with the first of them.</param>
internal sealed record Content(
    Vocabularies Vocabularies, IReadOnlyList<ConditionRow> Conditions, IReadOnlyList<StudyRow> Studies, IReadOnlyList<GradingRow> Gradings,
    IReadOnlyList<RecommendationRow> Recommendations, IReadOnlyList<SafetyFactRow> SafetyFacts, IReadOnlyList<ClaimRow> Claims,
    IReadOnlySet<string> Compiled, IReadOnlySet<string> CompiledStudies)
{
    internal Tree ConditionTree { get; } = new(Conditions.Select(row => (row.Id, row.Parent)));
}

/// <summary>A condition as its entry shows it: with what the evidence base holds on it and below it.</summary>
internal sealed record ConditionCounts(
    string Id, int Items, int ItemsBelow, int Studies, int StudiesBelow, IReadOnlyList<string> Modalities, IReadOnlyList<string> Children);

/// <summary>The conditions whose entries are compiled, and all broader ones.</summary>
internal sealed record ConditionContent(IReadOnlyList<ConditionRow> Conditions, IReadOnlyList<ConditionCounts> Counts, IReadOnlyList<ClaimRow> Indications)
{
    internal Tree ConditionTree { get; } = new(Conditions.Select(row => (row.Id, row.Parent)));
}

/// <summary>Items or studies of a modality and tissue; of a study without a modality it is null.</summary>
internal sealed record AxisCount(string? Modality, string TargetTissue, int Count);

/// <summary>What belongs to no condition, or to every one. Positions, harms and claims come whole: the profiles of the modalities hold them.</summary>
internal sealed record SharedContent(
    Vocabularies Vocabularies, IReadOnlyList<GradingRow> Gradings, IReadOnlyList<RecommendationRow> Recommendations,
    IReadOnlyList<SafetyFactRow> SafetyFacts, IReadOnlyList<ClaimRow> Claims, IReadOnlyList<AxisCount> Items, IReadOnlyList<AxisCount> Studies);
