namespace EvidenceApi.Health;

/// <summary>
/// Told to stop, the service says so at /health/ready and goes on answering for a while, so that a balancer finds out before the address
/// closes. Then no connection is taken any more, and requests that run are finished, until the host's time for shutting down is over.
/// </summary>
internal sealed class Draining(IConfiguration settings) : IHostedLifecycleService
{
    /// <summary>Seconds for which it goes on answering; 0, the default, where nobody would notice.</summary>
    internal const string Setting = "Shutdown:GraceSeconds";

    private readonly TimeSpan grace = GraceOf(settings);

    internal static TimeSpan GraceOf(IConfiguration settings) => TimeSpan.FromSeconds(settings.GetValue(Setting, 0.0));

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(grace, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
