using Dapper;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>The release that is being published, and the one before it; null where it is the first.</summary>
internal sealed record PublishedRelease(string Id, int Number, string? Before);

/// <summary>
/// The newest release, published now if it was not. One that is published already keeps its documents for ever, so a change gets a
/// release of its own, which is made when the first change is found.
/// </summary>
internal sealed class ReleaseInWork(NpgsqlConnection connection, CancellationToken cancel)
{
    /// <summary>Id under which a change is published after release @id: 2026.11.1-2, then -3.</summary>
    internal const string FollowingId = """
        (select b.base || '-' || count(*) + 1
         from (select regexp_replace(@id, '-\d+$', '') as base) b join release on id = b.base or id ~ ('^' || replace(b.base, '.', '\.') || '-\d+$')
         group by b.base)
        """;

    private PublishedRelease? changed;

    /// <summary>The release of a change.</summary>
    internal async Task<PublishedRelease> ForChangeAsync() => changed ??= await OpenAsync(isChanged: true);

    /// <summary>The release that is current in the end.</summary>
    internal async Task<PublishedRelease> CurrentAsync() => changed ?? await OpenAsync(isChanged: false);

    private async Task<PublishedRelease> OpenAsync(bool isChanged)
    {
        const string newest = "select id, number, is_published from release order by number desc limit 1";
        const string published = "select id from release where number < @number and is_published order by number desc limit 1";
        const string publish = "update release set is_published = true where number = @number";
        const string follow = $"""
            insert into release (id, published_on, reviewed_on, notes, is_published)
            select
              {FollowingId}, greatest(current_date, published_on), reviewed_on,
              'Content or its composition changed after ' || @id || ' had been published.', true
            from release
            where id = @id
            returning id, number
            """;
        var (id, number, isPublished) = await connection.QuerySingleAsync<(string, int, bool)>(new CommandDefinition(newest, cancellationToken: cancel));
        if (isPublished && isChanged) (id, number) = await connection.QuerySingleAsync<(string, int)>(new CommandDefinition(follow, new { id }, cancellationToken: cancel));
        if (!isPublished) await connection.ExecuteAsync(new CommandDefinition(publish, new { number }, cancellationToken: cancel));
        return new(id, number, await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(published, new { number }, cancellationToken: cancel)));
    }
}
