using System.Globalization;
using EvidenceApi.Database;

namespace EvidenceApi.Releases;

/// <summary>A found change: its sort key and its document.</summary>
internal sealed record ChangeRow(int Release, string Id, byte[] Body);

/// <summary>Which changes a list asks for. Null: not asked.</summary>
/// <param name="Since">Release id; null where a day is given.</param>
/// <param name="Day">Day after which the release was published.</param>
/// <param name="Until">Number of the release that is read.</param>
internal sealed record ChangeFilter(string? Since, DateOnly? Day, int Until, string[]? Conditions, string[]? Modalities)
{
    /// <summary>On the columns that evidence_change and the view of its table share.</summary>
    internal static string Filters(ChangeFilter filter) => Sql.Where(
        "release_number <= @Until",
        (filter.Day, "(select published_on from release where number = release_number) > @Day"),
        (filter.Since, "release_number > (select number from release where id = @Since)"),
        (filter.Conditions, "condition = any(@Conditions)"),
        (filter.Modalities, "modality = any(@Modalities)"));

    internal static string Matching(ChangeFilter filter) => $"from (select *, release as release_number from evidence_change) c where {Filters(filter)}";

    internal static ChangeFilter Of(string since, int until, string[]? conditions, string[]? modalities) =>
        DateOnly.TryParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(null, day, until, conditions, modalities)
            : new(since, null, until, conditions, modalities);
}

/// <summary>Where a page of changes ended.</summary>
internal sealed record ChangeSortKey(int Release, string Id)
{
    internal const int Values = 2;

    internal static ChangeSortKey? Read(string[]? values) =>
        values is [var release, var id] ? new(int.TryParse(release, CultureInfo.InvariantCulture, out var number) ? number : 0, id) : null;

    internal static string[] Of(ChangeRow row) => [row.Release.ToString(CultureInfo.InvariantCulture), row.Id];
}

/// <summary>Reads of releases and of what they changed.</summary>
internal sealed class ReleaseQueries(EvidenceDatabase database)
{
    private sealed record Row(string Id, int Number, DateOnly PublishedOn, DateOnly ReviewedOn, string Notes, int EvidenceCount, int ChangeCount);

    internal async Task<IReadOnlyList<ReleaseView>> ListAsync(Release current, CancellationToken cancel)
    {
        const string sql = """
            select id, number, published_on, reviewed_on, notes,
              (select count(*)::int from evidence_document where from_release <= number and (until_release is null or until_release > number)) as evidence_count,
              (select count(*)::int from evidence_change where release = number) as change_count
            from release
            where is_published and number <= @Number
            order by number desc
            """;
        var rows = await database.QueryAsync<Row>(current.Number, sql, new { current.Number }, cancel);
        return
        [
            .. rows.Select(row => new ReleaseView(
                row.Id, row.PublishedOn, row.ReviewedOn, row.Notes, row.Number == current.Number, row.EvidenceCount, row.ChangeCount,
                CitationOf(row.Id, row.PublishedOn))),
        ];
    }

    /// <summary>How to cite a release.</summary>
    internal static string CitationOf(string id, DateOnly publishedOn) =>
        string.Create(CultureInfo.InvariantCulture, $"Evidence API: curated evidence base on regenerative injection therapies. Release {id}, {publishedOn:yyyy-MM-dd}.");

    internal async Task<(IReadOnlyList<ChangeRow> Rows, int Total)> ListChangesAsync(
        ChangeFilter filter, ChangeSortKey? after, int limit, int countLimit, CancellationToken cancel)
    {
        var matching = ChangeFilter.Matching(filter);
        var count = $"select count(*)::int from (select {matching} limit @CountLimit) counted";
        var page = $"""
            select release, id, body
            {Sql.Where(matching, (after, "(release, id) > (@AfterRelease, @AfterId)"))}
            order by release, id
            limit @Limit
            """;
        var parameters = new { filter.Since, filter.Day, filter.Until, filter.Conditions, filter.Modalities, AfterRelease = after?.Release, AfterId = after?.Id, Limit = limit, CountLimit = countLimit };
        return (await database.QueryAsync<ChangeRow>(filter.Until, page, parameters, cancel), await database.QuerySingleAsync<int>(filter.Until, count, parameters, cancel));
    }
}
