using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>The tables of compiled documents, and which of their documents a slice takes the place of.</summary>
internal static class Documents
{
    // Both sides of a comparison in one collation, that of the index: without it none is used.
    private const string ItemsOfConditions = "(select id collate \"default\" from evidence_document where condition = any(@Conditions) and until_release is null)";

    internal static readonly DocumentTable Vocabulary = new(
        "vocabulary_document", ["kind", "id"], "first, second collate \"C\"", ["body"],
        [
            "kind = 'card' and id = any(@Conditions)", "kind = 'condition' and id = any(@Entries)",
            "@Shared and kind in ('modality', 'target-tissue', 'grading-system', 'code-system', 'study-design', 'outcome-measure', 'comparator')",
        ]);

    internal static readonly DocumentTable Records = new(
        "record_document", ["kind", "id"], "first, second collate \"C\"", CompiledRecord.ContentColumns,
        [
            $"kind = 'evidence-study' and source in {ItemsOfConditions}", $"kind = 'evidence-finding' and source in {ItemsOfConditions}",
            "kind = 'finding' and source = any(@Studies)", "(kind, id) in (select kind, id collate \"C\" from unnest(@Kinds, @Ids) as listed(kind, id))",
            "@Shared and kind = 'source'",
        ]);

    internal static readonly DocumentTable Evidence = new(
        "evidence_document", ["condition", "id"], "first collate \"C\", second collate \"C\"", CompiledEvidence.ContentColumns, ["condition = any(@Conditions)"]);

    internal static readonly DocumentTable Search = new(
        "search_document", ["kind", "id"], "first, second", CompiledSearch.ContentColumns,
        [
            $"kind = 'evidence' and id in {ItemsOfConditions}", "kind = 'condition' and id = any(@Entries)", "@Shared and kind in ('modality', 'target-tissue')",
            "kind in ('study', 'recommendation') and (kind, id) in (select * from unnest(@Kinds, @Ids))",
        ]);

    /// <summary>What differs between a slice and what is published in its place.</summary>
    internal static async Task<SliceDifference> CompareAsync(NpgsqlConnection connection, Slice slice, CancellationToken cancel) => new(
        await Vocabulary.CompareAsync(connection, slice.Vocabulary, slice.Owner, cancel),
        await Records.CompareAsync(connection, slice.Records, slice.Owner, cancel),
        await Evidence.CompareAsync(connection, slice.Evidence, slice.Owner, cancel),
        await Search.CompareAsync(connection, slice.Search, slice.Owner, cancel));

    internal static async Task StoreAsync(NpgsqlConnection connection, int release, SliceDifference changed, CancellationToken cancel)
    {
        await Vocabulary.StoreAsync(connection, release, changed.Vocabulary, cancel);
        await Records.StoreAsync(connection, release, changed.Records, cancel);
        await Evidence.StoreAsync(connection, release, changed.Evidence, cancel);
        await Search.StoreAsync(connection, release, changed.Search, cancel);
    }
}
