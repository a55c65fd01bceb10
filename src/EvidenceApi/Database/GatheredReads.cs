using System.Collections.Concurrent;
using Npgsql;

namespace EvidenceApi.Database;

/// <summary>
/// Short reads that go to the database together: while some are on their way the next ones gather, and go as one batch. A read that meets no
/// other goes at once. For a batch the service and the database wake up once, where each read by itself would wake both.
/// </summary>
/// <param name="open">Opens a connection to a server on which the release has arrived.</param>
internal sealed class GatheredReads(Func<int, Task<NpgsqlConnection>> open) : IDisposable
{
    // A longer batch would keep its last read waiting for longer than it saves.
    private const int MostTogether = 16;

    private readonly ConcurrentQueue<GatheredRead> waiting = new();

    // One batch for each core: the database works on one while the service lays out the rows of another.
    private readonly SemaphoreSlim batches = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>The rows of a read that takes the database well under a millisecond: who shares the batch waits for it.</summary>
    /// <exception cref="NpgsqlException">This read or another of its batch failed: it can be asked again by itself.</exception>
    internal Task<List<T>> ReadAsync<T>(Statement<T> statement, CancellationToken cancel)
    {
        var gathered = new GatheredRead<T>(statement, cancel);
        waiting.Enqueue(gathered);
        SendMore();
        return gathered.Rows;
    }

    private void SendMore()
    {
        while (!waiting.IsEmpty && batches.Wait(0)) _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        while (Next() is { Count: > 0 } reads) await SendAsync(reads);
        batches.Release();
        // What came between the last look and the release found no batch free.
        SendMore();
    }

    private List<GatheredRead> Next()
    {
        List<GatheredRead> reads = [];
        while (reads.Count < MostTogether && waiting.TryDequeue(out var read))
        {
            if (!read.IsGivenUp) reads.Add(read);
        }
        return reads;
    }

    private async Task SendAsync(List<GatheredRead> reads)
    {
        try
        {
            await using var connection = await open(reads.Max(read => read.Release));
            await using var batch = new NpgsqlBatch(connection);
            foreach (var read in reads) batch.BatchCommands.Add(read.Command());
            await using var rows = await batch.ExecuteReaderAsync();
            foreach (var read in reads)
            {
                await read.TakeAsync(rows);
                await rows.NextResultAsync();
            }
        }
        catch (Exception fault)
        {
            foreach (var read in reads) read.Fail(fault);
        }
    }

    public void Dispose() => batches.Dispose();
}
