using System.Text.Json;
using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Http;
using EvidenceApi.Records;

namespace EvidenceApi.Studies;

/// <summary>Studies whole, as many as match.</summary>
internal sealed class StudyQueries(EvidenceDatabase database)
{
    /// <summary>The named studies, newest first.</summary>
    internal async Task<IReadOnlyList<Study>> OfAsync(IReadOnlyCollection<string> ids, int release, CancellationToken cancel)
    {
        const string sql = """
            select body
            from record_document
            where kind = 'study' and id = any(@Ids) and from_release <= @Release and (until_release is null or until_release > @Release)
            order by -sort_year, sort_text
            """;
        return [.. (await database.QueryAsync<byte[]>(release, sql, new { Ids = ids.ToArray(), Release = release }, cancel)).Select(Read)];
    }

    /// <summary>Every study of a list, newest first, one by one: the list may be longer than memory.</summary>
    internal async IAsyncEnumerable<Study> MatchingAsync(RecordFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var sql = $"select body {RecordQueries.Matching(filter)} order by -sort_year, sort_text";
        await using var connection = await database.OpenAsync(filter.Release, cancel);
        await foreach (var body in connection.QueryUnbufferedAsync<byte[]>(sql, filter).WithCancellation(cancel)) yield return Read(body);
    }

    private static Study Read(byte[] body) => JsonSerializer.Deserialize<Study>(body, Json.Wire)!;
}
