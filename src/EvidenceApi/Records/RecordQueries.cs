using System.Globalization;
using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Evidence;

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
internal sealed class RecordQueries(EvidenceDatabase database)
{
    internal const string Order = "-sort_year, sort_text";

    /// <summary>On the columns that record_document and the views of the tables share.</summary>
    internal static string Filters(RecordFilter filter) => Sql.Where(
        "from_release <= @Release and (until_release is null or until_release > @Release)",
        (filter.Conditions, "(conditions is null or conditions && @Conditions)"),
        (filter.Modalities, "(modalities is null or modalities && @Modalities)"),
        (filter.TargetTissue, "target_tissue = @TargetTissue"),
        (filter.Design, "design = @Design"),
        (filter.Measure, "measure = @Measure"),
        (filter.Comparator, "comparators @> array[@Comparator]"),
        (filter.Direction, "direction = @Direction"),
        (filter.Standing, "standing = @Standing"),
        (filter.Verification, "verification = @Verification"),
        (filter.MinParticipants, "participants >= @MinParticipants"),
        (filter.PublishedSince, "year >= @PublishedSince"),
        (filter.PublishedUntil, "year <= @PublishedUntil"),
        (filter.Category, "category = @Category"),
        (filter.Position, "position = @Position"),
        (filter.Jurisdiction, "jurisdiction = @Jurisdiction"),
        (filter.Source, "source = @Source"),
        (filter.GradingSystem, "grading_system = @GradingSystem"),
        (filter.Level, "levels @> array[@Level]"),
        (filter.IsMarked, "is_marked = @IsMarked"));

    /// <summary>Documents that meet the filter.</summary>
    internal static string Matching(RecordFilter filter) => $"from record_document where kind = @Kind and {Filters(filter)}";

    /// <summary>A page, newest first; and how many records there are in all.</summary>
    internal async Task<(IReadOnlyList<RecordRow> Rows, int Total)> ListAsync(RecordFilter filter, RecordSortKey? after, int limit, int countLimit, CancellationToken cancel)
    {
        var matching = Matching(filter);
        var page = $"""
            select id, sort_year, sort_text, brief
            {Sql.Where(matching, (after, "(-sort_year, sort_text) > (-@AfterYear, @AfterText)"))}
            order by {Order}
            limit @Limit
            """;
        var parameters = new DynamicParameters(filter);
        parameters.AddDynamicParams(new { AfterYear = after?.Year, AfterText = after?.Text, Limit = limit, CountLimit = countLimit });
        var rows = await database.QueryAsync<RecordRow>(filter.Release, page, parameters, cancel);
        // A first page that is not full has shown them all.
        if (after is null && rows.Count < limit) return (rows, rows.Count);
        var count = $"select count(*)::int from (select {matching} limit @CountLimit) counted";
        return (rows, await database.QuerySingleAsync<int>(filter.Release, count, parameters, cancel));
    }

    /// <summary>How many there are, counted as far as <see cref="EmptyReasons.MostCounted"/> and one more.</summary>
    internal async Task<int> CountAsync(RecordFilter filter, CancellationToken cancel)
    {
        var sql = $"select count(*)::int from (select {Matching(filter)} limit {EmptyReasons.MostCounted + 1}) counted";
        return await database.QuerySingleAsync<int>(filter.Release, sql, filter, cancel);
    }

    internal async Task<byte[]?> FindAsync(string kind, string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select body
            from record_document
            where kind = @Kind and id = @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            """;
        return await database.QuerySingleAsync<byte[]>(release, sql, new { Kind = kind, Id = id, Release = release }, cancel);
    }

    internal async Task<IReadOnlyList<string>> NearAsync(string kind, string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select id
            from record_document
            where kind = @Kind and id %> @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            order by id <->> @Id, id <-> @Id, id
            limit 5
            """;
        return await database.QueryAsync<string>(release, sql, new { Kind = kind, Id = id, Release = release }, cancel);
    }
}
