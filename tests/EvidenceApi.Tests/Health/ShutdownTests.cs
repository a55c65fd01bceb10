using System.Net.Sockets;
using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests.Health;

/// <summary>A service that is told to stop finishes what it has begun.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ShutdownTests
{
    private const string Table = "/v1/findings?format=csv";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_on_its_way_is_finished_before_the_process_and_its_database_end()
    {
        var folder = Directory.CreateTempSubdirectory("evidence-stop-").FullName;
        // PostgreSQL runs as another user where the tests run as root.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            var data = Path.Combine(folder, "data");
            await using var running = await ServiceProcess.StartAsync(
                new Dictionary<string, string> { ["EVIDENCE_DATA_DIR"] = data, ["ConnectionStrings__Evidence"] = "" }, "--Shutdown:GraceSeconds=3");
            var whole = await running.Client.GetByteArrayAsync(Table, Cancel);
            await using var blocker = new NpgsqlConnection($"{EmbeddedPostgres.RunningConnectionString(data)};Search Path=evidence;Pooling=false");
            await blocker.OpenAsync(Cancel);
            await using var block = await blocker.BeginTransactionAsync(Cancel);
            await blocker.ExecuteAsync("lock table finding, record_document in access exclusive mode");
            var download = running.Client.GetByteArrayAsync(Table, Cancel);
            await Waiting.UntilAsync(async () => await blocker.QuerySingleAsync<int>("select count(*)::int from pg_stat_activity where application_name = 'evidence-api-export' and wait_event_type = 'Lock'") == 1);

            running.Terminate();

            // First the balancer is told, while requests are still answered; then nobody is let in.
            await Waiting.UntilAsync(async () =>
            {
                using var ready = await running.Client.GetAsync("/health/ready", Cancel);
                return (int)ready.StatusCode == 503 && (await ready.ProblemAsync(503)).Text("code") == "shutting-down";
            });
            await running.Client.GetStringAsync("/v1/evidence?limit=1", Cancel);
            await Waiting.UntilAsync(() => IsRefusedAsync(running.Client.BaseAddress!.Port));
            Assert.False(running.HasExited || download.IsCompleted);

            await block.RollbackAsync(Cancel);
            Assert.Equal(whole, await download);
            Assert.Equal(0, await running.ExitAsync());
            Assert.Null(EmbeddedPostgres.RunningConnectionString(data));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> IsRefusedAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, Cancel);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
