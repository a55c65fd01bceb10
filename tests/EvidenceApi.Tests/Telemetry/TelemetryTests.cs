using System.Text.Json.Nodes;
using Dapper;
using EvidenceApi.Tests.CdsHooks;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Telemetry;

/// <summary>What a collector and a Prometheus server get from the running service, and what they must not get.</summary>
public sealed class TelemetryTests(EvidenceServiceFixture service)
{
    private const string Mark = "zqmark";
    private const string Lookup = "/v1/evidence?code=icd-10-cm%7CM51.360&view=summary";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_name_routes_and_statements_and_nothing_of_what_was_asked()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var running = await ServiceProcess.StartAsync(service.OwnerConnectionString, [.. receiver.Settings, "--CdsHooks:DeadlineMilliseconds=10000"]);
        string[] reads =
        [
            Lookup, Lookup, $"/v1/search?q={Mark}", $"/v1/conditions/{Mark}", $"/v1/evidence?{Mark}=1", $"/{Mark}", "/conditions/hip-osteoarthritis",
            "/v1/findings?format=csv&condition=hip-osteoarthritis", "/v1/findings?format=parquet&condition=hip-osteoarthritis",
            "/fhir/r5/Evidence?condition=http://hl7.org/fhir/sid/icd-10-cm%7CM16.11&_count=1", "/v1/evidence/hip-osteoarthritis.prp.intra-articular-joint",
        ];
        foreach (var path in reads) using (await running.Client.GetAsync(path, Cancel)) { }
        using var hook = await running.Client.PostAsync(HookCall.PatientView, Marked().ToJsonString());
        Assert.True(hook.IsSuccessStatusCode);

        await Waiting.UntilAsync(() => Task.FromResult(receiver.Spans().Count(span => span.Scope == "Microsoft.AspNetCore") > reads.Length), 20);
        var spans = receiver.Spans();
        var requests = spans.Where(span => span.Scope == "Microsoft.AspNetCore").ToList();
        foreach (var route in new[] { "/v1/evidence", "/v1/search", "/v1/conditions/{id}", "/v1/findings", "/v1/evidence/{id}" })
        {
            Assert.Contains(requests, span => span.Name == $"GET {route}" && span.Attributes["http.route"] == route && span.Attributes["http.request.method"] == "GET");
        }
        Assert.Equal(2, requests.Count(span => span.Name == "GET /v1/evidence" && span.Attributes["http.response.status_code"] == "200"));
        Assert.Contains(requests, span => span.Name == "GET /v1/evidence" && span.Attributes["http.response.status_code"] == "400");
        Assert.Single(requests, span => span.Name == "POST /cds-services/{id}");
        Assert.All(requests, span => Assert.DoesNotContain(span.Attributes.Keys, name => name.StartsWith("url.", StringComparison.Ordinal) && name != "url.scheme"));

