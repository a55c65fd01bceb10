using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace EvidenceApi.CdsHooks;

/// <summary>
/// Which topics are left out for which tenant and service, by local policy: those that the tenant has overridden as not relevant often
/// enough. Known in memory, so that no call waits for the database; off unless the operator sets a number.
/// </summary>
internal sealed partial class Suppression(FeedbackQueries queries, IOptions<CdsHooksSettings> settings, ILogger<Suppression> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile FrozenSet<OverriddenTopic> topics = FrozenSet<OverriddenTopic>.Empty;
    private volatile bool reachable = true;

    internal bool LeavesOut(string service, string tenant, string condition) => topics.Contains(new(service, tenant, condition));

    /// <summary>Reads the topics again. While the database is away the last ones hold.</summary>
    internal async Task RefreshAsync(CancellationToken cancel)
    {
        if (settings.Value.SuppressAfterOverrides == 0) return;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            topics = (await queries.OverriddenAsync(settings.Value.SuppressAfterOverrides, patience.Token)).ToFrozenSet();
            reachable = true;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            if (reachable) LogUnreachable(fault.GetType().Name);
            reachable = false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Value.SuppressAfterOverrides == 0) return;
        await RefreshAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RefreshAsync(stoppingToken);
    }

    [LoggerMessage(LogLevel.Warning, "Overridden topics cannot be read: {Fault}")]
    private partial void LogUnreachable(string fault);
}
