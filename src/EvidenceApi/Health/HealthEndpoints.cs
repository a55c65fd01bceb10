using EvidenceApi.Database;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using Npgsql;

namespace EvidenceApi.Health;

/// <summary>State of the service.</summary>
/// <param name="Status">live or ready.</param>
/// <param name="Release">Release served; null where none is loaded.</param>
public sealed record HealthState(string Status, string? Release);

internal static class HealthEndpoints
{
    internal const string Path = "/health";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Health");
        group.MapGet("/live", GetLive).WithName(nameof(GetLive)).Produces<HealthState>();
        group.MapGet("/ready", GetReady).WithName(nameof(GetReady)).Produces<HealthState>().ProducesProblem(503);
    }

    /// <summary>Whether the process runs</summary>
    private static IResult GetLive(ReleaseSource releases) =>
        TypedResults.Json(new HealthState("live", releases.IsReady ? releases.Current.Release.Id : null), Json.Wire);

    /// <summary>Whether lookups can be answered</summary>
    /// <remarks>503 until a release is loaded, and while the database cannot be reached.</remarks>
    private static async Task<IResult> GetReady(ReleaseSource releases, EvidenceDatabase database, CancellationToken cancel)
    {
        var release = releases.Current.Release;
        await using var connection = await database.OpenAsync(cancel);
        await using var ping = new NpgsqlCommand("select 1", connection);
        await ping.ExecuteScalarAsync(cancel);
        return TypedResults.Json(new HealthState("ready", release.Id), Json.Wire);
    }
}
