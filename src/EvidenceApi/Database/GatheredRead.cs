using Npgsql;

namespace EvidenceApi.Database;

/// <summary>A read that waits for its batch.</summary>
internal abstract class GatheredRead(int release, CancellationToken cancel)
{
    // After it nobody waits for the rows any more.
    private readonly long deadline = Environment.TickCount64 + (long)EvidenceDatabase.Patience.TotalMilliseconds;

    internal int Release => release;

    internal bool IsGivenUp => cancel.IsCancellationRequested || Environment.TickCount64 > deadline;

    internal abstract NpgsqlBatchCommand Command();

    internal abstract Task TakeAsync(NpgsqlDataReader reader);

    /// <summary>Has no effect on a read that has its rows.</summary>
    internal abstract void Fail(Exception fault);
}

/// <inheritdoc/>
internal sealed class GatheredRead<T>(Statement<T> statement, CancellationToken cancel) : GatheredRead(statement.Release, cancel)
{
    // Whoever waits goes on elsewhere: the batch has other reads to see to.
    private readonly TaskCompletionSource<List<T>> rows = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<List<T>> Rows => rows.Task;

    internal override NpgsqlBatchCommand Command() => statement.Command();

    // The batch is read to its end, whoever of it gave up.
    internal override async Task TakeAsync(NpgsqlDataReader reader) => rows.TrySetResult(await statement.RowsAsync(reader, CancellationToken.None));

    internal override void Fail(Exception fault) => rows.TrySetException(fault);
}
