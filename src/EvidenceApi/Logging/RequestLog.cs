using System.Diagnostics;
using EvidenceApi.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;

namespace EvidenceApi.Logging;

/// <summary>
/// One line per request, of the category Requests. A diagnosis that was looked up, beside the address from which, is close to being a
/// patient's: the line has the route and the names of parameters, and no value of any.
/// </summary>
internal static partial class RequestLog
{
    internal const string Category = "Requests";
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"];

    /// <summary>Lines of JSON say when, wherever they are read.</summary>
    internal static void AddLogFormat(this WebApplicationBuilder builder) => builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        (json.TimestampFormat, json.UseUtcTimestamp) = (json.TimestampFormat ?? "yyyy-MM-ddTHH:mm:ss.fffZ", true));

    internal static void UseRequestLog(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        app.Use(next => http => log.IsEnabled(LogLevel.Information) ? LogAsync(log, http, next) : next(http));
    }

    private static async Task LogAsync(ILogger log, HttpContext http, RequestDelegate next)
    {
        var (started, method) = (Stopwatch.GetTimestamp(), http.Request.Method);
        var body = new CountedBody(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseBodyFeature>(body);
        http.Features.Set(body);
        try
        {
            await next(http);
        }
        finally
        {
            LogRequest(
                log, Methods.Contains(method) ? method : "other", RouteOf(http), http.Response.StatusCode, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2),
                HttpMethods.IsHead(method) ? 0 : body.Bytes, body.IsFromMemory, http.Response.Headers[Answer.ReleaseHeader].ToString(),
                string.Join(',', http.Request.Query.Keys.Select(ParameterNames.Known).Distinct()), http.TraceIdentifier);
        }
    }

    // An error has taken the endpoint off the request.
    private static string RouteOf(HttpContext http) =>
        ((http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint) as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    [LoggerMessage(LogLevel.Information, "{Method} {Route} {Status} in {Milliseconds} ms, {Bytes} bytes, from memory: {FromMemory}, release: {Release}, parameters: {Parameters}, request: {RequestId}")]
    private static partial void LogRequest(
        ILogger log, string method, string route, int status, double milliseconds, long bytes, bool fromMemory, string release, string parameters, string requestId);
}
