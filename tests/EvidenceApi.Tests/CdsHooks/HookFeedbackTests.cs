using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using EvidenceApi.CdsHooks;
using EvidenceApi.Database;
using EvidenceApi.Tests.Setup;
using Npgsql;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>What users did with cards is kept with the item and release they saw, and nothing else of it; tenants can be spared a topic.</summary>
public sealed class HookFeedbackTests(EvidenceServiceFixture service)
{
    private const string Table = "select service, tenant, outcome, reason_code, evidence, condition, release, outcome_at, comment from hook_feedback order by id";
    private const string Headline = "knee-osteoarthritis.viscosupplementation.intra-articular-joint";
    private static readonly (string, string) Knee = (HookCall.Icd, "M17.11");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Row(string Service, string Tenant, string Outcome, string? ReasonCode, string? Evidence, string? Condition, int? Release, DateTime OutcomeAt, string? Comment);

    [Fact]
    public async Task Feedback_is_kept_with_item_and_release_and_the_same_report_once()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        var card = (await running.Client.CallAsync(HookCall.PatientWith(Knee))).Items("cards").Single();
        var reason = card.Items("overrideReasons").First();

        await SendAsync(running, Report(card.Text("uuid"), reason, "Frau Muster will nicht"));
        await SendAsync(running, Report(card.Text("uuid"), reason, "Frau Muster will nicht"));
        await SendAsync(running, Report(card.Text("uuid"), null, null));
        await SendAsync(running, new JsonObject { ["card"] = card.Text("uuid"), ["outcome"] = "accepted", ["outcomeTimestamp"] = "2026-11-22T23:00:00+01:00", ["acceptedSuggestions"] = new JsonArray(new JsonObject { ["id"] = Guid.NewGuid().ToString() }) });

