using System.Diagnostics;
using Npgsql;

namespace EvidenceApi.Database;

/// <summary>Pools of connections, and what may be measured and traced of them: their names, in place of host and login.</summary>
internal static class DataSources
{
    private const string StatementText = "db.query.text";

    internal static NpgsqlDataSource Create(string name, string settings) => Builder(name, settings).Build();

    internal static NpgsqlDataSourceBuilder Builder(string name, string settings) =>
        new NpgsqlDataSourceBuilder(settings) { Name = name }.ConfigureTracing(tracing => OnlyRequests(tracing));

    /// <summary>A pool whose statements have what was asked for in their text: traces leave the text out.</summary>
    internal static NpgsqlDataSource CreateWithLiterals(string name, string settings) =>
        new NpgsqlDataSourceBuilder(settings) { Name = name }
            .ConfigureTracing(tracing => OnlyRequests(tracing)
                .ConfigureCommandEnrichmentCallback((span, _) => span.SetTag(StatementText, null))
                .ConfigureCopyOperationEnrichmentCallback((span, _) => span.SetTag(StatementText, null)))
            .Build();

    // What the service does for itself, such as asking every second whether there is a new release, would only fill traces.
    private static NpgsqlTracingOptionsBuilder OnlyRequests(NpgsqlTracingOptionsBuilder tracing) => tracing
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureCopyOperationFilter(_ => Activity.Current is not null)
        .EnablePhysicalOpenTracing(false);
}
