using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>A call is answered in time whatever is slow or away: from memory, else without cards, never with an error.</summary>
[Collection(nameof(Alone))]
public sealed class HookDeadlineTests(EvidenceServiceFixture service)
{
    private const string NoCards = """{"cards":[]}""";
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Password=secret-word;Database=none;Timeout=2";
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(2500);
    private static readonly string Call = HookCall.PatientWith((HookCall.Icd, "M17.11")).ToJsonString();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_sets_that_never_come_cost_the_cards_and_feedback_is_asked_for_again()
    {
        using var ehr = new TokenMaker();
        using var silent = new HttpServer(null);
        await using var running = await (await RunningService.StartAsync(service.OwnerConnectionString, [.. ehr.Settings(jwks: silent.Address), "--CdsHooks:DeadlineMilliseconds=400"])).ReadyAsync();

        var clock = Stopwatch.StartNew();
        using var answer = await running.Client.PostAsync(HookCall.PatientView, Call, ehr.Bearer());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Late);
        Assert.Equal((200, NoCards), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));

        using var feedback = await running.Client.PostAsync($"{HookCall.PatientView}/feedback", "{}", ehr.Bearer($"/cds-services/{HookCall.PatientView}/feedback"));
        Assert.Equal("keys-unavailable", (await feedback.ProblemAsync(503)).Text("code"));
        Assert.NotNull(feedback.Headers.RetryAfter);
        // Now that it is known to be away, a call need not wait.
        using var again = await running.Client.PostAsync(HookCall.PatientView, Call, ehr.Bearer());
        Assert.Equal((200, NoCards), ((int)again.StatusCode, await again.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal("*", Assert.Single(again.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_costs_the_cards()
    {
        await using var running = await (await RunningService.StartAsync(service.OwnerConnectionString, "--CdsHooks:DeadlineMilliseconds=400")).ReadyAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", running.Client.BaseAddress!.Port, Cancel);
        var stream = client.GetStream();
        var clock = Stopwatch.StartNew();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /cds-services/{HookCall.PatientView} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Call.Length}\r\n\r\n{Call[..100]}"), Cancel);

        var buffer = new byte[4096];
        var got = "";
        while (!got.Contains("cards", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, Cancel);
            Assert.True(count > 0, got);
            got += Encoding.ASCII.GetString(buffer, 0, count);
        }

        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(350), Late);
        Assert.StartsWith("HTTP/1.1 200", got, StringComparison.Ordinal);
        Assert.Contains(NoCards, got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_the_deadline_there_are_no_cards_and_no_error()
    {
        await using var running = await (await RunningService.StartAsync(service.OwnerConnectionString, "--CdsHooks:DeadlineMilliseconds=1")).ReadyAsync();
        // More work than a millisecond holds.
        var great = HookCall.WithPrefetch(HookCall.Bundle(Enumerable.Range(0, 5000).Select(number => HookCall.Condition(HookCall.Icd, "M17.11")))).ToJsonString();

        using var answer = await running.Client.PostAsync(HookCall.PatientView, great);

        Assert.Equal((200, NoCards), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task Cards_do_not_need_the_database_and_feedback_comes_again()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, "--CdsHooks:SuppressAfterOverrides=3")).ReadyAsync();
        var before = await running.Client.CallAsync(JsonNode.Parse(Call)!);
        var feedback = $$"""{"feedback":[{"card":"{{before.Items("cards").Single().Text("uuid")}}","outcome":"overridden","outcomeTimestamp":"2026-11-22T23:00:00Z"}]}""";

        await own.AdmitAsync(false);
        var clock = Stopwatch.StartNew();
        Assert.Equal(before.GetRawText(), (await running.Client.CallAsync(JsonNode.Parse(Call)!)).GetRawText());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await running.Client.JsonAsync("/cds-services")).Items("services").Count());
        using (var away = await running.Client.PostAsync($"{HookCall.PatientView}/feedback", feedback))
        {
            Assert.Equal("database-unavailable", (await away.ProblemAsync(503)).Text("code"));
            Assert.NotNull(away.Headers.RetryAfter);
            Assert.Equal("*", Assert.Single(away.Headers.GetValues("Access-Control-Allow-Origin")));
        }
        // A release named in the address makes nobody wait for the database either.
        using (var pinned = await running.Client.PostAsync($"{HookCall.PatientView}?release=2020.1.1", Call)) Assert.Equal(200, (int)pinned.StatusCode);

        await own.AdmitAsync(true);
        await running.ReadyAsync();
        using var back = await running.Client.PostAsync($"{HookCall.PatientView}/feedback", feedback);
        Assert.Equal(200, (int)back.StatusCode);
    }

    [Fact]
    public async Task A_service_that_never_reached_its_database_answers_without_cards()
    {
        await using var running = await RunningService.StartAsync(Nowhere);

        using var answer = await running.Client.PostAsync(HookCall.PatientView, Call);
        Assert.Equal((200, NoCards), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        using var wrong = await running.Client.PostAsync(HookCall.PatientView, "{}");
        await wrong.ProblemAsync(400);
        using var feedback = await running.Client.PostAsync($"{HookCall.PatientView}/feedback", """{"feedback":[{"card":"f6b95768-b1c8-40dc-8385-bf3504b82ffb","outcome":"overridden","outcomeTimestamp":"2026-11-22T23:00:00Z"}]}""");
        await feedback.ProblemAsync(503);
    }
}
