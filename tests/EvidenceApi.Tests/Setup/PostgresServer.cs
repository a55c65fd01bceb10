using System.Net;
using System.Net.Sockets;
using EvidenceApi.Database;
using Testcontainers.PostgreSql;

namespace EvidenceApi.Tests.Setup;

/// <summary>The PostgreSQL the tests run against: EVIDENCE_TEST_DB, else Docker, else the server programs on this machine.</summary>
internal static class PostgresServer
{
    private const string Image = "postgres:17.9-bookworm";

    public static async Task<(string AdminConnectionString, IAsyncDisposable Stop)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("EVIDENCE_TEST_DB") is { Length: > 0 } given)
        {
            return (given, new Cleanup(() => ValueTask.CompletedTask));
        }

        if (await DockerAnswersAsync())
        {
            // The same collation as the embedded server's.
            var container = new PostgreSqlBuilder(Image).WithEnvironment("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8").Build();
            await container.StartAsync();
            return (container.GetConnectionString(), container);
        }

        try
        {
            return await StartLocalAsync();
        }
        catch (PostgresNotFoundException)
        {
            throw new InvalidOperationException(
                """
                The tests need a PostgreSQL server, version 15 or newer. Do one of these:
                  - install the distribution's package: apt-get install postgresql (./test.sh does that by itself);
                  - start Docker;
                  - set EVIDENCE_TEST_DB to the Npgsql connection string of a login that may create databases.
                """);
        }
    }

    private static async Task<(string AdminConnectionString, IAsyncDisposable Stop)> StartLocalAsync()
    {
        var folder = Directory.CreateTempSubdirectory("evidence-test-").FullName;
        try
        {
            var server = await EmbeddedPostgres.StartAsync(folder, durable: false, CancellationToken.None);
            return (server.OwnerConnectionString, new Cleanup(async () =>
            {
                await server.DisposeAsync();
                Directory.Delete(folder, recursive: true);
            }));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    // Asked of the socket itself: Testcontainers takes seconds to find out that nobody is there.
    private static async Task<bool> DockerAnswersAsync()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } set ? set : "unix:///var/run/docker.sock";
        if (!Uri.TryCreate(host, UriKind.Absolute, out var address))
        {
            return false;
        }

        EndPoint endpoint = address.Scheme == "unix"
            ? new UnixDomainSocketEndPoint(address.AbsolutePath)
            : new DnsEndPoint(address.Host, address.Port);
        using var socket = address.Scheme == "unix"
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.ConnectAsync(endpoint, patience.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class Cleanup(Func<ValueTask> stop) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => stop();
    }
}
