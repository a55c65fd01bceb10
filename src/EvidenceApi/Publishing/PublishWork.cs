using System.Threading.Channels;
using Dapper;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>
/// Compiles and stores what a publish reaches, slice by slice. One session reads what was there before, and a slice is compiled and
/// compared while the other session stores the one before it: at no time are more than a few slices in memory.
/// </summary>
internal sealed class PublishWork(NpgsqlConnection storing, NpgsqlConnection reading, PublishScope scope, ReleaseInWork release, CancellationToken cancel)
{
    /// <summary>
    /// For statements that name the rows they want. What is planned while a table is small would go on reading all of it when it has grown.
    /// </summary>
    internal const string FindByIndex = "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off";

    /// <summary>Documents that differ from the release before.</summary>
    internal int Changed { get; private set; }

    /// <summary>Conditions whose documents were compiled.</summary>
    internal int Compiled { get; private set; }

    /// <returns>Evidence items and studies of the release.</returns>
    internal async Task<(int Items, int Studies)> RunAsync()
    {
        await CompressFastAsync();
        await reading.ExecuteAsync(FindByIndex);
        await storing.ExecuteAsync(FindByIndex);
        var words = await SearchWords.BeginAsync(storing, scope.IsFull, cancel);
        var vocabularies = await new ContentReader(reading, cancel).VocabulariesAsync();
        await PipeAsync(differences => CompileBatchesAsync(vocabularies, differences), words);

        // What counts items is compiled after them, and by the session that sees them stored.
        var stored = new ContentReader(storing, cancel);
        for (var batch = 0; await scope.EntriesAsync(batch) is { Length: > 0 } ids; batch++)
        {
            await StoreAsync(await Documents.CompareAsync(storing, Compilation.Of(vocabularies, ids, await stored.ConditionsAsync(ids)), cancel), words);
        }
        var shared = await stored.SharedAsync(vocabularies);
        await StoreAsync(await Documents.CompareAsync(storing, Compilation.Of(shared, await scope.RemovedAsync()), cancel), words);

        var wordCount = await words.CompareAsync();
        Changed += wordCount;
        if (wordCount > 0) await words.StoreAsync((await release.ForChangeAsync()).Number);
        return (shared.Items.Sum(count => count.Count), shared.Studies.Sum(count => count.Count));
    }

    private async Task CompileBatchesAsync(Vocabularies vocabularies, ChannelWriter<SliceDifference> differences)
    {
        var content = new ContentReader(reading, cancel);
        await foreach (var batch in scope.BatchesAsync())
        {
            var slice = Compilation.Of(await content.ContentAsync(vocabularies, batch));
            Compiled += batch.Conditions.Length;
            await differences.WriteAsync(await Documents.CompareAsync(reading, slice, cancel), cancel);
        }
    }

    /// <summary>Stores differences while the next ones are found.</summary>
    private async Task PipeAsync(Func<ChannelWriter<SliceDifference>, Task> find, SearchWords words)
    {
        var differences = Channel.CreateBounded<SliceDifference>(1);
        var finding = Task.Run(async () =>
        {
            try
            {
                await find(differences.Writer);
                differences.Writer.Complete();
            }
            catch (Exception fault)
            {
                differences.Writer.Complete(fault);
            }
        }, cancel);
        try
        {
            await foreach (var difference in differences.Reader.ReadAllAsync(cancel)) await StoreAsync(difference, words);
        }
        finally
        {
            // Nobody takes what is still found; a session must be at rest before its transaction ends.
            while (!finding.IsCompleted)
            {
                differences.Reader.TryRead(out _);
                await Task.WhenAny(finding, Task.Delay(10, CancellationToken.None));
            }
        }
    }

    private async Task StoreAsync(SliceDifference difference, SearchWords words)
    {
        if (difference.Count == 0) return;
        Changed += difference.Count;
        var current = await release.ForChangeAsync();
        await EvidenceChanges.StoreAsync(storing, current, difference.Evidence, cancel);
        await Documents.StoreAsync(storing, current.Number, difference, cancel);
        await words.NoteAsync(current.Number, difference.Search);
    }

    // Documents are written once, and long ones compressed: lz4 does it several times as fast, where the server has it.
    private async Task CompressFastAsync()
    {
        const string hasLz4 = "select coalesce('lz4' = any(enumvals), false) from pg_settings where name = 'default_toast_compression'";
        if (await storing.QuerySingleOrDefaultAsync<bool>(hasLz4)) await storing.ExecuteAsync("set local default_toast_compression = 'lz4'");
    }
}
