using System.Collections.Concurrent;
using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Releases;

namespace EvidenceApi.Fhir;

/// <summary>What a search asks of stored documents. Null: not asked.</summary>
/// <param name="Kind">Kind of record; null: evidence items.</param>
internal sealed record StoredFilter(string? Kind, int Release)
{
    public string[]? Ids { get; init; }
    public int[]? Versions { get; init; }
    public string[]? Conditions { get; init; }
    public string[]? Modalities { get; init; }
    public string[]? TargetTissues { get; init; }
    public string[]? Alternatives { get; init; }

    /// <summary>JSON members of which the document must have one, where Alternatives does not name it.</summary>
    public byte[][]? Members { get; init; }

    public string[]? Titles { get; init; }
    public bool IsTitleExact { get; init; }
}

/// <summary>A found document with the release since which its resource is as it is.</summary>
internal sealed record StoredRow(string Id, int Number, string Release, DateOnly PublishedOn, byte[] Body)
{
    internal ResourceVersion Version => new(Number, Release, PublishedOn);
}

/// <summary>Reads of the compiled documents from which resources are written.</summary>
internal sealed class FhirQueries(EvidenceDatabase database)
{
    // A resource also holds the codes of its conditions: it is as old as the youngest of them.
    private const string ConditionSince = """
        (select max(c.from_release) from vocabulary_document c
         where c.kind = 'condition' and c.from_release <= @Release and (c.until_release is null or c.until_release > @Release) and c.id
        """;

    private const string ItemVersion = $"greatest(d.from_release, {ConditionSince} = d.condition))";
    private const string RecordVersion = $"greatest(d.from_release, {ConditionSince} = any(d.conditions)))";

    private const string Valid = "d.from_release <= @Release and (d.until_release is null or d.until_release > @Release)";

    private const string Common = """
          and (@Ids::text[] is null or d.id = any(@Ids))
          and (@TargetTissues::text[] is null or d.target_tissue = any(@TargetTissues))
        """;

    private const string Items = $"""
        from evidence_document d
        where {Valid}
          and (@Conditions::text[] is null or d.condition = any(@Conditions))
          and (@Modalities::text[] is null or d.modality = any(@Modalities))
          and (@Versions::int[] is null or {ItemVersion} = any(@Versions))
          {Common}
        """;

    private const string Records = $"""
        from record_document d
        where d.kind = @Kind and {Valid}
          and (@Conditions::text[] is null or d.conditions && @Conditions)
          and (@Modalities::text[] is null or d.modalities && @Modalities)
          and (@Versions::int[] is null or {RecordVersion} = any(@Versions))
          and (@Alternatives::text[] is null or d.id = any(@Alternatives) or exists (select from unnest(@Members::bytea[]) member where position(member in d.body) > 0))
          and (@Titles::text[] is null or case when @IsTitleExact
            then convert_from(d.brief, 'UTF8')::jsonb ->> 'title' = any(@Titles)
            else convert_from(d.brief, 'UTF8')::jsonb ->> 'title' ilike any(@Titles) end)
          {Common}
        """;

    private const string After = "and (@AfterId::text is null or d.id > @AfterId) order by d.id limit @Limit";

    // The version is looked up for the rows of the page only.
    private const string ItemPage = $"""
        select d.id, v.number, v.id as release, v.published_on, d.body
        from (select d.id, d.from_release, d.condition, d.body {Items} {After}) d join release v on v.number = {ItemVersion}
        order by d.id
        """;

    private const string RecordPage = $"""
        select d.id, v.number, v.id as release, v.published_on, d.body
        from (select d.id, d.from_release, d.conditions, d.body {Records} {After}) d join release v on v.number = {RecordVersion}
        order by d.id
        """;

    private readonly ConcurrentDictionary<int, IReadOnlyList<(string Modality, string TargetTissue)>> exposures = new();

    /// <summary>A page in the order of ids.</summary>
    internal async Task<IReadOnlyList<StoredRow>> ListAsync(StoredFilter filter, string? after, int limit, CancellationToken cancel)
    {
        var parameters = new DynamicParameters(filter);
        parameters.AddDynamicParams(new { AfterId = after, Limit = limit });
        return await database.QueryAsync<StoredRow>(filter.Release, filter.Kind is null ? ItemPage : RecordPage, parameters, cancel);
    }

    internal async Task<int> CountAsync(StoredFilter filter, CancellationToken cancel)
    {
        const string items = $"select count(*)::int {Items}";
        const string records = $"select count(*)::int {Records}";
        return await database.QuerySingleAsync<int>(filter.Release, filter.Kind is null ? items : records, filter, cancel);
    }

    /// <summary>The record's own id of a resource id; null where there is none.</summary>
    internal async Task<string?> FullIdAsync(string? kind, string id, int release, CancellationToken cancel)
    {
        if (FhirId.PrefixOf(id) is not { } prefix) return id;
        // Every character of an id comes before the tilde.
        const string isShort = $"d.id = @id or (d.id >= @prefix and d.id < @prefix || '~' and {FhirId.Sql} = @id)";
        const string items = $"select d.id from evidence_document d where {isShort} limit 1";
        const string records = $"select d.id from record_document d where d.kind = @kind and ({isShort}) limit 1";
        return await database.QuerySingleAsync<string>(release, kind is null ? items : records, new { id, prefix, kind }, cancel);
    }

    /// <summary>What was injected where, over all records; kept, for a published release never changes.</summary>
    internal async Task<IReadOnlyList<(string Modality, string TargetTissue)>> ExposuresAsync(int release, CancellationToken cancel)
    {
        const string sql = $"""
            select d.modality, d.target_tissue from evidence_document d where {Valid}
            union
            select unnest(d.modalities), d.target_tissue from record_document d where d.kind in ('finding', 'grading') and {Valid}
            """;
        if (exposures.TryGetValue(release, out var kept)) return kept;
        var found = await database.QueryAsync<(string, string)>(release, sql, new { Release = release }, cancel);
        // Few releases are read at a time.
        if (exposures.Count >= 8) exposures.Clear();
        return exposures[release] = found;
    }

    /// <summary>Releases up to this one.</summary>
    internal async Task<IReadOnlyList<Release>> ReleasesAsync(int number, CancellationToken cancel)
    {
        const string sql = "select id, number, published_on from release where is_published and number <= @number";
        return await database.QueryAsync<Release>(number, sql, new { number }, cancel);
    }
}
