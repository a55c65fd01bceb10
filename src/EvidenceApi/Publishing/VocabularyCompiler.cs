using EvidenceApi.Conditions;
using EvidenceApi.Http;
using EvidenceApi.Modalities;
using EvidenceApi.TargetTissues;

namespace EvidenceApi.Publishing;

/// <summary>Composes the rows of vocabulary_document: kind, id, body.</summary>
internal static class VocabularyCompiler
{
    internal static IEnumerable<object?[]> Compile(ConditionContent content)
    {
        var row = content.Conditions.ToDictionary(row => row.Id);
        var indications = content.Indications.ToLookup(claim => claim.Condition!);
        return content.Counts.Where(counts => row.ContainsKey(counts.Id)).Select(counts => Row("condition", counts.Id, Condition(row[counts.Id], counts)));

        Condition Condition(ConditionRow row, ConditionCounts counts) => new(
            row.Id, row.Name, row.Synonyms, row.BodyRegion, row.IsGrouping, row.Parent, [.. content.ConditionTree.Ancestors(row.Id)], counts.Children, row.Codes,
            counts.Items, counts.ItemsBelow, counts.Studies, counts.Modalities, [.. indications[row.Id].Select(claim => claim.View(null))]);
    }

    internal static IEnumerable<object?[]> Compile(SharedContent content)
    {
        var vocabularies = content.Vocabularies;
        var profiles = new ModalityProfiles(content);
        return
        [
            .. vocabularies.Modalities.Select(Modality).Select(entry => Row("modality", entry.Id, entry)),
            .. vocabularies.TargetTissues.Select(TargetTissue).Select(entry => Row("target-tissue", entry.Id, entry)),
            .. vocabularies.GradingSystems.Select(entry => Row("grading-system", entry.Id, entry)),
            .. vocabularies.CodeSystems.Select(entry => Row("code-system", entry.Id, entry)),
            .. vocabularies.StudyDesigns.Select(entry => Row("study-design", entry.Id, entry)),
            .. vocabularies.OutcomeMeasures.Select(entry => Row("outcome-measure", entry.Id, entry)),
            .. vocabularies.Comparators.Select(entry => Row("comparator", entry.Id, entry)),
        ];

        Modality Modality(ModalityRow row) => new(
            row.Id, row.Name, row.Abbreviation, row.Synonyms, row.IsGrouping, row.Parent,
            [.. vocabularies.ModalityTree.Children(row.Id).Order(StringComparer.Ordinal)], row.Codes,
            content.Items.Where(count => count.Modality == row.Id).Sum(count => count.Count), content.Studies.Where(count => count.Modality == row.Id).Sum(count => count.Count),
            profiles.Of(row.Id), profiles.Gradings(row.Id));

        TargetTissue TargetTissue(TargetTissueRow row) =>
            new(row.Id, row.Name, row.Synonyms, row.Codes, content.Items.Where(count => count.TargetTissue == row.Id).Sum(count => count.Count));
    }

    internal static IEnumerable<object?[]> Compile(IEnumerable<CompiledEvidence> evidence) =>
        CardCompiler.Compile(evidence).Select(card => Row("card", card.Condition.Id, card));

    private static object?[] Row<T>(string kind, string id, T entry) => [kind, id, Json.Bytes(entry)];
}
