using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace EvidenceApi.Hardening;

/// <summary>
/// What one caller may cost before anything of the request is understood. The rest is as Kestrel has it: a line of 8 KB, 100 headers of 32 KB
/// in all, 100 streams of a connection, 240 bytes a second in either direction.
/// </summary>
internal static class ServerLimits
{
    // Hook calls and batches are the largest bodies, each with a limit of its own below this one.
    private const int LargestBody = 2 * 1024 * 1024;

    internal static void Configure(KestrelServerOptions kestrel)
    {
        // Neither name nor version.
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // What a file may run ahead of its reader: with the default of 64 KB the two spend their time waking each other.
        kestrel.Limits.MaxResponseBufferSize = 1024 * 1024;
    }

    // A request goes on in the thread that read it, in place of waking another: those that read share their work, so a long answer holds
    // nobody up.
    internal static void Configure(SocketTransportOptions sockets) => sockets.UnsafePreferInlineScheduling = true;
}
