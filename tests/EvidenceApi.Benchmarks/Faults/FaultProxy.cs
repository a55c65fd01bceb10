using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>Stands between service and database, and makes the network slow, or cuts it.</summary>
internal sealed class FaultProxy(int port, int server) : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port);
    private readonly ConcurrentDictionary<Socket, bool> sockets = new();

    /// <summary>How much later everything arrives that the server says.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether everything that is said gets lost, without a word to either side.</summary>
    public bool IsCut { get; set; }

    public void Start()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Breaks every connection off.</summary>
    public void Reset()
    {
        foreach (var socket in sockets.Keys) Break(socket);
    }

    public void Dispose()
    {
        listener.Dispose();
        Reset();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        sockets[client] = sockets[upstream] = true;
        try
        {
            await upstream.ConnectAsync(IPAddress.Loopback, server);
            await await Task.WhenAny(PumpAsync(client, upstream, isAnswer: false), PumpAsync(upstream, client, isAnswer: true));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
        }
        Break(client);
        Break(upstream);
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is var count and > 0)
        {
            if (isAnswer) await Task.Delay(Delay);
            if (IsCut) continue;
            for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
        }
    }

    private void Break(Socket socket)
    {
        if (!sockets.TryRemove(socket, out _)) return;
        try
        {
            socket.LingerState = new(true, 0);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
        }
        socket.Dispose();
    }
}
