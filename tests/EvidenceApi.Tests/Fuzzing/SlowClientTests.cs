using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Clients that send a request drop by drop: they are cut off, and hinder nobody meanwhile.</summary>
public sealed class SlowClientTests(EvidenceServiceFixture service)
{
    // Kestrel's own limits are 30 seconds for the headers and 240 bytes a second for the body, 5 seconds granted.
    private const int LongestSeconds = 45;
    private const int SlowClients = 20;

    [Fact]
    public async Task Slow_clients_are_cut_off_and_hinder_nobody()
    {
        var cut = Enumerable.Range(0, SlowClients).Select(number => CutAfterAsync(number % 2 == 0
            ? "GET /v1/conditions HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
            : "POST /v1/evidence/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n")).ToList();
        var all = Task.WhenAll(cut);
        while (!all.IsCompleted)
        {
            var clock = Stopwatch.StartNew();
            Assert.NotEmpty((await service.GetAsync("/v1/conditions?limit=1")).Items("items"));
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
            await Task.WhenAny(all, Task.Delay(250, TestContext.Current.CancellationToken));
        }

        Assert.All(await all, seconds => Assert.InRange(seconds, 0, LongestSeconds));
    }

    /// <summary>Seconds until the service no longer listens to a letter every half second.</summary>
    private async Task<double> CutAfterAsync(string beginning)
    {
        var clock = Stopwatch.StartNew();
        var address = service.Client.BaseAddress!;
        using var client = new TcpClient(address.Host, address.Port);
        var answer = new byte[4096];
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(beginning), TestContext.Current.CancellationToken);
        try
        {
            while (clock.Elapsed.TotalSeconds < LongestSeconds + 1)
            {
                await client.Client.SendAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
                await Task.Delay(500, TestContext.Current.CancellationToken);
                // An answer to half a request is a refusal; then the connection ends.
                while (client.Available > 0 || client.Client.Poll(0, SelectMode.SelectRead))
                {
                    if (await client.Client.ReceiveAsync(answer, TestContext.Current.CancellationToken) == 0) return clock.Elapsed.TotalSeconds;
                }
            }
        }
        catch (SocketException)
        {
        }
        return clock.Elapsed.TotalSeconds;
    }
}