        var rows = await RowsAsync(own);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal((HookCall.PatientView, "", Headline, "knee-osteoarthritis", 1), (row.Service, row.Tenant, row.Evidence, row.Condition, row.Release!.Value)));
        Assert.Equal(["not-relevant", null, null], rows.Select(row => row.ReasonCode));
        Assert.Equal(["overridden", "overridden", "accepted"], rows.Select(row => row.Outcome));
        Assert.Equal(new DateTime(2026, 11, 22, 22, 0, 0, DateTimeKind.Utc), rows[2].OutcomeAt);
        Assert.All(rows, row => Assert.Null(row.Comment));
    }

    [Fact]
    public async Task A_card_of_an_earlier_release_keeps_it_and_cards_of_others_are_kept_without_item()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, "--CdsHooks:KeepComments=true")).ReadyAsync();
        var before = (await running.Client.CallAsync(HookCall.PatientWith(Knee))).Items("cards").Single().Text("uuid");
        var snapshot = await CompiledCards.SnapshotAsync(own);
        var folded = CompiledCards.Answer(snapshot, snapshot.Cards.Keys).Items("cards").Last().Text("uuid");
        await own.PublishAsync("2026.12.1", "update study set direction = 'favours-comparator' where id = 'bennell-2021-restore'");
        await running.ReadyAsync("2026.12.1");

        await SendAsync(running, Report(before, null, "kept"));
        await SendAsync(running, Report(folded, null, "kept"));
        // Another service's, and one that looks like ours.
        await SendAsync(running, Report(Guid.NewGuid().ToString(), null, "kept"));
        await SendAsync(running, Report("00000000-0000-8000-8000-ffffffffffff", null, "kept"));
        await SendAsync(running, Report("00000000-0000-8000-8000-000001000000", null, "kept"));

        var rows = await RowsAsync(own);
        Assert.Equal([Headline, null, null, null, null], rows.Select(row => row.Evidence));
        Assert.Equal([1, 1, null, null, null], rows.Select(row => row.Release));
        Assert.All(rows, row => Assert.Equal("kept", row.Comment));
    }

    [Theory]
    [InlineData("null", "feedback")]
    [InlineData("[]", "feedback")]
    [InlineData("{}", "feedback")]
    [InlineData("""{ "feedback": [] }""", "feedback")]
    [InlineData("""{ "feedback": "MARK" }""", "feedback")]
    [InlineData("""{ "feedback": ["MARK"] }""", "feedback[0]")]
    [InlineData("""{ "feedback": [{ "card": "MARK", "outcome": "overridden", "outcomeTimestamp": "2026-11-22T23:00:00Z" }] }""", "feedback[0].card")]
    [InlineData("""{ "feedback": [{ "card": "CARD", "outcome": "MARK", "outcomeTimestamp": "2026-11-22T23:00:00Z" }] }""", "feedback[0].outcome")]
    [InlineData("""{ "feedback": [{ "card": "CARD", "outcome": "overridden", "outcomeTimestamp": "MARK" }] }""", "feedback[0].outcomeTimestamp")]
    [InlineData("""{ "feedback": [{ "card": "CARD", "outcome": "overridden", "outcomeTimestamp": "2026-11-22" }] }""", "feedback[0].outcomeTimestamp")]
    [InlineData("""{ "feedback": [{ "card": "CARD", "outcome": "overridden", "outcomeTimestamp": "2026-11-22T23:00:00Z", "overrideReason": { "other": "MARK" } }] }""", "feedback[0].overrideReason")]
    [InlineData("""{ "feedback": [{ "card": "CARD", "outcome": "overridden", "outcomeTimestamp": "2026-11-22T23:00:00Z" }, { "outcome": "overridden", "outcomeTimestamp": "2026-11-22T23:00:00Z" }] }""", "feedback[1].card")]
    public async Task What_is_no_feedback_is_a_400_and_nothing_of_it_is_kept(string body, string member)
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();

        using var answer = await running.Client.PostAsync($"{HookCall.PatientView}/feedback", body.Replace("CARD", Guid.NewGuid().ToString(), StringComparison.Ordinal));
        var problem = await answer.ProblemAsync(400);

        Assert.True(problem.At("errors").Has(member), problem.GetRawText());
        Assert.DoesNotContain("MARK", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await RowsAsync(own));
    }

    [Fact]
    public async Task A_topic_that_a_tenant_overrode_often_enough_is_left_out_for_that_tenant_and_service_alone()
    {
        using var ehr = new TokenMaker();
        await using var own = await service.OwnDatabaseAsync();
        string[] settings = [.. ehr.Settings(), .. ehr.Settings(1, tenant: "clinic-2"), "--CdsHooks:SuppressAfterOverrides=2"];
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, settings)).ReadyAsync();

        var first = await CardAsync();
        await OverrideAsync(first, "not-relevant");
        // Again the same card, and other reasons: neither is another override as not relevant.
        await OverrideAsync(first, "not-relevant", "2026-11-23T08:00:00Z");
        await OverrideAsync(await CardAsync(), "already-known");
        Assert.Single(await TopicsAsync("clinic-1"));

        await OverrideAsync(await CardAsync(), "not-relevant");

        Assert.Equal(["discogenic-low-back-pain"], await TopicsAsync("clinic-1", Knee, (HookCall.Icd, "M51.360")));
        Assert.Equal(["knee-osteoarthritis"], await TopicsAsync("clinic-2", Knee));
        var request = HookCall.Request(HookCall.ProblemCreate);
        request["context"]!["conditions"] = HookCall.Condition(Knee.Item1, Knee.Item2);
        Assert.Equal(["knee-osteoarthritis"], await running.Client.TopicsAsync(request, HookCall.ProblemCreate, ehr.Bearer($"/cds-services/{HookCall.ProblemCreate}")));

        // A service that starts later learns it from the database.
        await using var other = await (await RunningService.StartAsync(own.ConnectionString, settings)).ReadyAsync();
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while ((await other.Client.TopicsAsync(HookCall.PatientWith(Knee), token: ehr.Bearer())).Count > 0) Assert.True(DateTime.UtcNow < deadline);

        await using var markdown = new StringWriter();
        await FeedbackReport.WriteAsync(own.ConnectionString, 2, tabs: false, markdown, Cancel);
        Assert.Contains($"| {HookCall.PatientView} | knee-osteoarthritis | {Headline} | 2026.11.1 | https://ehr.example.org\\|clinic-1 | overridden | not-relevant | 3 | 2026-11-22 | 2026-11-23 | 0 | yes |", markdown.ToString(), StringComparison.Ordinal);
        await using var tabs = new StringWriter();
        await FeedbackReport.WriteAsync(own.ConnectionString, 0, tabs: true, tabs, Cancel);
        var lines = tabs.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.Equal(12, line.Length));
        Assert.All(lines.Skip(1), line => Assert.Equal("no", line[11]));

        async Task<JsonElement> CardAsync() => (await running.Client.CallAsync(HookCall.PatientWith(Knee), token: ehr.Bearer())).Items("cards").Single();

        Task<IReadOnlyList<string>> TopicsAsync(string tenant, params (string, string)[] codes) =>
            running.Client.TopicsAsync(HookCall.PatientWith(codes.Length == 0 ? [Knee] : codes), token: ehr.Bearer(tenant: tenant));

        Task OverrideAsync(JsonElement card, string code, string time = "2026-11-22T23:00:00Z") => SendAsync(
            running, Report(card.Text("uuid"), card.Items("overrideReasons").Single(reason => reason.Text("code") == code), null, time), ehr.Bearer($"/cds-services/{HookCall.PatientView}/feedback"));
    }

    [Fact]
    public async Task Without_the_setting_no_topic_is_ever_left_out()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        for (var times = 0; times < 5; times++)
        {
            var card = (await running.Client.CallAsync(HookCall.PatientWith(Knee))).Items("cards").Single();
            await SendAsync(running, Report(card.Text("uuid"), card.Items("overrideReasons").First(), null));
        }

        Assert.Single(await running.Client.TopicsAsync(HookCall.PatientWith(Knee)));
        Assert.Equal(5, (await RowsAsync(own)).Count);
    }

    [Theory]
    [InlineData("Müller, Anna *1.1.1970", null)]
    [InlineData("patient-ineligible", "patient-ineligible")]
    public async Task Only_what_has_the_shape_of_a_code_is_kept_as_a_reason(string code, string? kept)
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        var reason = JsonSerializer.SerializeToElement(new { system = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes", code });

        await SendAsync(running, Report(Guid.NewGuid().ToString(), reason, null));

        Assert.Equal(kept, Assert.Single(await RowsAsync(own)).ReasonCode);
    }

    [Theory]
    [InlineData("select comment from hook_feedback")]
    [InlineData("select evidence from hook_feedback")]
    [InlineData("update hook_feedback set comment = ''")]
    [InlineData("delete from hook_feedback")]
    [InlineData("select from evidence_document")]
    [InlineData("select from study")]
    [InlineData("insert into release (id, published_on, reviewed_on, notes) values ('2027.1.1', now(), now(), '')")]
    [InlineData("create table evidence.stolen (id int)")]
    public async Task The_role_that_takes_feedback_in_can_do_nothing_else(string statement)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionStrings.ForFeedback(service.OwnerConnectionString));
        await using var connection = await source.OpenConnectionAsync(Cancel);
        Assert.Equal("evidence_feedback", await connection.QuerySingleAsync<string>("select current_user"));
        Assert.Equal(0, await connection.QuerySingleAsync<int>("select count(card)::int from hook_feedback where tenant = 'nobody'"));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private static JsonObject Report(string card, JsonElement? reason, string? comment, string time = "2026-11-22T23:00:00Z")
    {
        var report = new JsonObject { ["card"] = card, ["outcome"] = "overridden", ["outcomeTimestamp"] = time };
        if (reason is null && comment is null) return report;
        var given = new JsonObject();
        if (reason is { } coding) given["reason"] = JsonNode.Parse(coding.GetRawText());
        if (comment is not null) given["userComment"] = comment;
        report["overrideReason"] = given;
        return report;
    }

    private static async Task SendAsync(RunningService running, JsonObject report, string? token = null)
    {
        using var answer = await running.Client.PostAsync($"{HookCall.PatientView}/feedback", new JsonObject { ["feedback"] = new JsonArray(report) }.ToJsonString(), token);
        Assert.Equal("""{"received":1}""", await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return [.. await connection.QueryAsync<Row>(Table)];
    }
}
