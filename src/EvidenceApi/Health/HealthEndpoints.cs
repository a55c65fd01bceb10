using EvidenceApi.Database;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Health;

/// <summary>State of the service.</summary>
/// <param name="Status">live; ready, or degraded where something has failed and answers come from what is left.</param>
/// <param name="Release">Release served; null where none is loaded.</param>
/// <param name="Checks">What readiness was judged by; not told by the check of life.</param>
public sealed record HealthState(
    string Status, string? Release,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<HealthCheck>? Checks = null);

/// <summary>One thing that the service needs.</summary>
/// <param name="Name">release, database, listener (hears of new releases) or replicas (every server that was named).</param>
/// <param name="Status">ok or failing.</param>
/// <param name="Since">When that began.</param>
public sealed record HealthCheck(string Name, string Status, DateTimeOffset Since)
{
    internal const string Ok = "ok";
    internal const string Failing = "failing";
}

internal static class HealthEndpoints
{
    internal const string Path = "/health";

    internal static IServiceCollection AddHealth(this IServiceCollection services, IConfiguration settings, string connectionString)
    {
        services.AddHostedService<Draining>();
        // Going on for a while must not be at the cost of what is still running then.
        services.Configure<HostOptions>(host => host.ShutdownTimeout += Draining.GraceOf(settings));
        return ConnectionStrings.HasReplicas(connectionString)
            ? services.AddSingleton(_ => new ReplicaWatch(connectionString)).AddHostedService(provider => provider.GetRequiredService<ReplicaWatch>())
            : services;
    }

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
    /// <remarks>
    /// degraded while the database, one of several servers or the call of new releases is away: what is in memory is answered. 503, with the
    /// same checks, until a release is loaded and from when the service is told to stop.
    /// </remarks>
    private static IResult GetReady(HttpContext http, ReleaseSource releases, ReleaseListener listener, IHostApplicationLifetime lifetime)
    {
        http.Response.Headers.CacheControl = "no-store";
        List<HealthCheck> checks = [releases.Loaded.Check, releases.Database.Check, listener.Signal.Check];
        if (http.RequestServices.GetService<ReplicaWatch>() is { } replicas) checks.Add(replicas.Signal.Check);
        if (lifetime.ApplicationStopping.IsCancellationRequested) return Down(http, "shutting-down", "The service has been told to stop.", checks);
        if (!releases.IsReady) return Down(http, "not-ready", "No release of the evidence base has been loaded yet.", checks);
        var works = checks.TrueForAll(check => check.Status == HealthCheck.Ok);
        return TypedResults.Json(new HealthState(works ? "ready" : "degraded", releases.Current.Release.Id, checks), Json.Wire);
    }

    private static IResult Down(HttpContext http, string code, string detail, IReadOnlyList<HealthCheck> checks)
    {
        http.Response.Headers.RetryAfter = "2";
        return TypedResults.Problem(detail, statusCode: 503, title: "Try again shortly.", extensions: new Dictionary<string, object?> { ["code"] = code, ["checks"] = checks });
    }
}
