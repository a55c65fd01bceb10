namespace EvidenceApi.Tests.Setup;

/// <summary>A service whose database has a second release: a result, a retraction, a grading and more changed since the first.</summary>
public sealed class SecondRelease(EvidenceServiceFixture service) : IAsyncLifetime
{
    internal const string First = "2026.11.1";
    internal const string Second = "2026.12.1";

    private const string Changes = """
        update study set direction = 'favours-comparator' where id = 'bennell-2021-restore';
        update study set standing = 'retracted', standing_notice_url = 'https://example.org/notice', standing_checked_on = '2026-12-01'
        where id in ('levi-2025-bmc-sham', 'paget-2021-prima');
        update study set verification = 'incomplete', unverified = '{journal}', incomplete_reason = '{"not read again"}'
        where id = 'farr-2019-amniotic-suspension';
        insert into grading (id, condition, modality, target_tissue, route, grading_system, level_as_written, level_system, level,
          direction, statement, source_url, year, reviewed_on)
        select 'asipp-2026-prp-intradiscal', condition, modality, target_tissue, route, grading_system, 'II', level_system, 'II', direction,
          'A grading of the tests.', source_url, 2026, '2026-12-01'
        from grading where id = 'asipp-2019-prp-intradiscal';
        delete from claim where id = 'rit-guide-prolotherapy-effectiveness-2';
        """;

    private TestDatabase? database;
    private RunningService? running;

    internal TestDatabase Database => database!;

    internal HttpClient Client => running!.Client;

    /// <summary>What the second publish did.</summary>
    internal Publishing.PublishResult Result { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await service.OwnDatabaseAsync();
        Result = await database.PublishAsync(Second, Changes);
        running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync(Second);
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }
}
