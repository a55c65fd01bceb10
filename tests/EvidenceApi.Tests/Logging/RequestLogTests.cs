using System.Text.Json;
using Dapper;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Setup;
using EvidenceApi.Tests.Telemetry;

namespace EvidenceApi.Tests.Logging;

/// <summary>What the service writes about requests: enough to operate it, nothing of what was asked.</summary>
public sealed class RequestLogTests(EvidenceServiceFixture service)
{
    private const string Mark = "zqmark";
    private const string Lookup = "/v1/evidence?code=icd-10-cm%7CM51.360&view=summary";
    private static readonly string[] JsonLines = ["--Logging:Console:FormatterName=json", "--Logging:LogLevel:Requests=Information", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_is_a_line_of_json_with_its_route_and_without_what_was_asked()
    {
        await using var running = await ServiceProcess.StartAsync(service.OwnerConnectionString, [.. JsonLines, "--CdsHooks:DeadlineMilliseconds=10000"]);
        var first = await running.Client.GetByteArrayAsync(Lookup, Cancel);
        using var second = await SendAsync(running.Client, HttpMethod.Get, Lookup, "ehr-7:42");
        using var head = await SendAsync(running.Client, HttpMethod.Head, Lookup, "head");
        using var wrong = await SendAsync(running.Client, HttpMethod.Get, $"/v1/conditions/{Mark}?{Mark}={Mark}&q={Mark}", "wrong");
        using var nowhere = await SendAsync(running.Client, HttpMethod.Get, $"/{Mark}/{Mark}?{Mark}", "nowhere");
        using var table = await SendAsync(running.Client, HttpMethod.Get, "/v1/findings?format=csv&condition=hip-osteoarthritis", "table");
        using var strange = await SendAsync(running.Client, new(Mark.ToUpperInvariant()), "/v1/evidence", "strange");
        var marked = HookCall.PatientWith((HookCall.Icd, "M17.11"));
        marked["context"]!["patientId"] = Mark;
        using var hook = await running.Client.PostAsync(HookCall.PatientView, marked.ToJsonString());
        Assert.True(hook.IsSuccessStatusCode);
        await Waiting.UntilAsync(() => Task.FromResult(Lines(running).Count >= 8));

        var lines = Lines(running);
        var lookups = lines.Where(line => line.Text("Route") == "/v1/evidence" && line.Text("Method") == "GET").ToList();
        Assert.Equal([false, true], lookups.Select(line => line.At("FromMemory").GetBoolean()));
        Assert.All(lookups, line => Assert.Equal((200, first.Length, "2026.11.1", "code,view"), (line.Number("Status"), line.Number("Bytes"), line.Text("Release"), line.Text("Parameters"))));
        Assert.All(lines, line => Assert.True(line.At("Milliseconds").GetDouble() > 0));
        Assert.Equal(0, Named(lines, "head").Number("Bytes"));
        Assert.Equal(("/v1/conditions/{id}", "other,q"), (Named(lines, "wrong").Text("Route"), Named(lines, "wrong").Text("Parameters")));
        Assert.Equal(("none", 404), (Named(lines, "nowhere").Text("Route"), Named(lines, "nowhere").Number("Status")));
        Assert.Equal((await table.Content.ReadAsByteArrayAsync(Cancel)).Length, Named(lines, "table").Number("Bytes"));
        Assert.Equal("other", Named(lines, "strange").Text("Method"));
        Assert.Single(lines, line => line.Text("Route") == "/cds-services/{id}" && line.Text("Method") == "POST");
        foreach (var asked in new[] { Mark, "M51.360", "M17.11", "hip-osteoarthritis" }) Assert.DoesNotContain(asked, running.Output, StringComparison.OrdinalIgnoreCase);
        Assert.All(running.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.True(JsonDocument.Parse(line).RootElement.Has("Timestamp"), line));
    }

    [Fact]
    public async Task A_request_keeps_the_name_that_its_caller_gave_it_and_gets_one_where_that_cannot_be_written_down()
    {
        using var named = await SendAsync(service.Client, HttpMethod.Get, Lookup, "ehr-7:42");
        Assert.Equal("ehr-7:42", IdOf(named));
        using var refused = await SendAsync(service.Client, HttpMethod.Get, "/v1/evidence?modalty=prp", "ehr-7.43");
        Assert.Equal("ehr-7.43", (await refused.ProblemAsync(400)).Text("traceId"));

        foreach (var given in new[] { null, "two words", "quote\"", new string('a', 65), "<script>", "a\tb", "%0a" })
        {
            using var unnamed = await SendAsync(service.Client, HttpMethod.Get, "/v1/evidence?modalty=prp", given);
            Assert.Matches("^[A-Za-z0-9:]{10,40}$", IdOf(unnamed));
            Assert.Equal(IdOf(unnamed), (await unnamed.ProblemAsync(400)).Text("traceId"));
        }
    }

    [Fact]
    public async Task A_fault_is_written_down_without_the_values_that_its_message_quotes()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await ServiceProcess.StartAsync(own.ConnectionString, [.. JsonLines, "--Logging:LogLevel:Microsoft.AspNetCore=Warning", "--Cache:Megabytes=0"]);
        await using (var connection = await own.OpenAsync()) await connection.ExecuteAsync(FailingRead.Sql);

        using var answer = await SendAsync(running.Client, HttpMethod.Get, Lookup, "failing");

        Assert.Equal(("failing", "failing"), (IdOf(answer), (await answer.ProblemAsync(503)).Text("traceId")));
        await Waiting.UntilAsync(() => Task.FromResult(running.Output.Contains("PostgresException 22P02", StringComparison.Ordinal)));
        await Waiting.UntilAsync(() => Task.FromResult(Lines(running).Exists(line => line.Text("RequestId") == "failing" && line.Number("Status") == 503 && line.Text("Route") == "/v1/evidence")));
        Assert.DoesNotContain(FailingRead.Value, running.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Started_from_any_folder_it_writes_no_line_per_request()
    {
        await using var running = await ServiceProcess.StartAsync(service.OwnerConnectionString);
        // Another code than the one that it gives as an example when it starts.
        await running.Client.GetStringAsync("/v1/evidence?code=icd-10-cm%7CM17.11", Cancel);
        await Task.Delay(300, Cancel);

        foreach (var written in new[] { "M17.11", "Request starting", "Requests" }) Assert.DoesNotContain(written, running.Output, StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(ServiceProcess running) =>
    [
        .. running.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.Text("Category") == "Requests").Select(line => line.At("State")),
    ];

    private static JsonElement Named(IEnumerable<JsonElement> lines, string id) => lines.Single(line => line.Text("RequestId") == id);

    private static string IdOf(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("X-Request-Id"));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? id)
    {
        using var request = new HttpRequestMessage(method, path);
        if (id is not null) request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        return await client.SendAsync(request, Cancel);
    }
}
