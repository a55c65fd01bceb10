using EvidenceApi.Health;
using Npgsql;

namespace EvidenceApi.Database;

/// <summary>Whether every server that the connection string names can be read: one that is lost is missed by nobody else, for the others answer.</summary>
internal sealed class ReplicaWatch(string connectionString) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<NpgsqlDataSource> servers =
        [.. ConnectionStrings.ForEachHost(connectionString).Select((settings, number) => DataSources.Create($"server {number + 1}", settings))];

    internal HealthSignal Signal { get; } = new("replicas");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var answers = await Task.WhenAll(servers.Select(server => AnswersAsync(server, stoppingToken)));
            Signal.Set(Array.TrueForAll(answers, answers => answers));
            await Task.Delay(Pause, stoppingToken);
        }
    }

    private static async Task<bool> AnswersAsync(NpgsqlDataSource server, CancellationToken cancel)
    {
        try
        {
            await using var ping = server.CreateCommand("select 1");
            await ping.ExecuteScalarAsync(cancel);
            return true;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var server in servers) server.Dispose();
    }
}
