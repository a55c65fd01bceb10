using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>Another server: it gives the same answer to every request, or never answers.</summary>
internal sealed class HttpServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> waiting = [];
    private readonly byte[]? answer;
    private int requests;

    /// <param name="body">What it answers; null: it takes requests and stays silent.</param>
    /// <param name="type">Media type of the answer.</param>
    internal HttpServer(string? body, string type = "application/json")
    {
        answer = body is null ? null : Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        listener.Start();
        _ = ServeAsync();
    }

    internal string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

    internal int Requests => Volatile.Read(ref requests);

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        Interlocked.Increment(ref requests);
        lock (waiting) waiting.Add(client);
        if (answer is null) return;
        var stream = client.GetStream();
        var buffer = new byte[8192];
        var got = "";
        while (!got.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0) return;
            got += Encoding.ASCII.GetString(buffer, 0, count);
        }
        await stream.WriteAsync(answer);
        client.Dispose();
    }

    public void Dispose()
    {
        listener.Stop();
        lock (waiting) foreach (var client in waiting) client.Dispose();
    }
}
