using EvidenceApi.Studies;
using EvidenceApi.Tables;

namespace EvidenceApi.Publishing;

/// <summary>Composes from the curated content what a release serves, a slice at a time.</summary>
internal static class Compilation
{
    /// <summary>Everything that belongs to some conditions, but for their entries in the vocabulary: those count what is stored.</summary>
    internal static Slice Of(Content content)
    {
        var compiler = new EvidenceCompiler(content);
        var judged = compiler.Judge();
        var evidence = compiler.Compile(judged);
        var counted = judged.SelectMany(item => item.Studies).Where(study => study.Counts).Select(study => study.Study.Id).ToHashSet();
        var names = new TableNames(content.Vocabularies, content.Conditions, counted);
        var records = RecordCompiler.Compile(content, StudyCompiler.Compile(content, judged), names).ToList();
        var search = new SearchCompiler(content.Vocabularies, content.Conditions, content.ConditionTree);
        return new(OwnerOf(records) with { Conditions = [.. content.Compiled], Studies = [.. content.CompiledStudies] })
        {
            Vocabulary = VocabularyCompiler.Compile(evidence),
            Records = records.Concat(EvidenceRecordCompiler.Compile(content, evidence, names)).Select(record => record.Columns()),
            Evidence = evidence.Select(item => item.Columns()),
            Search = search.Compile(content, evidence).Select(row => row.Columns()),
        };
    }

    /// <summary>The entries of conditions.</summary>
    internal static Slice Of(Vocabularies vocabularies, string[] ids, ConditionContent content) => new(new SliceOwner { Entries = ids })
    {
        Vocabulary = VocabularyCompiler.Compile(content),
        Search = new SearchCompiler(vocabularies, content.Conditions, content.ConditionTree).Compile(content).Select(row => row.Columns()),
    };

    /// <summary>What belongs to no condition; with it the records that are no longer there are closed.</summary>
    internal static Slice Of(SharedContent content, IReadOnlyList<RecordKey> removed)
    {
        var records = RecordCompiler.Compile(content, new TableNames(content.Vocabularies, [], new HashSet<string>())).ToList();
        var owner = OwnerOf(records);
        return new(owner with
        {
            Shared = true,
            Studies = [.. removed.Where(record => record.Kind == StudyEndpoints.Kind).Select(record => record.Id)],
            Kinds = [.. owner.Kinds, .. removed.Select(record => record.Kind)],
            Ids = [.. owner.Ids, .. removed.Select(record => record.Id)],
        })
        {
            Vocabulary = VocabularyCompiler.Compile(content),
            Records = records.Select(record => record.Columns()),
            Search = new SearchCompiler(content.Vocabularies, [], new Tree([])).Compile(content).Select(row => row.Columns()),
        };
    }

    // Findings go with their studies, and source documents all together.
    private static SliceOwner OwnerOf(IEnumerable<CompiledRecord> records)
    {
        var own = records.Where(record => record.Kind is not (Records.FindingEndpoints.Kind or Records.ClaimEndpoints.Source)).ToList();
        return new SliceOwner { Kinds = [.. own.Select(record => record.Kind)], Ids = [.. own.Select(record => record.Id)] };
    }
}
