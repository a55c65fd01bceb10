using System.Globalization;
using Dapper;
using EvidenceApi.Database;

namespace EvidenceApi.CdsHooks;

/// <summary>What users did with cards, for curators: by service, condition, evidence item, release, tenant and reason, most often first.</summary>
internal static class FeedbackReport
{
    internal const string TabSeparated = "--tsv";

    private sealed record Row(
        string Service, string? Condition, string? Evidence, string? Release, string Tenant, string Outcome, string? Reason, long Times, DateTime First, DateTime Last, long Comments, bool IsOverridden);

    /// <param name="owner">Connection of the owner: the service itself cannot read what it takes in.</param>
    /// <param name="suppressAfter">The service's setting, by which a row says whether its topic is left out.</param>
    internal static async Task WriteAsync(string owner, int suppressAfter, bool tabs, TextWriter output, CancellationToken cancel)
    {
        const string sql = """
            with topic as (
              select service, tenant, condition, count(distinct card) as times
              from hook_feedback
              where outcome = 'overridden' and condition is not null and reason_code = @Reason and reason_system like '%' || @System
              group by service, tenant, condition
            )
            select f.service, f.condition, f.evidence, r.id as release, f.tenant, f.outcome, f.reason_code as reason, count(*) as times,
              min(f.outcome_at) as first, max(f.outcome_at) as last, count(f.comment) as comments,
              @suppressAfter > 0 and coalesce(max(t.times), 0) >= @suppressAfter as is_overridden
            from hook_feedback f
              left join release r on r.number = f.release
              left join topic t on (t.service, t.tenant, t.condition) = (f.service, f.tenant, f.condition)
            group by f.service, f.condition, f.evidence, r.id, f.tenant, f.outcome, f.reason_code
            order by times desc, f.service, f.condition, f.evidence, r.id, f.tenant, f.outcome, f.reason_code
            """;
        await using var connection = await Migrator.OpenAsync(owner, cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            sql, new { Reason = CardAddresses.NotRelevant, System = CardAddresses.OverrideReasonSystem, suppressAfter }, cancellationToken: cancel));

        await output.WriteLineAsync(Line(["service", "condition", "evidence", "release", "tenant", "outcome", "reason", "times", "first", "last", "comments", "suppressed"]));
        if (!tabs) await output.WriteLineAsync(Line(Enumerable.Repeat("---", 12)));
        foreach (var row in rows)
        {
            await output.WriteLineAsync(Line(
            [
                row.Service, row.Condition, row.Evidence, row.Release, row.Tenant, row.Outcome, row.Reason, Number(row.Times), Day(row.First), Day(row.Last), Number(row.Comments), row.IsOverridden ? "yes" : "no",
            ]));
        }

        // A bar or tab in an issuer would shift the columns.
        string Line(IEnumerable<string?> cells) => tabs
            ? string.Join('\t', cells.Select(cell => cell?.Replace('\t', ' ')))
            : $"| {string.Join(" | ", cells.Select(cell => cell?.Replace("|", "\\|", StringComparison.Ordinal)))} |";
        static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
        static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
