using Dapper;
using EvidenceApi.Backup;
using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Backup;

/// <summary>What was backed up comes back to the byte, and what cannot be restored changes nothing.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BackupTests(EvidenceServiceFixture service) : IDisposable
{
    private const string Feedback = """
        insert into hook_feedback (card, service, tenant, outcome, outcome_at)
        select gen_random_uuid(), 'evidence-patient-view', 'a tenant', 'accepted', now() from generate_series(1, 7)
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("evidence-backup-").FullName;

    private string BackupPath => Path.Combine(folder, "evidence.dump");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_changed_and_lost_comes_back_to_the_byte_and_the_service_answers_from_it()
    {
        await using var own = await service.OwnDatabaseAsync();
        await ExecuteAsync(own, Feedback);
        var before = await own.ChecksumsAsync();
        Assert.Equal(["2026.11.1"], await BackupFile.WriteAsync(BackupPath, own.ConnectionString, Cancel));
        Assert.Equal([BackupPath], Directory.GetFiles(folder));

        await ExecuteAsync(own, "delete from hook_feedback; update evidence_document set body = '{}'; drop table hook_feedback cascade; create table left_over (id int)");
        var refusal = await Assert.ThrowsAsync<BackupException>(() => Restoring.RunAsync(BackupPath, own.ConnectionString, replace: false, Cancel));
        Assert.Contains("--replace", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["2026.11.1"], await Restoring.RunAsync(BackupPath, own.ConnectionString, replace: true, Cancel));

        Assert.Equal(before, await own.ChecksumsAsync());
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync("2026.11.1");
        Assert.Equal(
            await service.Client.GetByteArrayAsync("/v1/evidence?view=full&limit=50", Cancel), await running.Client.GetByteArrayAsync("/v1/evidence?view=full&limit=50", Cancel));
        // The journal came back too: this binary finds nothing to do.
        Assert.Equal(0, (await Migrator.MigrateAsync(own.ConnectionString, static _ => { }, Cancel)).Changed);
    }

    [Fact]
    public async Task A_backup_restores_into_a_server_that_never_had_one_with_its_roles_and_grants()
    {
        await using var own = await service.OwnDatabaseAsync();
        await ExecuteAsync(own, Feedback);
        await BackupFile.WriteAsync(BackupPath, own.ConnectionString, Cancel);
        var cluster = Path.Combine(folder, "cluster");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using var empty = await EmbeddedPostgres.StartAsync(cluster, durable: false, Cancel);

        await Restoring.RunAsync(BackupPath, empty.OwnerConnectionString, replace: false, Cancel);

        Assert.Equal(await own.ChecksumsAsync(), await ChecksumsAsync(empty.OwnerConnectionString));
        Assert.Equal(await GrantsAsync(own.ConnectionString), await GrantsAsync(empty.OwnerConnectionString));
        await using var running = await (await RunningService.StartAsync(empty.OwnerConnectionString)).ReadyAsync("2026.11.1");
        Assert.Equal(140, (await running.Client.JsonAsync("/v1/evidence?limit=1")).Number("page.total"));
        Assert.NotEmpty((await running.Client.JsonAsync("/v1/search?q=tenis elbow")).Items("items"));
        const string report = """{"feedback":[{"card":"4e0a3a1e-3a83-4c4e-ae43-1c1f1fb0d1ab","outcome":"accepted","outcomeTimestamp":"2026-12-01T08:00:00Z"}]}""";
        using var sent = await running.Client.PostAsync("/cds-services/evidence-patient-view/feedback", new StringContent(report, System.Text.Encoding.UTF8, "application/json"), Cancel);
        Assert.True(sent.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_spoiled_or_none_is_refused_and_nothing_is_touched()
    {
        await using var own = await service.OwnDatabaseAsync();
        var before = await own.ChecksumsAsync();
        await BackupFile.WriteAsync(BackupPath, own.ConnectionString, Cancel);
        var whole = await File.ReadAllBytesAsync(BackupPath, Cancel);
        var spoiled = whole.ToArray();
        spoiled.AsSpan(whole.Length / 2, 4000).Reverse();
        byte[][] files = [[], "no backup"u8.ToArray(), whole[..100], whole[..(whole.Length / 2)], whole[..^200], whole[..^1], spoiled];

        foreach (var file in files)
        {
            await File.WriteAllBytesAsync(BackupPath, file, Cancel);
            await Assert.ThrowsAsync<BackupException>(() => Restoring.RunAsync(BackupPath, own.ConnectionString, replace: true, Cancel));
            Assert.Equal(before, await own.ChecksumsAsync());
        }
        await Assert.ThrowsAsync<BackupException>(() => Restoring.RunAsync(Path.Combine(folder, "none"), own.ConnectionString, replace: true, Cancel));
    }

    [Fact]
    public async Task A_restore_that_fails_halfway_leaves_what_was_there()
    {
        await using var own = await service.OwnDatabaseAsync();
        await BackupFile.WriteAsync(BackupPath, own.ConnectionString, Cancel);
        // Indexes come at the end, after every row.
        await ExecuteAsync(own, "insert into release (id, published_on, reviewed_on, notes) values ('2026.12.1', '2026-12-01', '2026-12-01', 'Not in the backup.')");
        await ExecuteAsync(own, """
            create function public.refuse() returns event_trigger language plpgsql as $$ begin raise exception 'refused by the test'; end $$;
            create event trigger refuse_indexes on ddl_command_end when tag in ('CREATE INDEX') execute function public.refuse();
            """);
        var before = await own.ChecksumsAsync();

        var failure = await Assert.ThrowsAsync<BackupException>(() => Restoring.RunAsync(BackupPath, own.ConnectionString, replace: true, Cancel));

        Assert.Contains("refused by the test", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, await own.ChecksumsAsync());
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_the_one_before_and_nothing_else()
    {
        await using var empty = await service.EmptyDatabaseAsync();
        await File.WriteAllTextAsync(BackupPath, "the one before", Cancel);

        await Assert.ThrowsAsync<BackupException>(() => BackupFile.WriteAsync(BackupPath, empty.ConnectionString, Cancel));

        Assert.Equal("the one before", await File.ReadAllTextAsync(BackupPath, Cancel));
        Assert.Equal([BackupPath], Directory.GetFiles(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    private static async Task<SortedDictionary<string, string>> ChecksumsAsync(string connectionString)
    {
        await using var connection = await Migrator.OpenAsync(connectionString, Cancel);
        return await TestDatabase.ChecksumsAsync(connection);
    }

    private static async Task<IReadOnlyList<string>> GrantsAsync(string connectionString)
    {
        const string sql = """
            select grantee || ' ' || table_name || ' ' || coalesce(column_name, '') || ' ' || privilege_type
            from (
              select grantee, table_name, null as column_name, privilege_type from information_schema.role_table_grants where table_schema = 'evidence'
              union all
              select grantee, table_name, column_name, privilege_type from information_schema.role_column_grants where table_schema = 'evidence') granted
            where grantee in ('evidence_reader', 'evidence_feedback')
            order by 1
            """;
        await using var connection = await Migrator.OpenAsync(connectionString, Cancel);
        var grants = (await connection.QueryAsync<string>(sql)).ToList();
        Assert.True(grants.Count > 30);
        return grants;
    }
}
