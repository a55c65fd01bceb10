using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace EvidenceApi.Database;

/// <summary>
/// The servers that lookups read. With several hosts in the connection string reads are spread over the standbys. A standby that a
/// release has not reached yet would give the documents before it under its name: such a read goes to the primary.
/// </summary>
internal sealed class EvidenceDatabase : IAsyncDisposable
{
    private const string NewestRelease = "select coalesce(max(number), 0) from release where is_published";

    private readonly NpgsqlDataSource readers;
    private readonly NpgsqlDataSource? primary;

    // Newest release known to have arrived, by server.
    private readonly ConcurrentDictionary<string, int> arrived = new();

    public EvidenceDatabase(string connectionString)
    {
        var settings = ConnectionStrings.ForServing(connectionString);
        if (!ConnectionStrings.HasReplicas(connectionString))
        {
            readers = NpgsqlDataSource.Create(settings);
            return;
        }
        var builder = new NpgsqlDataSourceBuilder(settings);
        // A server that was set up anew under the same address may be behind where the one before it was not.
        builder.UsePhysicalConnectionInitializer(
            connection => Forget(connection), connection => { Forget(connection); return Task.CompletedTask; });
        readers = builder.Build();
        primary = NpgsqlDataSource.Create(ConnectionStrings.ForPrimary(connectionString));
    }

    /// <summary>A connection to a server on which the release has arrived.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(int release, CancellationToken cancel)
    {
        var connection = await readers.OpenConnectionAsync(cancel);
        if (primary is null || await HasArrivedAsync(connection, release, cancel)) return connection;
        await connection.DisposeAsync();
        return await primary.OpenConnectionAsync(cancel);
    }

    /// <summary>A connection to any server: to find out what is there.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel) => await readers.OpenConnectionAsync(cancel);

    private async Task<bool> HasArrivedAsync(NpgsqlConnection connection, int release, CancellationToken cancel)
    {
        if (arrived.TryGetValue(connection.DataSource, out var known) && known >= release) return true;
        try
        {
            var newest = await connection.QuerySingleAsync<int>(new CommandDefinition(NewestRelease, cancellationToken: cancel));
            arrived[connection.DataSource] = newest;
            return newest >= release;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private void Forget(NpgsqlConnection connection) => arrived.TryRemove(connection.DataSource, out _);

    public async ValueTask DisposeAsync()
    {
        await readers.DisposeAsync();
        if (primary is not null) await primary.DisposeAsync();
    }
}
