namespace EvidenceApi.Benchmarks;

/// <summary>The HTTP limit: Kestrel, set up as the service sets it up, with one middleware that answers with bytes that are already there.</summary>
internal static class StaticServer
{
    internal static async Task<int> RunAsync(string url, string file)
    {
        var body = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder(["--urls", url, "--Logging:LogLevel:Default=None"]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        await using var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
        });
        await app.RunAsync();
        return 0;
    }
}
