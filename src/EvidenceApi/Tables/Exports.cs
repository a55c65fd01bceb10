using System.Text.RegularExpressions;
using EvidenceApi.Database;
using Npgsql;

namespace EvidenceApi.Tables;

/// <summary>All connections for exports are at work.</summary>
internal sealed class ExportsBusyException : Exception;

/// <summary>
/// Connections for exports, apart from those for lookups: whole tables may take minutes, and nobody's lookup shall wait for them.
/// </summary>
internal sealed class Exports(string connectionString) : IAsyncDisposable
{
    internal const string ApplicationName = "evidence-api-export";
    private const int Connections = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim free = new(Connections, Connections);
    private readonly NpgsqlDataSource database = DataSources.CreateWithLiterals("exports", Settings(connectionString));

    /// <summary>A connection in a read-only transaction that sees one moment.</summary>
    /// <exception cref="ExportsBusyException">None has become free in time.</exception>
    internal async Task<ExportConnection> OpenAsync(CancellationToken cancel)
    {
        if (!await free.WaitAsync(Patience, cancel)) throw new ExportsBusyException();
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenConnectionAsync(cancel);
            return new(connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel), free);
        }
        catch
        {
            if (connection is not null) await connection.DisposeAsync();
            free.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        free.Dispose();
    }

    // Compiling a statement of sixty columns takes longer than most exports, and a sort would hold the first row back until the last is read.
    private static string Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionStrings.ForPrimary(connectionString))
        {
            ApplicationName = ApplicationName,
            MaxPoolSize = Connections,
            MaxAutoPrepare = 0,
            CommandTimeout = 0,
            ReadBufferSize = 128 * 1024,
        };
        settings.Options += " -c statement_timeout=30min -c jit=off -c enable_sort=off";
        return settings.ConnectionString;
    }
}

/// <summary>A connection while it is used for an export.</summary>
internal sealed partial class ExportConnection(NpgsqlConnection connection, NpgsqlTransaction transaction, SemaphoreSlim place) : IAsyncDisposable
{
    internal NpgsqlConnection Connection => connection;

    /// <summary>
    /// The statement with its parameters as literals that the server itself has quoted. COPY takes no parameters.
    /// </summary>
    internal async Task<string> QuoteAsync(string sql, object parameters, CancellationToken cancel)
    {
        var names = Parameter().Matches(sql).Select(match => match.Groups[1].Value).Distinct().ToList();
        if (names.Count == 0) return sql;
        var template = Parameter().Replace(sql.Replace("%", "%%", StringComparison.Ordinal), match => $"%{names.IndexOf(match.Groups[1].Value) + 1}$L");
        await using var command = new NpgsqlCommand($"select format(@template, {string.Join(", ", names.Select(name => $"@{name}::text"))})", connection, transaction);
        command.Parameters.AddWithValue("template", template);
        foreach (var name in names)
        {
            var property = parameters.GetType().GetProperty(name) ?? throw new InvalidOperationException($"There is no value for @{name}.");
            command.Parameters.AddWithValue(name, property.GetValue(parameters) ?? DBNull.Value);
        }
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Reads row by row: nothing is held back, and disposing early stops the statement in place of reading its rest.</summary>
    internal async Task ReadAsync(string sql, object parameters, Func<NpgsqlDataReader, Task> use, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(await QuoteAsync(sql, parameters, cancel), connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancel);
        try
        {
            await use(reader);
        }
        catch
        {
            command.Cancel();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
        finally
        {
            place.Release();
        }
    }

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Parameter();
}
