using Npgsql;

namespace EvidenceApi.Logging;

/// <summary>Errors as the log tells them: what happened and where, without messages, for those quote the values that a statement was asked with.</summary>
internal static partial class Faults
{
    /// <summary>Type and SQLSTATE, of the causes too: PostgresException 57014 / TimeoutException.</summary>
    internal static string Describe(Exception fault) => string.Join(" / ", Causes(fault).Select(cause => cause is PostgresException { SqlState: var state } ? $"{cause.GetType().Name} {state}" : cause.GetType().Name));

    /// <summary>What breaks after the first byte cannot be told as a problem any more: the connection is broken off, and the reason written down.</summary>
    internal static void UseBrokenOff(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Faults).FullName!);
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception fault) when (http.Response.HasStarted)
            {
                if (!http.RequestAborted.IsCancellationRequested) Log(log, fault, http);
                http.Abort();
            }
        });
    }

    internal static void Log(ILogger log, Exception fault, HttpContext http) => LogFault(log, Describe(fault), http.TraceIdentifier, fault.StackTrace);

    private static IEnumerable<Exception> Causes(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException) yield return cause;
    }

    [LoggerMessage(LogLevel.Error, "{Fault} in request {RequestId}\n{Stack}")]
    private static partial void LogFault(ILogger log, string fault, string requestId, string? stack);
}
