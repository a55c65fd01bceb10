using Dapper;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests.Constraints;

/// <summary>A database of its own with at least one row in every table, to try forbidden changes in.</summary>
public sealed class ConstrainedDatabase(EvidenceServiceFixture server) : IAsyncLifetime
{
    // Tables that are filled only in use.
    private const string Rows = """
        insert into evidence_change (release, id, condition, modality, target_tissue, body) values (1, 'a.b.c', 'a', 'b', 'c', '{}');
        insert into hook_feedback (card, service, tenant, outcome, reason_system, reason_code, evidence, condition, release, outcome_at, comment)
        values (gen_random_uuid(), 'evidence-patient-view', 't', 'overridden', 'http://x', 'other', 'a.b.c', 'a', 1, now(), 'x');
        insert into pending_change (content_table, record, row_hash, change) values ('study', 'a', gen_random_uuid(), 1);
        insert into api_key (id, holder, secret_hash, scopes, expires_at) values ('0123456789ab', 'x', sha256(''), array['evidence.read'], now() + interval '1 day');
        """;

    private TestDatabase? database;

    public async ValueTask InitializeAsync()
    {
        database = await server.OwnDatabaseAsync();
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(Rows);
    }

    internal async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await database!.OpenAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>Why the statements are refused; null where they are not. In a transaction that is never committed; deferred rules are asked for before its end.</summary>
    /// <param name="before">What is done first and must be allowed.</param>
    internal async Task<PostgresException?> RefusalAsync(string statements, string before = "")
    {
        await using var connection = await database!.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        if (before.Length > 0) await connection.ExecuteAsync(before);
        try
        {
            await connection.ExecuteAsync($"{statements}; set constraints all immediate");
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal;
        }
    }

    /// <summary>Writes a row of the table a second time, with one column changed where a name is given.</summary>
    internal async Task<string> CopyAsync(string table, string isSet = "true", string? nulled = null)
    {
        var columns = await ReadAsync<string>(Catalogue.Writable, new { table });
        string Quoted(string column) => $"\"{column}\"";
        return $"insert into {table} ({string.Join(", ", columns.Select(Quoted))}) overriding system value "
            + $"select {string.Join(", ", columns.Select(column => column == nulled ? "null" : Quoted(column)))} from (select * from {table} where {isSet} limit 1) r";
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }
}
