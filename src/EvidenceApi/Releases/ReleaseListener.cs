using EvidenceApi.Database;
using EvidenceApi.Health;
using Npgsql;

namespace EvidenceApi.Releases;

/// <summary>
/// Hears from the database that a release was published. Only the primary calls out; where it cannot be reached, the poll alone finds
/// the release.
/// </summary>
internal sealed class ReleaseListener(string connectionString) : IAsyncDisposable
{
    /// <summary>The channel on which publish calls out.</summary>
    internal const string Channel = "evidence_release";

    // A release is called out by the primary and then has to arrive on the replica that is read.
    private static readonly TimeSpan Arrival = TimeSpan.FromMilliseconds(50);
    private const int Arrivals = 20;

    private readonly NpgsqlDataSource primary = DataSources.Create("releases", ConnectionStrings.ForListening(connectionString));
    private NpgsqlConnection? connection;
    private int arriving;

    /// <summary>Whether a new release would be heard of at once; else the poll finds it.</summary>
    internal HealthSignal Signal { get; } = new("listener");

    /// <summary>Returns when a release was called out, may have arrived, or the time is over.</summary>
    internal async Task WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        if (arriving > 0)
        {
            arriving--;
            await Task.Delay(Arrival, cancel);
            return;
        }
        try
        {
            connection ??= await ListenAsync(cancel);
            Signal.Set(true);
            if (await connection.WaitAsync(longest, cancel)) arriving = Arrivals;
        }
        // Whatever is wrong with the listening, the poll goes on.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Signal.Set(false);
            await HangUpAsync();
            await Task.Delay(longest, cancel);
        }
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancel)
    {
        var opened = await primary.OpenConnectionAsync(cancel);
        try
        {
            await using var listen = new NpgsqlCommand($"listen {Channel}", opened);
            await listen.ExecuteNonQueryAsync(cancel);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task HangUpAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }

    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        await primary.DisposeAsync();
    }
}
