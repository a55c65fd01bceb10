using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Sends bytes and reads the answer; tidies nothing up, as every client library would.</summary>
internal sealed class FuzzClient(Uri service) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentBag<Socket> idle = [];

    public string Host => service.Authority;

    public async Task<FuzzAnswer> SendAsync(FuzzRequest request)
    {
        using var patience = new CancellationTokenSource(Patience);
        // Where bytes may be left over for a next request, there is none; and a connection that was idle may have been closed meanwhile.
        if (request.Wire is null && idle.TryTake(out var kept))
        {
            if (await AskAsync(kept, request, patience.Token) is { Status: > 0 } answer) return answer;
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(true, 0) };
        await socket.ConnectAsync(IPAddress.Parse(service.Host), service.Port, patience.Token);
        return await AskAsync(socket, request, patience.Token);
    }

    private async Task<FuzzAnswer> AskAsync(Socket socket, FuzzRequest request, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var reader = new AnswerReader(socket, cancel);
        var keep = false;
        try
        {
            // An answer may come before all is sent: a body that is too large.
            var sending = SendAsync(socket, request, cancel);
            var answer = await reader.AnswerAsync(request.IsHead, clock);
            keep = request.Wire is null && answer.IsWhole && answer.Header("Connection") != "close" && sending.IsCompletedSuccessfully;
            return answer;
        }
        // A server may let go of a caller who has closed its side, in the middle of an answer as well.
        catch (Exception fault) when (fault is SocketException || (fault is InvalidDataException && request.IsCutShort))
        {
            return new(0, [], [], true, clock.Elapsed);
        }
        finally
        {
            if (keep) idle.Add(socket);
            else socket.Dispose();
        }
    }

    private async Task SendAsync(Socket socket, FuzzRequest request, CancellationToken cancel)
    {
        try
        {
            var bytes = request.Bytes(Host).AsMemory();
            while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, cancel)..];
            if (request.IsCutShort) socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Refused before its end: the answer says why.
        }
    }

    public void Dispose()
    {
        foreach (var socket in idle) socket.Dispose();
    }
}
