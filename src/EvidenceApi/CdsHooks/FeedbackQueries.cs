using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Http;
using Npgsql;

namespace EvidenceApi.CdsHooks;

/// <summary>A report with the evidence that its card showed.</summary>
internal sealed record FeedbackRow(CardFeedback Report, CardOrigin? Origin, string? Comment);

/// <summary>A topic that a tenant has overridden as not relevant.</summary>
internal sealed record OverriddenTopic(string Service, string Tenant, string Condition);

/// <summary>Writes and counts feedback, on connections of its own: they may write, to one table.</summary>
internal sealed class FeedbackQueries(string connectionString) : IDisposable
{
    private readonly NpgsqlDataSource database = DataSources.Create("feedback", ConnectionStrings.ForFeedback(connectionString));

    /// <summary>Adds the reports; one that was sent before is not added again.</summary>
    internal async Task AddAsync(string service, string tenant, IReadOnlyList<FeedbackRow> rows, CancellationToken cancel)
    {
        const string sql = """
            insert into hook_feedback (card, service, tenant, outcome, reason_system, reason_code, evidence, condition, release, outcome_at, comment)
            values (@Card, @Service, @Tenant, @Outcome, nullif(@System, ''), @Code, @Evidence, @Condition, @Release, @OutcomeAt, @Comment)
            on conflict do nothing
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var (report, origin, comment) in rows)
        {
            var reason = report.OverrideReason?.Reason;
            await connection.ExecuteAsync(new CommandDefinition(sql, new
            {
                report.Card,
                Service = service,
                Tenant = tenant,
                Outcome = Json.Name(report.Outcome),
                reason?.System,
                reason?.Code,
                Evidence = origin?.Card?.Headline,
                Condition = origin?.Card?.Condition.Id,
                Release = origin?.Release.Number,
                OutcomeAt = report.OutcomeTimestamp.UtcDateTime,
                Comment = comment,
            }, cancellationToken: cancel));
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Topics whose cards a tenant has overridden as not relevant at least so often.</summary>
    internal async Task<IReadOnlyList<OverriddenTopic>> OverriddenAsync(int times, CancellationToken cancel)
    {
        const string sql = """
            select service, tenant, condition
            from hook_feedback
            where outcome = 'overridden' and condition is not null and reason_code = @Reason and reason_system like '%' || @System
            group by service, tenant, condition
            having count(distinct card) >= @times
            """;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<OverriddenTopic>(new CommandDefinition(
            sql, new { Reason = CardAddresses.NotRelevant, System = CardAddresses.OverrideReasonSystem, times }, cancellationToken: cancel))];
    }

    public void Dispose() => database.Dispose();
}
