using Dapper;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Hardening;

/// <summary>A database that is too slow, or whose connections are all taken, is a 503 within seconds, never a hang and never a 500.</summary>
public sealed class BusyDatabaseTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lookups_beyond_the_connections_and_those_that_wait_inside_the_database_are_told_to_come_again()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync($"{own.ConnectionString};Pooling=true;Maximum Pool Size=2")).ReadyAsync();
        await running.Client.JsonAsync("/v1/evidence?condition=knee-osteoarthritis&limit=1");
        await using var owner = await own.OpenAsync();
        await using (var holding = await owner.BeginTransactionAsync(Cancel))
        {
            await owner.ExecuteAsync("lock table evidence_document, record_document in access exclusive mode");

            // The service itself takes twenty seconds for none of them: the client of the tests would give up.
            var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(limit => running.Client.GetAsync($"/v1/evidence?condition=hip-osteoarthritis&limit={limit}", Cancel)));

            foreach (var answer in answers)
            {
                Assert.Equal("database-unavailable", (await answer.ProblemAsync(503)).Text("code"));
                Assert.NotNull(answer.Headers.RetryAfter);
                answer.Dispose();
            }
            // What is in memory, and the process itself, go on.
            await running.Client.JsonAsync("/v1/evidence?condition=knee-osteoarthritis&limit=1");
            await running.Client.JsonAsync("/health/live");
        }

        await running.Client.JsonAsync("/v1/evidence?condition=hip-osteoarthritis&limit=1");
    }
}
