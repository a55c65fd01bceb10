namespace EvidenceApi.Health;

/// <summary>Whether something that the service needs works, and since when it has been so.</summary>
internal sealed class HealthSignal(string name)
{
    private volatile HealthCheck check = new(name, HealthCheck.Failing, DateTimeOffset.UtcNow);

    internal HealthCheck Check => check;

    internal void Set(bool works)
    {
        var status = works ? HealthCheck.Ok : HealthCheck.Failing;
        if (check.Status != status) check = new(name, status, DateTimeOffset.UtcNow);
    }
}
