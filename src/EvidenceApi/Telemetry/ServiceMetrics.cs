using System.Diagnostics.Metrics;
using EvidenceApi.Caching;
using EvidenceApi.Publishing;
using EvidenceApi.Releases;

namespace EvidenceApi.Telemetry;

/// <summary>
/// What the service measures beside what ASP.NET Core, Npgsql and the runtime measure by themselves. While nobody listens, counting costs a
/// comparison, and gauges are not asked.
/// </summary>
internal sealed class ServiceMetrics
{
    internal const string Name = "EvidenceApi";

    // Made once: a request allocates nothing for being counted.
    private static readonly KeyValuePair<string, object?> Hit = new("cache.result", "hit");
    private static readonly KeyValuePair<string, object?> Stale = new("cache.result", "stale");
    private static readonly KeyValuePair<string, object?> Miss = new("cache.result", "miss");

    private readonly Meter meter;
    private readonly Counter<long> lookups;

    public ServiceMetrics(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        lookups = meter.CreateCounter<long>("evidence.cache.lookups", "{lookup}", "Questions that memory was asked: answered, answered while the database was away, or passed on.");
        ObservePublish(meter);
    }

    internal void CountHit(bool databaseIsAway) => lookups.Add(1, databaseIsAway ? Stale : Hit);

    internal void CountMiss() => lookups.Add(1, Miss);

    /// <summary>Measures memory and release whenever a listener asks.</summary>
    internal void Observe(AnswerCache cache, ReleaseSource releases)
    {
        meter.CreateObservableUpDownCounter("evidence.cache.size", () => cache.Bytes, "By", "Bytes of answers held in memory.");
        meter.CreateObservableGauge("evidence.release.number", () => releases.Number, description: "Running number of the release that is served; 0: none.");
        meter.CreateObservableGauge("evidence.release.age", () => ReleaseAge(releases), "s", "Time since the day on which the release that is served was published.");
        meter.CreateObservableGauge("evidence.database.last_answer.age", () => Seconds(releases.SinceAnswer), "s", "Time since the database last said which release is the newest; asked every second.");
    }

    internal static void ObservePublish(Meter meter) =>
        meter.CreateObservableGauge("evidence.publish.duration", () => Seconds(Publisher.LastDuration), "s", "How long the last publish of this process took.");

    private static IEnumerable<Measurement<double>> ReleaseAge(ReleaseSource releases) =>
        Seconds(releases.IsReady ? DateTime.UtcNow - releases.Current.Release.PublishedOn.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : null);

    private static IEnumerable<Measurement<double>> Seconds(TimeSpan? time) => time is { } known ? [new(known.TotalSeconds)] : [];
}
