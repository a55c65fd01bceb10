using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvidenceApi.Tests.Telemetry;

/// <summary>A span as it arrived.</summary>
internal sealed record ReceivedSpan(string Scope, string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A collector: takes OTLP requests over HTTP and reads them by the field numbers of opentelemetry/proto.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, ByteString Body)> requests = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpContext http) =>
        {
            var body = await ByteString.FromStreamAsync(http.Request.Body, http.RequestAborted);
            requests.Enqueue((http.Request.Path, body));
            return Results.Bytes([], "application/x-protobuf");
        });
    }

    /// <summary>What a service is told on its command line to send here, without waiting long.</summary>
    internal string[] Settings =>
    [
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={app.Urls.First()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        "--OTEL_BSP_SCHEDULE_DELAY=200", "--OTEL_METRIC_EXPORT_INTERVAL=300",
    ];

    /// <summary>All bytes that arrived, as text.</summary>
    internal string Everything => string.Concat(requests.Select(request => Encoding.UTF8.GetString(request.Body.Span)));

    internal static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Attributes of the services that sent something.</summary>
    internal IEnumerable<IReadOnlyDictionary<string, string>> Resources() =>
        from sent in Sent("/v1/traces").Concat(Sent("/v1/metrics")) from resource in Of(sent, 1) select Attributes(resource, 1);

    internal IReadOnlyList<ReceivedSpan> Spans() =>
    [
        .. from sent in Sent("/v1/traces")
           from scoped in Of(sent, 2)
           from span in Of(scoped, 2)
           select new ReceivedSpan(Text(Of(scoped, 1).Single(), 1), Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4), Attributes(span, 9)),
    ];

    /// <summary>Metrics by name, with their units.</summary>
    internal IReadOnlyDictionary<string, string> Metrics() =>
        (from sent in Sent("/v1/metrics") from scoped in Of(sent, 2) from metric in Of(scoped, 2) select (Name: Text(metric, 1), Unit: Text(metric, 3)))
        .Distinct().ToDictionary(metric => metric.Name, metric => metric.Unit);

    private IEnumerable<ByteString> Sent(string path) => requests.Where(request => request.Path == path).SelectMany(request => Of(request.Body, 1));

    private static Dictionary<string, string> Attributes(ByteString message, int field) =>
        Of(message, field).ToDictionary(pair => Text(pair, 1), pair => Value(Of(pair, 2).Single()));

    // Text, or a number.
    private static string Value(ByteString any)
    {
        var input = any.CreateCodedInput();
        return WireFormat.GetTagFieldNumber(input.ReadTag()) switch { 1 => input.ReadString(), 2 or 3 => $"{input.ReadInt64()}", 4 => $"{input.ReadDouble()}", var other => $"({other})" };
    }

    private static string Text(ByteString message, int field) => Of(message, field).SingleOrDefault()?.ToStringUtf8() ?? "";

    private static string Hex(ByteString message, int field) => Of(message, field).SingleOrDefault() is { } bytes ? Convert.ToHexStringLower(bytes.Span) : "";

    private static IEnumerable<ByteString> Of(ByteString message, int field)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and > 0)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited && WireFormat.GetTagFieldNumber(tag) == field) yield return input.ReadBytes();
            else input.SkipLastField();
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
