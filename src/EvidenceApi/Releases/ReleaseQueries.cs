using System.Globalization;
using Dapper;
using EvidenceApi.Database;

namespace EvidenceApi.Releases;

/// <summary>A found change: its sort key and its document.</summary>
internal sealed record ChangeRow(int Release, string Id, byte[] Body);

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
        await using var connection = await database.OpenAsync(current.Number, cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, new { current.Number }, cancellationToken: cancel));
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

    /// <param name="since">Release id or day.</param>
    internal async Task<(IReadOnlyList<ChangeRow> Rows, int Total)> ListChangesAsync(
        string since, int until, string[]? conditions, string[]? modalities, ChangeSortKey? after, int limit, int countLimit, CancellationToken cancel)
    {
        const string matching = """
            from evidence_change c join release r on r.number = c.release
            where c.release <= @until
              and (@day::date is null or r.published_on > @day)
              and (@day::date is not null or c.release > (select number from release where id = @since))
              and (@conditions::text[] is null or c.condition = any(@conditions))
              and (@modalities::text[] is null or c.modality = any(@modalities))
            """;
        const string sql = $"""
            select count(*)::int from (select {matching} limit @countLimit) counted;
            select c.release, c.id, c.body
            {matching}
              and (@afterId::text is null or (c.release, c.id) > (@afterRelease, @afterId))
            order by c.release, c.id
            limit @limit
            """;
        var day = DateOnly.TryParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null;
        var parameters = new { since, until, day, conditions, modalities, afterRelease = after?.Release ?? 0, afterId = after?.Id, limit, countLimit };
        await using var connection = await database.OpenAsync(until, cancel);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var total = await results.ReadSingleAsync<int>();
        return ([.. await results.ReadAsync<ChangeRow>()], total);
    }
}
