using System.Globalization;
using Dapper;
using Npgsql;

namespace EvidenceApi.Studies;

/// <summary>A found study: its sort key and its document.</summary>
internal sealed record StudyListRow(string Id, int Year, byte[] Brief);

/// <summary>Where a page ended.</summary>
internal sealed record StudySortKey(int Year, string Id)
{
    internal const int Values = 2;

    internal static StudySortKey? Read(string[]? values) =>
        values is [var year, var id] ? new(int.TryParse(year, CultureInfo.InvariantCulture, out var number) ? number : 0, id) : null;

    internal static string[] Of(StudyListRow row) => [row.Year.ToString(CultureInfo.InvariantCulture), row.Id];
}

/// <summary>Reads of the compiled studies.</summary>
internal sealed class StudyQueries(NpgsqlDataSource database)
{
    /// <summary>A page, newest first; and how many studies there are in all.</summary>
    internal async Task<(IReadOnlyList<StudyListRow> Rows, int Total)> ListAsync(FindStudies query, int release, StudySortKey? after, int limit, CancellationToken cancel)
    {
        const string matching = """
            from study_document
            where from_release <= @Release and (until_release is null or until_release > @Release)
              and (@Condition::text is null or conditions @> array[@Condition])
              and (@Modality::text is null or modalities @> array[@Modality])
              and (@TargetTissue::text is null or target_tissue = @TargetTissue)
              and (@Design::text is null or design = @Design)
              and (@Direction::text is null or direction = @Direction)
              and (@Standing::text is null or standing = @Standing)
              and (@Verification::text is null or verification = @Verification)
              and (@MinParticipants::int is null or participants >= @MinParticipants)
              and (@PublishedSince::int is null or year >= @PublishedSince)
            """;
        const string sql = $"""
            select count(*)::int {matching};
            select id, year, brief
            {matching}
              and (@AfterId::text is null or (-year, id) > (-@AfterYear, @AfterId))
            order by -year, id
            limit @Limit
            """;
        var parameters = new
        {
            Release = release,
            query.Condition,
            query.Modality,
            query.TargetTissue,
            query.Design,
            query.Direction,
            query.Standing,
            query.Verification,
            query.MinParticipants,
            query.PublishedSince,
            AfterYear = after?.Year ?? 0,
            AfterId = after?.Id,
            Limit = limit,
        };
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var total = await results.ReadSingleAsync<int>();
        return ([.. await results.ReadAsync<StudyListRow>()], total);
    }

    internal async Task<byte[]?> FindAsync(string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select body
            from study_document
            where id = @Id and from_release <= @Release and (until_release is null or until_release > @Release)
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(sql, new { Id = id, Release = release }, cancellationToken: cancel));
    }

    internal async Task<IReadOnlyList<string>> NearAsync(string id, int release, CancellationToken cancel)
    {
        const string sql = """
            select id
            from study_document
            where from_release <= @Release and (until_release is null or until_release > @Release)
            order by id <-> @Id, id
            limit 5
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { Id = id, Release = release }, cancellationToken: cancel))];
    }
}
