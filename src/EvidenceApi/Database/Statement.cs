using Npgsql;

namespace EvidenceApi.Database;

/// <summary>A statement that reads rows of a release.</summary>
/// <param name="Sql">With named parameters.</param>
/// <param name="Bind">Adds the parameters' values.</param>
/// <param name="Row">Takes one row.</param>
internal sealed record Statement<T>(int Release, string Sql, Action<NpgsqlParameterCollection> Bind, Func<NpgsqlDataReader, T> Row)
{
    internal NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(Sql);
        Bind(command.Parameters);
        return command;
    }

    internal async Task<List<T>> RowsAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        List<T> rows = [];
        while (await reader.ReadAsync(cancel)) rows.Add(Row(reader));
        return rows;
    }
}

internal static class StatementParameters
{
    /// <summary>Adds the value of a parameter; null adds none: the statement does not name it.</summary>
    internal static void AddGiven<T>(this NpgsqlParameterCollection parameters, string name, T? value) where T : class
    {
        if (value is not null) parameters.Add(new NpgsqlParameter<T>(name, value));
    }

    /// <inheritdoc cref="AddGiven{T}(NpgsqlParameterCollection, string, T)"/>
    internal static void AddGiven<T>(this NpgsqlParameterCollection parameters, string name, T? value) where T : struct
    {
        if (value is { } given) parameters.Add(new NpgsqlParameter<T>(name, given));
    }
}
