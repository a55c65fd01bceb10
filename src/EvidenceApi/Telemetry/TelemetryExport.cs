using System.Diagnostics.Metrics;
using EvidenceApi.Caching;
using EvidenceApi.Health;
using EvidenceApi.Releases;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EvidenceApi.Telemetry;

/// <summary>
/// Traces and metrics by OpenTelemetry: sent where OTEL_EXPORTER_OTLP_ENDPOINT says, and metrics for Prometheus at /metrics where that is
/// asked for. Without either nothing listens.
/// </summary>
internal static class TelemetryExport
{
    /// <summary>
    /// Whether /metrics answers; not by default: it is on the address that callers know, and says how the service is doing to whoever asks.
    /// </summary>
    internal const string PrometheusSetting = "Metrics:Prometheus";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var (isSent, isScraped) = (IsSent(builder.Configuration), builder.Configuration.GetValue<bool>(PrometheusSetting));
        if (!isSent && !isScraped) return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Name).WithMetrics(metrics =>
        {
            metrics.AddMeter(ServiceMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddNpgsqlInstrumentation();
            if (isSent) metrics.AddOtlpExporter();
            if (isScraped) metrics.AddPrometheusExporter();
        });
        if (!isSent) return;
        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !http.Request.Path.StartsWithSegments(HealthEndpoints.Path))
            .AddNpgsql()
            .AddProcessor(new DiscreetSpans())
            .AddOtlpExporter());
    }

    internal static void MapMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<ServiceMetrics>().Observe(app.Services.GetRequiredService<AnswerCache>(), app.Services.GetRequiredService<ReleaseSource>());
        if (app.Configuration.GetValue<bool>(PrometheusSetting)) app.MapPrometheusScrapingEndpoint().DisableHttpMetrics();
    }

    /// <summary>Sends what a command that serves nothing has measured, once, at its end; null where nothing is to be sent.</summary>
    internal static IDisposable? Send(IConfiguration settings)
    {
        if (!IsSent(settings)) return null;
        ServiceMetrics.ObservePublish(new Meter(ServiceMetrics.Name));
        return Sdk.CreateMeterProviderBuilder().ConfigureResource(Name).AddMeter(ServiceMetrics.Name).AddOtlpExporter().Build();
    }

    private static bool IsSent(IConfiguration settings) => settings[Endpoint] is { Length: > 0 };

    // The operator's own name for the service goes before ours.
    private static void Name(ResourceBuilder resource) => resource
        .AddService("evidence-api", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();
}
