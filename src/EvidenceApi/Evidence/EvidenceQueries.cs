using System.Globalization;
using System.Text.Json;
using EvidenceApi.Database;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using Npgsql;

namespace EvidenceApi.Evidence;

/// <summary>What a lookup asks the database for. Null: not asked.</summary>
internal sealed record EvidenceFilter(
    int Release, string[]? Conditions, string[]? Modalities = null, string? TargetTissue = null, string? Level = null, string? GradingSystem = null,
    string? Direction = null, string? Agreement = null, string? Design = null, int? MinParticipants = null, int? PublishedSince = null, string[]? Ids = null)
{
    // A condition has a few dozen items at most.
    private const int FewConditions = 50;

    /// <summary>Whether the index by condition leads to a few rows, whatever else is asked.</summary>
    internal bool IsNarrow => Conditions is { Length: <= FewConditions };

    internal void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.AddGiven(nameof(Release), (int?)Release);
        parameters.AddGiven(nameof(Conditions), Conditions);
        parameters.AddGiven(nameof(Modalities), Modalities);
        parameters.AddGiven(nameof(TargetTissue), TargetTissue);
        parameters.AddGiven(nameof(Level), Level);
        parameters.AddGiven(nameof(GradingSystem), GradingSystem);
        parameters.AddGiven(nameof(Direction), Direction);
        parameters.AddGiven(nameof(Agreement), Agreement);
        parameters.AddGiven(nameof(Design), Design);
        parameters.AddGiven(nameof(MinParticipants), MinParticipants);
        parameters.AddGiven(nameof(PublishedSince), PublishedSince);
        parameters.AddGiven(nameof(Ids), Ids);
    }
}

/// <summary>A found item: its sort key and its document.</summary>
internal sealed record EvidenceRow(string Id, string Condition, string SortText, int SortFirst, int SortSecond, byte[] Document)
{
    internal static EvidenceRow Of(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.GetFieldValue<byte[]>(5));
}

/// <summary>Lookups in the compiled documents: one short indexed statement each.</summary>
internal sealed class EvidenceQueries(EvidenceDatabase database)
{
    /// <summary>On the columns that evidence_document and the view of its table share.</summary>
    internal static string Filters(EvidenceFilter filter) => Sql.Where(
        "from_release <= @Release and (until_release is null or until_release > @Release)",
        (filter.Conditions, "condition = any(@Conditions)"),
        (filter.Modalities, "modality = any(@Modalities)"),
        (filter.TargetTissue, "target_tissue = @TargetTissue"),
        (filter.Level, "levels @> array[@Level]"),
        (filter.GradingSystem, "grading_systems @> array[@GradingSystem]"),
        (filter.Direction, "direction = @Direction"),
        (filter.Agreement, "agreement = @Agreement"),
        (filter.Design, "designs @> array[@Design]"),
        (filter.MinParticipants, "participant_count >= @MinParticipants"),
        (filter.PublishedSince, "latest_year >= @PublishedSince"),
        (filter.Ids, "id = any(@Ids)"));

    /// <summary>Documents that meet the filter.</summary>
    internal static string Matching(EvidenceFilter filter) => $"from evidence_document where {Filters(filter)}";