        var statements = spans.Where(span => span.Scope == "Npgsql").ToList();
        Assert.All(statements, span => Assert.Contains(requests, request => request.Trace == span.Trace));
        Assert.Contains(statements, span => span.Attributes.GetValueOrDefault("db.query.text") is { } sql && sql.Contains("from evidence_document", StringComparison.Ordinal) && sql.Contains('@'));
        var exports = requests.Where(span => span.Name == "GET /v1/findings").Select(span => span.Trace).ToList();
        Assert.Contains(statements, span => exports.Contains(span.Trace));
        Assert.All(statements.Where(span => exports.Contains(span.Trace) && span.Attributes["db.npgsql.data_source"] == "exports"), span => Assert.DoesNotContain("db.query.text", span.Attributes.Keys));
        foreach (var asked in new[] { Mark, "hip-osteoarthritis", "M51.36", "M16.11", "M17.11" }) Assert.DoesNotContain(asked, receiver.Everything, StringComparison.OrdinalIgnoreCase);
        Assert.All(receiver.Resources(), resource => Assert.Equal("evidence-api", resource["service.name"]));
    }

    [Fact]
    public async Task A_trace_of_the_caller_goes_on_and_a_statement_that_quotes_a_value_in_its_error_is_left_out()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var running = await ServiceProcess.StartAsync(own.ConnectionString, [.. receiver.Settings, "--Cache:Megabytes=0"]);
        await using (var connection = await own.OpenAsync()) await connection.ExecuteAsync(FailingRead.Sql);
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, Lookup) { Headers = { { "traceparent", $"00-{trace}-b7ad6b7169203331-01" } } };

        using var answer = await running.Client.SendAsync(request, Cancel);

        Assert.Equal(503, (int)answer.StatusCode);
        await Waiting.UntilAsync(() => Task.FromResult(receiver.Spans().Any(span => span.Scope == "Microsoft.AspNetCore")), 20);
        await Task.Delay(500, Cancel);
        Assert.Contains(receiver.Spans(), span => span.Trace == trace && span.Parent == "b7ad6b7169203331" && span.Name == "GET /v1/evidence" && span.Attributes["http.response.status_code"] == "503");
        Assert.DoesNotContain(FailingRead.Value, receiver.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_gets_the_metrics_with_their_units()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var running = await ServiceProcess.StartAsync(service.OwnerConnectionString, receiver.Settings);
        for (var again = 0; again < 2; again++) await running.Client.GetStringAsync(Lookup, Cancel);
        var units = new Dictionary<string, string>
        {
            ["http.server.request.duration"] = "s",
            ["db.client.operation.duration"] = "s",
            ["evidence.cache.lookups"] = "{lookup}",
            ["evidence.cache.size"] = "By",
            ["evidence.release.number"] = "",
            ["evidence.release.age"] = "s",
            ["evidence.database.last_answer.age"] = "s",
        };

        await Waiting.UntilAsync(() => Task.FromResult(units.Keys.All(receiver.Metrics().ContainsKey)), 20);

        Assert.All(units, metric => Assert.Equal(metric.Value, receiver.Metrics()[metric.Key]));
    }

    [Fact]
    public async Task A_publish_that_runs_as_a_command_sends_how_long_it_took()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var receiver = await OtlpReceiver.StartAsync();
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EvidenceApi.dll"), "migrate"]) { RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__EvidenceOwner"] = own.ConnectionString;
        foreach (var setting in receiver.Settings) start.Environment[setting[2..].Split('=')[0]] = setting.Split('=', 2)[1];

        using var migrating = System.Diagnostics.Process.Start(start)!;
        var printed = await migrating.StandardOutput.ReadToEndAsync(Cancel);
        await migrating.WaitForExitAsync(Cancel);

        Assert.True(migrating.ExitCode == 0, printed);
        Assert.Equal("s", receiver.Metrics()["evidence.publish.duration"]);
    }

    [Fact]
    public async Task A_scrape_is_valid_and_counts_what_came_from_memory()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await ServiceProcess.StartAsync(own.ConnectionString, "--Metrics:Prometheus=true");
        for (var again = 0; again < 3; again++) await running.Client.GetStringAsync(Lookup, Cancel);

        var scrape = await Scrape.OfAsync(running.Client);

        Assert.Equal("counter", scrape.Types["evidence_cache_lookups_total"]);
        Assert.Equal(1, scrape.Sum("evidence_cache_lookups_total", "cache_result=\"miss\""));
        Assert.Equal(2, scrape.Sum("evidence_cache_lookups_total", "cache_result=\"hit\""));
        Assert.Equal(3, scrape.Sum("http_server_request_duration_seconds_count", "http_route=\"/v1/evidence\"", "http_response_status_code=\"200\""));
        Assert.InRange(scrape.Sum("evidence_cache_size_bytes"), 2049, 100_000);
        Assert.Equal(1, scrape.Sum("evidence_release_number"));
        Assert.True(scrape.Sum("evidence_release_age_seconds") > 0);
        Assert.InRange(scrape.Sum("evidence_database_last_answer_age_seconds"), 0, 5);

        await own.AdmitAsync(false);
        await Waiting.UntilAsync(async () =>
        {
            await running.Client.GetStringAsync(Lookup, Cancel);
            return (await Scrape.OfAsync(running.Client)).Sum("evidence_cache_lookups_total", "cache_result=\"stale\"") > 0;
        });
        await Waiting.UntilAsync(async () => (await Scrape.OfAsync(running.Client)).Sum("evidence_database_last_answer_age_seconds") > 2);
    }

    [Fact]
    public async Task Nobody_is_told_how_the_service_does_unless_that_was_asked_for() => await service.GetProblemAsync("/metrics", 404);

    private static JsonObject Marked()
    {
        var request = HookCall.Request(HookCall.PatientView);
        request["context"]!["patientId"] = $"{Mark}patient";
        request["prefetch"] = new JsonObject { ["conditions"] = HookCall.Bundle([HookCall.Condition(HookCall.Icd, "M17.11")]) };
        return request;
    }
}
