using System.Globalization;
using Dapper;
using Npgsql;

namespace EvidenceApi.Evidence;

/// <summary>What a lookup asks the database for. Null: not asked.</summary>
internal sealed record EvidenceFilter(
    int Release, string[]? Conditions, string[]? Modalities = null, string? TargetTissue = null, string? Level = null, string? GradingSystem = null,
    string? Direction = null, string? Agreement = null, string? Design = null, int? MinParticipants = null, int? PublishedSince = null, string[]? Ids = null);

/// <summary>A found item: its sort key and its document.</summary>
internal sealed record EvidenceRow(string Id, string Condition, string SortText, int SortFirst, int SortSecond, byte[] Document);

/// <summary>Lookups in the compiled documents: one short indexed statement each.</summary>
internal sealed class EvidenceQueries(NpgsqlDataSource database)
{
    /// <summary>On the columns that evidence_document and the view of its table share.</summary>
    internal const string Filters = """
        from_release <= @Release and (until_release is null or until_release > @Release)
          and (@Conditions::text[] is null or condition = any(@Conditions))
          and (@Modalities::text[] is null or modality = any(@Modalities))
          and (@TargetTissue::text is null or target_tissue = @TargetTissue)
          and (@Level::text is null or levels @> array[@Level])
          and (@GradingSystem::text is null or grading_systems @> array[@GradingSystem])
          and (@Direction::text is null or direction = @Direction)
          and (@Agreement::text is null or agreement = @Agreement)
          and (@Design::text is null or designs @> array[@Design])
          and (@MinParticipants::int is null or participant_count >= @MinParticipants)
          and (@PublishedSince::int is null or latest_year >= @PublishedSince)
          and (@Ids::text[] is null or id = any(@Ids))
        """;

    internal const string Matching = $"from evidence_document where {Filters}";

    private const string Document = "case @View when 'summary' then summary when 'full' then body else standard end";

    internal static string OrderOf(EvidenceSort sort) => $"{KeyOf(sort).Text}, {KeyOf(sort).First}, {KeyOf(sort).Second}, id";

    // Every order has a key of the same types, so that one kind of cursor serves all. The first has an index of its own.
    private static (string Text, string First, string Second) KeyOf(EvidenceSort sort) => sort switch
    {
        EvidenceSort.Strength => ("''::text", "strength", "-participant_count"),
        EvidenceSort.Participants => ("''::text", "-participant_count", "strength"),
        EvidenceSort.Newest => ("''::text", "-latest_year", "strength"),
        _ => ("condition", "strength", "-participant_count"),
    };

    /// <summary>A page in the order asked for; and how many items there are in all.</summary>
    internal async Task<(IReadOnlyList<EvidenceRow> Rows, int Total)> ListAsync(
        EvidenceFilter filter, string view, EvidenceSort sort, EvidenceSortKey? after, int limit, int countLimit, CancellationToken cancel)
    {
        var (text, first, second) = KeyOf(sort);
        var sql = $"""
            select count(*)::int from (select {Matching} limit @CountLimit) counted;
            select id, condition, {text} as sort_text, {first} as sort_first, {second} as sort_second, {Document} as document
            {Matching}
              and (@AfterId::text is null or ({text}, {first}, {second}, id) > (@AfterText, @AfterFirst, @AfterSecond, @AfterId))
            order by {OrderOf(sort)}
            limit @Limit
            """;
        var parameters = new DynamicParameters(filter);
        parameters.AddDynamicParams(new
        {
            View = view,
            Limit = limit,
            CountLimit = countLimit,
            AfterText = after?.Lead ?? "",
            AfterFirst = after?.First ?? 0,
            AfterSecond = after?.Second ?? 0,
            AfterId = after?.Id,
        });
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var total = await results.ReadSingleAsync<int>();
        return ([.. await results.ReadAsync<EvidenceRow>()], total);
    }

    /// <summary>All matching items in outline, in the order of ids.</summary>
    internal async Task<IReadOnlyList<byte[]>> OutlinesAsync(EvidenceFilter filter, CancellationToken cancel)
    {
        const string sql = $"select outline {Matching} order by id";
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<byte[]>(new CommandDefinition(sql, filter, cancellationToken: cancel))];
    }

    /// <summary>All documents of the conditions, in the order of a list: for many codes at once.</summary>
    internal async Task<IReadOnlyList<EvidenceRow>> OfConditionsAsync(EvidenceFilter filter, string view, CancellationToken cancel)
    {
        const string sql = $"""
            select id, condition, condition as sort_text, strength as sort_first, -participant_count as sort_second, {Document} as document
            {Matching}
            order by condition, strength, -participant_count, id
            """;
        var parameters = new DynamicParameters(filter);
        parameters.AddDynamicParams(new { View = view });
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<EvidenceRow>(new CommandDefinition(sql, parameters, cancellationToken: cancel))];
    }

    /// <summary>Positions of guideline bodies and regulators that name both a condition and a modality of the filter.</summary>
    internal async Task<int> PositionsAsync(EvidenceFilter filter, CancellationToken cancel)
    {
        const string sql = """
            select count(*)::int
            from record_document
            where kind = 'recommendation' and from_release <= @Release and (until_release is null or until_release > @Release)
              and conditions && @Conditions and modalities && @Modalities
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(sql, filter, cancellationToken: cancel));
    }

    internal async Task<int> CountAsync(EvidenceFilter filter, CancellationToken cancel)
    {
        const string sql = $"select count(*)::int {Matching}";
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(sql, filter, cancellationToken: cancel));
    }

    internal async Task<byte[]?> FindAsync(string id, int release, string view, CancellationToken cancel)
    {
        const string sql = $"""
            select {Document}
            from evidence_document
            where id = @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(sql, new { Id = id, Release = release, View = view }, cancellationToken: cancel));
    }

    internal async Task<IReadOnlyList<string>> NearAsync(string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select id
            from evidence_document
            where from_release <= @Release and (until_release is null or until_release > @Release)
            order by id <-> @Id, id
            limit 5
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { Id = id, Release = release }, cancellationToken: cancel))];
    }
}

/// <summary>Where a page ended.</summary>
internal sealed record EvidenceSortKey(string Lead, int First, int Second, string Id)
{
    internal const int Values = 4;

    internal static EvidenceSortKey? Read(string[]? values) =>
        values is [var text, var first, var second, var id] ? new(text, Number(first), Number(second), id) : null;

    internal static string[] Of(EvidenceRow row) => [row.SortText, Text(row.SortFirst), Text(row.SortSecond), row.Id];

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
