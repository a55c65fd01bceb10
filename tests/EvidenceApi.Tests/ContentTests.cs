using System.Reflection;
using Dapper;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>The curated records: all of them, and nothing else.</summary>
public sealed class ContentTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Each record as record-ids.txt writes it: kind and id, and for a study the number of its findings.
    private const string Records = """
        select 'study ' || s.id || ' findings=' || (select count(*) from finding where study = s.id) from study s
        union all select 'grading ' || id from grading
        union all select 'recommendation ' || id from recommendation
        union all select 'safety_fact ' || id from safety_fact
        union all select 'claim ' || id from claim
        union all select 'source_document ' || id from source_document
        union all select 'grading_system ' || id from grading_system
        union all select 'evidence_level ' || grading_system || '/' || level from evidence_level
        union all select 'condition ' || id from condition
        union all select 'condition_code ' || condition || '/' || system || '/' || code from condition_code
        union all select 'modality ' || id from modality
        union all select 'modality_code ' || modality || '/' || system || '/' || code from modality_code
        union all select 'target_tissue ' || id from target_tissue
        union all select 'target_tissue_code ' || target_tissue || '/' || system || '/' || code from target_tissue_code
        union all select 'route ' || id from route
        union all select 'comparator ' || id from comparator
        union all select 'study_design ' || id from study_design
        union all select 'outcome_measure ' || id from outcome_measure
        """;

    [Fact]
    public async Task No_record_is_missing_and_none_is_too_many()
    {
        var expected = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Content", "record-ids.txt"), Cancel);
        await using var connection = await service.Database.OpenAsync();
        var stored = (await connection.QueryAsync<string>(Records)).ToList();

        var missing = expected.Except(stored).ToList();
        var tooMany = stored.Except(expected).ToList();
        Assert.True(missing.Count == 0, $"Missing: {string.Join("; ", missing)}");
        Assert.True(tooMany.Count == 0, $"Not in record-ids.txt: {string.Join("; ", tooMany)}");
        Assert.Equal(expected.Length, stored.Count);
    }

    [Theory]
    [InlineData("study", 335)]
    [InlineData("finding", 830)]
    [InlineData("grading", 66)]
    [InlineData("recommendation", 76)]
    [InlineData("safety_fact", 99)]
    [InlineData("claim", 109)]
    [InlineData("source_document", 5)]
    [InlineData("condition", 55)]
    [InlineData("modality", 14)]
    [InlineData("target_tissue", 21)]
    [InlineData("outcome_measure", 45)]
    public async Task The_first_release_holds_this_many(string table, int count)
    {
        await using var connection = await service.Database.OpenAsync();

        Assert.Equal(count, await connection.QuerySingleAsync<int>($"select count(*)::int from {table}"));
    }

    [Theory]
    [InlineData("verified", 232)]
    [InlineData("incomplete", 103)]
    public async Task Studies_keep_their_verification(string verification, int count)
    {
        Assert.Equal(count, (await service.GetAsync($"/v1/studies?verification={verification}&limit=1")).Number("page.total"));
    }

    [Theory]
    [InlineData("icd-10-cm", 155)]
    [InlineData("mesh", 81)]
    [InlineData("snomed-ct", 29)]
    [InlineData("icd-11", 7)]
    [InlineData("unii", 3)]
    public async Task Every_code_of_a_system_is_stored(string system, int count)
    {
        const string sql = """
            select count(*)::int
            from (
              select system from condition_code
              union all select system from modality_code
              union all select system from target_tissue_code
            ) code
            where system = @system
            """;
        await using var connection = await service.Database.OpenAsync();

        Assert.Equal(count, await connection.QuerySingleAsync<int>(sql, new { system }));
    }

    [Fact]
    public async Task Every_study_is_served_with_all_its_findings()
    {
        await using var connection = await service.Database.OpenAsync();
        const string sql = "select s.id, (select count(*)::int from finding where study = s.id) from study s";
        var findings = (await connection.QueryAsync<(string Study, int Count)>(sql)).ToDictionary(row => row.Study, row => row.Count);
        var listed = (await service.AllAsync("/v1/studies")).Ids();
        Assert.Equal(findings.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));

        foreach (var (study, count) in findings)
        {
            Assert.Equal(count, (await service.GetAsync($"/v1/studies/{study}")).Items("findings").Count());
        }
    }

    [Theory]
    [InlineData("grading", "gradings")]
    [InlineData("safety_fact", "safety")]
    [InlineData("claim", "claims")]
    public async Task Every_record_can_be_reached_through_the_service(string table, string member)
    {
        await using var connection = await service.Database.OpenAsync();
        var stored = await connection.QueryAsync<string>($"select id from {table}");

        Assert.Empty(stored.Except(await ReachedAsync(member)));
    }

    [Fact]
    public async Task Every_recommendation_can_be_reached_unless_nothing_is_on_record_for_its_condition_and_modality()
    {
        await using var connection = await service.Database.OpenAsync();
        const string sql = "select id, condition, modality from recommendation";
        var stored = await connection.QueryAsync<(string Id, string? Condition, string? Modality)>(sql);
        var items = (await service.ItemsAsync()).Select(item => (item.Text("condition.id"), item.Text("modality.id"))).ToHashSet();
        var reached = (await ReachedAsync("recommendations")).ToHashSet();

        Assert.DoesNotContain(stored, row => !reached.Contains(row.Id)
            && (row.Condition is null || row.Modality is null || items.Contains((row.Condition, row.Modality))));
    }

    private async Task<IEnumerable<string>> ReachedAsync(string member)
    {
        var modalities = await service.AllAsync("/v1/modalities");
        return (await service.ItemsAsync()).SelectMany(item => item.Items(member))
            .Concat(modalities.SelectMany(row => row.At("profile").EnumerateObject()).SelectMany(part => part.Value.EnumerateArray()))
            .Concat(modalities.SelectMany(row => row.Items("gradingsAcrossConditions")))
            .Concat((await service.AllAsync("/v1/conditions")).SelectMany(condition => condition.Items("indications")))
            .Ids();
    }

    [Fact]
    public async Task Running_every_seed_script_again_changes_nothing()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var connection = await own.OpenAsync();
        var before = await own.ChecksumsAsync();
        // What was written and put back as it was is noted, and adds up to nothing.
        const string changes = "select count(*) from (select content_table, record, row_hash from pending_change group by 1, 2, 3 having sum(change) <> 0) c";

        for (var round = 0; round < 2; round++)
        {
            foreach (var script in SeedScripts())
            {
                await using var transaction = await connection.BeginTransactionAsync(Cancel);
                await connection.ExecuteAsync(script);
                await transaction.CommitAsync(Cancel);
            }
        }

        Assert.Equal(before.Where(IsContent), (await own.ChecksumsAsync()).Where(IsContent));
        Assert.True(before.Count > 20, "too few tables");
        Assert.Equal(0, await connection.QuerySingleAsync<long>(changes));

        static bool IsContent(KeyValuePair<string, string> table) => table.Key != "pending_change";
    }

    private static IEnumerable<string> SeedScripts()
    {
        var assembly = Assembly.Load("EvidenceApi");
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith("db.seed.", StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
