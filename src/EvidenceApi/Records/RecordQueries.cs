using System.Globalization;
using Dapper;
using Npgsql;

namespace EvidenceApi.Records;

/// <summary>Which records a list asks for. Null: not asked.</summary>
internal sealed record RecordFilter(string Kind, int Release)
{
    public string[]? Conditions { get; init; }
    public string[]? Modalities { get; init; }
    public string? TargetTissue { get; init; }
    public string? Design { get; init; }
    public string? Measure { get; init; }
    public string? Comparator { get; init; }
    public string? Direction { get; init; }
    public string? Standing { get; init; }
    public string? Verification { get; init; }
    public int? MinParticipants { get; init; }
    public int? PublishedSince { get; init; }
    public int? PublishedUntil { get; init; }
    public string? Category { get; init; }
    public string? Position { get; init; }
    public string? Jurisdiction { get; init; }
    public string? Source { get; init; }
    public string? GradingSystem { get; init; }
    public string? Level { get; init; }
    public bool? IsMarked { get; init; }
}

/// <summary>A found record: its sort key and its document.</summary>
internal sealed record RecordRow(string Id, int SortYear, string SortText, byte[] Brief);

/// <summary>Where a page ended.</summary>
internal sealed record RecordSortKey(int Year, string Text)
{
    internal const int Values = 2;

    internal static RecordSortKey? Read(string[]? values) =>
        values is [var year, var text] ? new(int.TryParse(year, CultureInfo.InvariantCulture, out var number) ? number : 0, text) : null;

    internal static string[] Of(RecordRow row) => [row.SortYear.ToString(CultureInfo.InvariantCulture), row.SortText];
}

/// <summary>Reads of the tables behind the evidence items.</summary>
internal sealed class RecordQueries(NpgsqlDataSource database)
{
    /// <summary>On the columns that record_document and the views of the tables share.</summary>
    internal const string Filters = """
        from_release <= @Release and (until_release is null or until_release > @Release)
          and (@Conditions::text[] is null or conditions is null or conditions && @Conditions)
          and (@Modalities::text[] is null or modalities is null or modalities && @Modalities)
          and (@TargetTissue::text is null or target_tissue = @TargetTissue)
          and (@Design::text is null or design = @Design)
          and (@Measure::text is null or measure = @Measure)
          and (@Comparator::text is null or comparators @> array[@Comparator])
          and (@Direction::text is null or direction = @Direction)
          and (@Standing::text is null or standing = @Standing)
          and (@Verification::text is null or verification = @Verification)
          and (@MinParticipants::int is null or participants >= @MinParticipants)
          and (@PublishedSince::int is null or year >= @PublishedSince)
          and (@PublishedUntil::int is null or year <= @PublishedUntil)
          and (@Category::text is null or category = @Category)
          and (@Position::text is null or position = @Position)
          and (@Jurisdiction::text is null or jurisdiction = @Jurisdiction)
          and (@Source::text is null or source = @Source)
          and (@GradingSystem::text is null or grading_system = @GradingSystem)
          and (@Level::text is null or levels @> array[@Level])
          and (@IsMarked::bool is null or is_marked = @IsMarked)
        """;

    internal const string Matching = $"from record_document where kind = @Kind and {Filters}";
    internal const string Order = "-sort_year, sort_text";

    /// <summary>A page, newest first; and how many records there are in all.</summary>
    internal async Task<(IReadOnlyList<RecordRow> Rows, int Total)> ListAsync(RecordFilter filter, RecordSortKey? after, int limit, int countLimit, CancellationToken cancel)
    {
        const string sql = $"""
            select count(*)::int from (select {Matching} limit @CountLimit) counted;
            select id, sort_year, sort_text, brief
            {Matching}
              and (@AfterText::text is null or (-sort_year, sort_text) > (-@AfterYear, @AfterText))
            order by {Order}
            limit @Limit
            """;
        var parameters = new DynamicParameters(filter);
        parameters.AddDynamicParams(new { AfterYear = after?.Year ?? 0, AfterText = after?.Text, Limit = limit, CountLimit = countLimit });
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var total = await results.ReadSingleAsync<int>();
        return ([.. await results.ReadAsync<RecordRow>()], total);
    }

    internal async Task<int> CountAsync(RecordFilter filter, CancellationToken cancel)
    {
        const string sql = $"select count(*)::int {Matching}";
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(sql, filter, cancellationToken: cancel));
    }

    internal async Task<byte[]?> FindAsync(string kind, string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select body
            from record_document
            where kind = @Kind and id = @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(sql, new { Kind = kind, Id = id, Release = release }, cancellationToken: cancel));
    }

    internal async Task<IReadOnlyList<string>> NearAsync(string kind, string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select id
            from record_document
            where kind = @Kind and from_release <= @Release and (until_release is null or until_release > @Release)
            order by id <-> @Id, id
            limit 5
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { Kind = kind, Id = id, Release = release }, cancellationToken: cancel))];
    }
}
