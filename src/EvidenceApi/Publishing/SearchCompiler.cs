using System.Globalization;
using EvidenceApi.Evidence;
using EvidenceApi.Search;

namespace EvidenceApi.Publishing;

/// <summary>Composes what the search finds: everything under all the names that the vocabularies have for it.</summary>
internal sealed class SearchCompiler(Vocabularies vocabularies, IReadOnlyList<ConditionRow> conditionRows, Tree conditions)
{
    private readonly Dictionary<string, ConditionRow> condition = conditionRows.ToDictionary(row => row.Id);
    private readonly Dictionary<string, ModalityRow> modality = vocabularies.Modalities.ToDictionary(row => row.Id);
    private readonly Dictionary<string, TargetTissueRow> targetTissue = vocabularies.TargetTissues.ToDictionary(row => row.Id);
    private readonly Dictionary<string, string> design = vocabularies.StudyDesigns.ToDictionary(row => row.Id, row => row.Name);
    private readonly Tree modalities = vocabularies.ModalityTree;

    internal IEnumerable<CompiledSearch> Compile(Content content, IEnumerable<CompiledEvidence> evidence) =>
    [
        .. evidence.Select(compiled => Evidence(compiled.Item)),
        .. content.Recommendations.Where(row => row.Condition is { } id && content.Compiled.Contains(id)).Select(Recommendation),
        .. content.Studies.Where(row => content.CompiledStudies.Contains(row.Id)).Select(Study),
    ];

    internal IEnumerable<CompiledSearch> Compile(ConditionContent content) => content.Counts.Where(counts => condition.ContainsKey(counts.Id)).Select(counts => Condition(condition[counts.Id], counts.StudiesBelow));

    internal IEnumerable<CompiledSearch> Compile(SharedContent content) =>
    [
        .. vocabularies.Modalities.Select(row => Modality(row, content.Studies)), .. vocabularies.TargetTissues.Select(row => TargetTissue(row, content.Studies)),
        .. content.Recommendations.Where(row => row.Condition is null).Select(Recommendation),
    ];

    private CompiledSearch Condition(ConditionRow row, int studies) =>
        new(Entry(SearchKind.Condition, row.Id, row.Name), studies)
        {
            Identifiers = row.Codes.Select(code => code.Code),
            Names = row.Synonyms,
            Context = conditions.Ancestors(row.Id).SelectMany(NamesOfCondition),
        };

    private CompiledSearch Modality(ModalityRow row, IEnumerable<AxisCount> studies)
    {
        var ids = modalities.SelfAndDescendants(row.Id).ToHashSet();
        return new(Entry(SearchKind.Modality, row.Id, row.Name), studies.Where(count => count.Modality is { } id && ids.Contains(id)).Sum(count => count.Count))
        {
            Identifiers = row.Codes.Select(code => code.Value),
            Names = NamesOfModality(row.Id),
            Context = modalities.Ancestors(row.Id).SelectMany(NamesOfModality),
        };
    }

    private static CompiledSearch TargetTissue(TargetTissueRow row, IEnumerable<AxisCount> studies) =>
        new(Entry(SearchKind.TargetTissue, row.Id, row.Name), studies.Where(count => count.TargetTissue == row.Id).Sum(count => count.Count))
        {
            Identifiers = row.Codes.Select(code => code.Value),
            Names = row.Synonyms,
        };

    // The title names condition, modality and tissue, and says nothing of an effect.
    private CompiledSearch Evidence(EvidenceItem item) =>
        new(
            Entry(SearchKind.Evidence, item.Id, $"{item.Condition.Name} · {item.Modality.Name} · {item.TargetTissue.Name}") with
            {
                Level = item.EvidenceLevel is { } level ? new(level.System, level.Level) : null,
                Agreement = item.Agreement,
                Direction = item.Direction,
                StudyCount = item.StudyCount,
            },
            item.StudyCount)
        {
            Names = [.. NamesOfCondition(item.Condition.Id), .. NamesOfModality(item.Modality.Id), .. NamesOfTissue(item.TargetTissue.Id)],
            Context = Broader([item.Condition.Id], item.Modality.Id),
            Passage = item.Summary,
        };

    private CompiledSearch Recommendation(RecommendationRow row)
    {
        var filters = string.Concat($"?kind={row.Kind}", row.Condition is null ? "" : $"&condition={row.Condition}", row.Modality is null ? "" : $"&modality={row.Modality}");
        return new(
            new(SearchKind.Recommendation, row.Id, row.Title, $"/v1/recommendations{filters}") { Year = row.Year, Position = row.Position, Organization = row.Organization },
            row.Year ?? 0)
        {
            Related = [.. Names(row.Condition, NamesOfCondition), .. Names(row.Modality, NamesOfModality)],
            Context = [.. Broader(row.Condition is null ? [] : [row.Condition], row.Modality), row.Organization, row.Doi],
            Passage = row.Statement,
        };
    }

    private CompiledSearch Study(StudyRow row) =>
        new(
            Entry(SearchKind.Study, row.Id, row.Title) with
            {
                Year = row.Year,
                Design = row.Design,
                Direction = row.Direction,
                Standing = row.Standing,
                Verification = row.Verification,
            },
            row.Verification == Verification.Verified && row.Standing is Standing.Current or Standing.Corrected ? row.Participants ?? 0 : 0)
        {
            Identifiers = [row.Doi, row.Pmid, row.Pmcid, row.Registration],
            Related = [.. row.Conditions.SelectMany(NamesOfCondition), .. Names(row.Modality, NamesOfModality), .. NamesOfTissue(row.TargetTissue)],
            Context =
            [
                .. Broader(row.Conditions, row.Modality), .. row.Authors, row.Year.ToString(CultureInfo.InvariantCulture), row.Journal, design[row.Design],
                row.Registration, row.Id,
            ],
            Passage = row.Summary,
        };

    private static SearchEntry Entry(SearchKind kind, string id, string title) => new(kind, id, title, SearchEntry.UrlOf(kind, id));

    private IEnumerable<string?> NamesOfCondition(string id) => condition[id].Synonyms.Prepend(condition[id].Name);

    private IEnumerable<string?> NamesOfModality(string id) => [modality[id].Name, modality[id].Abbreviation, .. modality[id].Synonyms];

    private IEnumerable<string?> NamesOfTissue(string id) => targetTissue[id].Synonyms.Prepend(targetTissue[id].Name);

    private static IEnumerable<string?> Names(string? id, Func<string, IEnumerable<string?>> namesOf) => id is null ? [] : namesOf(id);

    private IEnumerable<string?> Broader(IEnumerable<string> conditionIds, string? modalityId) =>
    [
        .. conditionIds.SelectMany(conditions.Ancestors).SelectMany(NamesOfCondition),
        .. modalityId is null ? [] : modalities.Ancestors(modalityId).SelectMany(NamesOfModality),
    ];
}