    internal static string Document(View view) => view switch { View.Summary => "summary", View.Full => "body", _ => "standard" };

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
        EvidenceFilter filter, View view, EvidenceSort sort, EvidenceSortKey? after, int limit, int countLimit, CancellationToken cancel)
    {
        var (text, first, second) = KeyOf(sort);
        var page = $"""
            select id, condition, {text} as sort_text, {first} as sort_first, {second} as sort_second, {Document(view)} as document
            {Sql.Where(Matching(filter), (after, $"({text}, {first}, {second}, id) > (@Lead, @First, @Second, @Id)"))}
            order by {OrderOf(sort)}
            limit @Limit
            """;
        void Bind(NpgsqlParameterCollection parameters)
        {
            filter.Bind(parameters);
            parameters.AddGiven("Lead", after?.Lead);
            parameters.AddGiven("First", after?.First);
            parameters.AddGiven("Second", after?.Second);
            parameters.AddGiven("Id", after?.Id);
            parameters.AddGiven("Limit", (int?)limit);
        }
        var rows = await QueryAsync(filter, new Statement<EvidenceRow>(filter.Release, page, Bind, EvidenceRow.Of), cancel);
        // A first page that is not full has shown them all.
        if (after is null && rows.Count < limit) return (rows, rows.Count);
        return (rows, await CountAsync(filter, countLimit, cancel));
    }

    /// <summary>All matching items in outline, in the order of ids.</summary>
    internal async Task<IReadOnlyList<byte[]>> OutlinesAsync(EvidenceFilter filter, CancellationToken cancel)
    {
        var sql = $"select outline {Matching(filter)} order by id";
        return await database.QueryAsync<byte[]>(filter.Release, sql, filter, cancel);
    }

    /// <summary>All documents of the conditions, in the order of a list: for many codes at once.</summary>
    internal async Task<IReadOnlyList<EvidenceRow>> OfConditionsAsync(EvidenceFilter filter, View view, CancellationToken cancel)
    {
        var sql = $"""
            select id, condition, condition as sort_text, strength as sort_first, -participant_count as sort_second, {Document(view)} as document
            {Matching(filter)}
            order by condition, strength, -participant_count, id
            """;
        return await database.QueryAsync<EvidenceRow>(filter.Release, sql, filter, cancel);
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
        return await database.QuerySingleAsync<int>(filter.Release, sql, filter, cancel);
    }

    /// <summary>How many there are, counted as far as the limit.</summary>
    internal async Task<int> CountAsync(EvidenceFilter filter, int limit, CancellationToken cancel)
    {
        var sql = $"select count(*)::int from (select {Matching(filter)} limit {limit}) counted";
        return (await QueryAsync(filter, new Statement<int>(filter.Release, sql, filter.Bind, row => row.GetInt32(0)), cancel))[0];
    }

    private Task<List<T>> QueryAsync<T>(EvidenceFilter filter, Statement<T> statement, CancellationToken cancel) =>
        filter.IsNarrow ? database.QueryTogetherAsync(statement, cancel) : database.QueryAsync(statement, cancel);

    internal async Task<byte[]?> FindAsync(string id, int release, View view, CancellationToken cancel)
    {
        var sql = $"""
            select {Document(view)}
            from evidence_document
            where id = @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            """;
        void Bind(NpgsqlParameterCollection parameters)
        {
            parameters.AddGiven("Id", id);
            parameters.AddGiven("Release", (int?)release);
        }
        return (await database.QueryTogetherAsync(new Statement<byte[]>(release, sql, Bind, row => row.GetFieldValue<byte[]>(0)), cancel)).SingleOrDefault();
    }

    /// <summary>One item whole, to be laid out in another form; null where there is none.</summary>
    internal async Task<EvidenceItem?> ItemAsync(string id, Snapshot snapshot, CancellationToken cancel)
    {
        if (id.Any(char.IsControl)) return null;
        return await FindAsync(id, snapshot.Release.Number, View.Full, cancel) is { } document ? JsonSerializer.Deserialize<EvidenceItem>(document, Json.Wire) : null;
    }

    internal async Task<IResult> NoSuchItemAsync(string id, Snapshot snapshot, CancellationToken cancel) => id.Any(char.IsControl)
        ? Problems.NotFound("evidence item", "", [])
        : Problems.NotFound("evidence item", id, await NearAsync(id, snapshot.Release.Number, cancel));

    internal async Task<IReadOnlyList<string>> NearAsync(string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select id
            from evidence_document
            where id %> @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            order by id <->> @Id, id <-> @Id, id
            limit 5
            """;
        return await database.QueryAsync<string>(release, sql, new { Id = id, Release = release }, cancel);
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
