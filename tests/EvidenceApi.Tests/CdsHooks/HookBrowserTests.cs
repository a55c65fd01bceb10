using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>A page of another origin, in a real browser, can call discovery, service and feedback with a token, and read the errors.</summary>
public sealed class HookBrowserTests(EvidenceServiceFixture service, Browser browser)
{
    private const string Script = """
        async ({ base, request, tokens }) => {
          const send = async (path, token, body) => {
            try {
              const answer = await fetch(base + path, {
                method: body === undefined ? 'GET' : 'POST',
                headers: { ...(token && { Authorization: token }), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
                body: body === undefined ? undefined : JSON.stringify(body),
              });
              return { status: answer.status, body: await answer.json() };
            } catch (fault) {
              return { status: 0, body: String(fault) };
            }
          };
          const discovery = await send('/cds-services', tokens[0]);
          const path = '/cds-services/evidence-patient-view';
          const call = await send(path, tokens[1], JSON.parse(request));
          const feedback = await send(path + '/feedback', tokens[2], { feedback: [
            { card: call.body.cards?.[0]?.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }] });
          const refused = await send(path, 'Bearer wrong', JSON.parse(request));
          const wrong = await send(path, tokens[3], {});
          const unknown = await send('/cds-services/unknown', tokens[4], {});
          return JSON.stringify({ origin: location.origin, statuses: [discovery, call, feedback, refused, wrong, unknown].map(answer => answer.status),
            services: discovery.body.services?.length, summary: call.body.cards?.[0]?.summary, received: feedback.body.received, code: refused.body.code });
        }
        """;

    [Fact]
    public async Task A_page_of_another_origin_calls_discovery_service_and_feedback()
    {
        using var ehr = new TokenMaker();
        using var page = new HttpServer("<!doctype html><title>EHR</title>", "text/html");
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString, ehr.Settings())).ReadyAsync();
        const string path = $"/cds-services/{HookCall.PatientView}";
        string[] tokens = [ehr.Bearer("/cds-services"), ehr.Bearer(path), ehr.Bearer($"{path}/feedback"), ehr.Bearer(path), ehr.Bearer("/cds-services/unknown")];

        var tab = await browser.OpenAsync();
        await tab.GotoAsync(page.Address);
        var said = JsonSerializer.Deserialize<JsonElement>(await tab.EvaluateAsync<string>(Script, new
        {
            @base = running.Client.BaseAddress!.ToString().TrimEnd('/'),
            request = HookCall.PatientWith((HookCall.Icd, "M17.11")).ToJsonString(),
            tokens,
        }));

        Assert.NotEqual(running.Client.BaseAddress.GetLeftPart(UriPartial.Authority), said.Text("origin"));
        Assert.Equal([200, 200, 200, 401, 400, 404], said.Items("statuses").Select(status => status.GetInt32()));
        Assert.Equal((3, 1, "unauthorized"), (said.Number("services"), said.Number("received"), said.Text("code")));
        Assert.StartsWith("Osteoarthritis of the knee: ", said.Text("summary"), StringComparison.Ordinal);
    }
}
