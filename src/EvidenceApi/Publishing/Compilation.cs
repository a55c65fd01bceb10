using EvidenceApi.Http;

namespace EvidenceApi.Publishing;

/// <summary>Everything that a release serves, composed from the curated content.</summary>
/// <param name="Vocabulary">Rows of vocabulary_document: kind, id, body.</param>
internal sealed record Compilation(
    IReadOnlyList<object?[]> Vocabulary, IReadOnlyList<CompiledRecord> Records, IReadOnlyList<CompiledEvidence> Evidence,
    IReadOnlyList<CompiledSearch> Search)
{
    internal static Compilation Of(Content content)
    {
        var conditions = new Tree(content.Conditions.Select(row => (row.Id, row.Parent)));
        var modalities = new Tree(content.Modalities.Select(row => (row.Id, row.Parent)));
        var evidence = new EvidenceCompiler(content, conditions, modalities).Compile();
        var vocabulary = new VocabularyCompiler(content, conditions, modalities, evidence);
        var names = new Tables.TableNames(content, evidence);
        return new(
            [
                .. vocabulary.Conditions().Select(entry => new object?[] { "condition", entry.Id, Json.Bytes(entry) }),
                .. vocabulary.Modalities().Select(entry => new object?[] { "modality", entry.Id, Json.Bytes(entry) }),
                .. vocabulary.TargetTissues().Select(entry => new object?[] { "target-tissue", entry.Id, Json.Bytes(entry) }),
                .. content.GradingSystems.Select(entry => new object?[] { "grading-system", entry.Id, Json.Bytes(entry) }),
                .. content.CodeSystems.Select(entry => new object?[] { "code-system", entry.Id, Json.Bytes(entry) }),
                .. content.StudyDesigns.Select(entry => new object?[] { "study-design", entry.Id, Json.Bytes(entry) }),
                .. content.OutcomeMeasures.Select(entry => new object?[] { "outcome-measure", entry.Id, Json.Bytes(entry) }),
                .. content.Comparators.Select(entry => new object?[] { "comparator", entry.Id, Json.Bytes(entry) }),
                .. CardCompiler.Compile(evidence).Select(entry => new object?[] { "card", entry.Condition.Id, Json.Bytes(entry) }),
            ],
            [.. RecordCompiler.Compile(content, [.. StudyCompiler.Compile(content, evidence)], names), .. EvidenceRecordCompiler.Compile(content, evidence, names)],
            evidence,
            [.. new SearchCompiler(content, conditions, modalities, evidence).Compile()]);
    }
}
