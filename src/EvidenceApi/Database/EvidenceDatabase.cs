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
    private const int Attempts = 3;

    // A server that takes connections and answers nothing would hold a request for as long as its statement, the cancellation of that and a
    // new connection take, one after the other.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private const string NewestRelease = "select coalesce(max(number), 0) from release where is_published";

    private readonly NpgsqlDataSource readers;
    private readonly NpgsqlDataSource? primary;
    private readonly GatheredReads gathered;

    // Newest release known to have arrived, by server.
    private readonly ConcurrentDictionary<string, int> arrived = new();

    public EvidenceDatabase(string connectionString)
    {
        gathered = new(release => OpenAsync(release, CancellationToken.None));
        var settings = ConnectionStrings.ForServing(connectionString);
        if (!ConnectionStrings.HasReplicas(connectionString))
        {
            readers = DataSources.Create("lookups", settings);
            return;
        }
        var builder = DataSources.Builder("lookups", settings);
        // A server that was set up anew under the same address may be behind where the one before it was not.
        builder.UsePhysicalConnectionInitializer(
            connection => Forget(connection), connection => { Forget(connection); return Task.CompletedTask; });
        readers = builder.Build();
        primary = DataSources.Create("lookups of the primary", ConnectionStrings.ForPrimary(connectionString));
    }

    /// <summary>The rows of a lookup in a release.</summary>
    internal Task<List<T>> QueryAsync<T>(int release, string sql, object parameters, CancellationToken cancel) =>
        ReadAsync(release, async connection => (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancel))).AsList(), cancel);

    /// <summary>The one row of a lookup in a release; default where there is none.</summary>
    internal Task<T?> QuerySingleAsync<T>(int release, string sql, object parameters, CancellationToken cancel) =>
        ReadAsync(release, connection => connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancel)), cancel);

    /// <summary>The rows of a statement.</summary>
    internal Task<List<T>> QueryAsync<T>(Statement<T> statement, CancellationToken cancel) =>
        ReadAsync(statement.Release, connection => RowsAsync(connection, statement, cancel), cancel);

    /// <summary>The rows of a statement that takes well under a millisecond: it shares its way to the database with others.</summary>
    internal Task<List<T>> QueryTogetherAsync<T>(Statement<T> statement, CancellationToken cancel) => GatherAsync(statement, cancel).WaitAsync(Patience, cancel);

    /// <summary>A connection to any server: to find out what is there.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel) => await readers.OpenConnectionAsync(cancel);

    /// <summary>A connection to a server on which the release has arrived.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(int release, CancellationToken cancel)
    {
        var connection = await readers.OpenConnectionAsync(cancel);
        if (primary is null || await HasArrivedAsync(connection, release, cancel)) return connection;
        await connection.DisposeAsync();
        return await primary.OpenConnectionAsync(cancel);
    }

    /// <exception cref="TimeoutException">The server says nothing: the read is left to itself.</exception>
    private Task<T> ReadAsync<T>(int release, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel) =>
        ReadPatientlyAsync(release, read, cancel).WaitAsync(Patience, cancel);

    private async Task<List<T>> GatherAsync<T>(Statement<T> statement, CancellationToken cancel)
    {
        try
        {
            return await gathered.ReadAsync(statement, cancel);
        }
        catch (NpgsqlException)
        {
            // Whichever statement of the batch was at fault, this one is asked again by itself.
            return await ReadPatientlyAsync(statement.Release, connection => RowsAsync(connection, statement, cancel), cancel);
        }
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, Statement<T> statement, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement.Command() } };
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await statement.RowsAsync(reader, cancel);
    }

    /// <summary>Reads, and reads again where the connection turns out to be dead: a server that went away leaves such in the pool.</summary>
    private async Task<T> ReadPatientlyAsync<T>(int release, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await OpenAsync(release, cancel);
                return await read(connection);
            }
            catch (NpgsqlException fault) when (attempt < Attempts && IsGone(fault))
            {
            }
        }
    }

    private static bool IsGone(NpgsqlException fault) =>
        fault.InnerException is IOException or System.Net.Sockets.SocketException ||
        fault.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

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
        gathered.Dispose();
        await readers.DisposeAsync();
        if (primary is not null) await primary.DisposeAsync();
    }
}
