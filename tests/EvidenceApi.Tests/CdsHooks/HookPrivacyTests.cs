using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>
/// A marked patient goes every way through the service, at the most talkative log level: afterwards no mark is found in its answers, its
/// logs or its database.
/// </summary>
public sealed class HookPrivacyTests(EvidenceServiceFixture service)
{
    private const string Mark = "Zqmark";
    private static readonly string[] Trace = ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Trace", "--Logging:Console:FormatterName=simple", "--Logging:Console:FormatterOptions:IncludeScopes=true"];

    private readonly StringBuilder answers = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_mark_of_a_patient_is_found_anywhere_outside_its_request()
    {
        using var ehr = new TokenMaker();
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await ServiceProcess.StartAsync(own.ConnectionString, [.. ehr.Settings(), .. Trace, "--CdsHooks:SuppressAfterOverrides=1", "--CdsHooks:DeadlineMilliseconds=3000"]);
        var seen = new StringBuilder();

        // Good, of every kind.
        var marked = Marked(HookCall.PatientView);
        var view = JsonNode.Parse(await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), ehr.Bearer(), 200))!;
        Assert.Equal(2, view["cards"]!.AsArray().Count);
        await SendAsync(running, HookCall.ProblemCreate, Marked(HookCall.ProblemCreate).ToJsonString(), ehr.Bearer($"/cds-services/{HookCall.ProblemCreate}"), 200);
        await SendAsync(running, HookCall.OrderSelect, Marked(HookCall.OrderSelect).ToJsonString(), ehr.Bearer($"/cds-services/{HookCall.OrderSelect}"), 200);

        // No call.
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString()[..^30], ehr.Bearer(), 400);
        await SendAsync(running, HookCall.PatientView, $"{Mark} is no JSON \ud83d", ehr.Bearer(), 400);
        await SendAsync(running, HookCall.OrderSelect, marked.ToJsonString(), ehr.Bearer($"/cds-services/{HookCall.OrderSelect}"), 400);
        foreach (var member in new[] { "hook", "hookInstance", "fhirServer", "fhirAuthorization", "context", "prefetch" })
        {
            var wrong = Marked(HookCall.PatientView);
            wrong[member] = $"{Mark}{member}";
            await SendAsync(running, HookCall.PatientView, wrong.ToJsonString(), ehr.Bearer(), member == "prefetch" ? 200 : 400);
        }
        await SendAsync(running, "unknown", marked.ToJsonString(), ehr.Bearer("/cds-services/unknown"), 404);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), ehr.Bearer(), 415, "text/plain");
        await SendAsync(running, HookCall.PatientView, $"{{\"x\":\"{string.Concat(Enumerable.Repeat(Mark, 200_000))}\"}}", ehr.Bearer(), 413);

        // No token, and tokens that carry marks.
        var payload = ehr.Payload();
        (payload["iss"], payload["sub"], payload["jti"], payload["tenant"]) = ($"https://{Mark}.example", Mark, Mark, Mark);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), null, 401);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), $"Bearer {Mark}", 401);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), $"Bearer {ehr.Sign(TokenMaker.Header(), payload)}", 401);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), $"Bearer {ehr.Sign(TokenMaker.Header(kid: Mark), payload)}", 401);
        var late = ehr.Payload();
        (late["exp"], late["sub"]) = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, Mark);
        (late["iat"], late["jti"]) = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 120, Mark);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), $"Bearer {ehr.Sign(TokenMaker.Header(), late)}", 401);

        // Feedback with a comment, and what is none.
        var feedback = Feedback((string)view["cards"]![0]!["uuid"]!, (string)view["cards"]![0]!["overrideReasons"]![0]!["system"]!);
        const string feedbackPath = $"{HookCall.PatientView}/feedback";
        await SendAsync(running, feedbackPath, feedback.ToJsonString(), ehr.Bearer($"/cds-services/{feedbackPath}"), 200);
        await SendAsync(running, feedbackPath, feedback.ToJsonString().Replace("overridden", Mark, StringComparison.Ordinal), ehr.Bearer($"/cds-services/{feedbackPath}"), 400);
        await SendAsync(running, feedbackPath, $"[{Mark}", ehr.Bearer($"/cds-services/{feedbackPath}"), 400);
        Assert.Single(JsonNode.Parse(await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), ehr.Bearer(), 200))!["cards"]!.AsArray());

        // Too slow, and gone before its end.
        await StopHalfwayAsync(running, marked.ToJsonString(), ehr.Bearer(), wait: true);
        await StopHalfwayAsync(running, marked.ToJsonString(), ehr.Bearer(), wait: false);
        seen.Append(await ServiceProcess.DumpAsync(own));

        // The database away.
        await own.AdmitAsync(false);
        await SendAsync(running, HookCall.PatientView, marked.ToJsonString(), ehr.Bearer(), 200);
        await SendAsync(running, feedbackPath, feedback.ToJsonString(), ehr.Bearer($"/cds-services/{feedbackPath}"), 503);
        await own.AdmitAsync(true);
        await Task.Delay(1500, Cancel);
        seen.Append(await ServiceProcess.DumpAsync(own));

        // The search would find one: what does not come from the patient is there.
        Assert.Contains("patient-ineligible", seen.ToString(), StringComparison.Ordinal);
        Assert.Contains("Request starting HTTP/1.1 POST", running.Output, StringComparison.Ordinal);
        Assert.Contains("A hook call took longer than", running.Output, StringComparison.Ordinal);
        Assert.Contains("knee-osteoarthritis", answers.ToString(), StringComparison.Ordinal);
        foreach (var place in new[] { running.Output, answers.ToString(), seen.ToString() })
        {
            foreach (var mark in new[] { Mark, (string)marked["hookInstance"]!, "eyJ" })
            {
                var at = place.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
                Assert.True(at < 0, at < 0 ? "" : place.Substring(Math.Max(0, at - 300), Math.Min(600, place.Length - Math.Max(0, at - 300))));
            }
        }
    }

    /// <summary>A call in which every field that can hold anything about a patient holds a mark.</summary>
    private static JsonObject Marked(string id)
    {
        var request = HookCall.Request(id);
        request["fhirServer"] = $"https://{Mark}server.example/{Mark}";
        request["fhirAuthorization"] = new JsonObject { ["access_token"] = $"{Mark}access", ["token_type"] = "Bearer", ["expires_in"] = 300, ["scope"] = $"{Mark}scope", ["subject"] = $"{Mark}subject", ["patient"] = $"{Mark}patient" };
        request["extension"] = new JsonObject { [$"{Mark}extension"] = $"{Mark}extension" };
        var context = request["context"]!.AsObject();
        (context["userId"], context["patientId"], context["encounterId"]) = ($"Practitioner/{Mark}user", $"{Mark}patient", $"{Mark}encounter");
        (context["extension"], context[$"{Mark}member"]) = ($"{Mark}context", Mark);
        JsonObject[] conditions = [Condition("M17.11"), Condition("M51.360"), Condition($"M17.{Mark}"), Broken()];
        request["prefetch"] = new JsonObject { ["conditions"] = HookCall.Bundle(conditions), ["patient"] = Patient(), [$"{Mark}key"] = Patient() };
        if (id == HookCall.ProblemCreate) context["conditions"] = HookCall.Bundle([Condition("M17.11"), Broken()]);
        if (id == HookCall.OrderSelect)
        {
            context["selections"] = new JsonArray($"ServiceRequest/{Mark}order");
            context["draftOrders"] = HookCall.Bundle([new JsonObject
            {
                ["resourceType"] = "ServiceRequest", ["id"] = $"{Mark}order", ["subject"] = new JsonObject { ["reference"] = $"Patient/{Mark}" },
                ["reasonReference"] = new JsonArray(new JsonObject { ["reference"] = $"Condition/{Mark}M17.11", ["display"] = $"{Mark}reason" }), ["contained"] = new JsonArray(Patient()),
            }]);
        }
        return request;
    }

    private static JsonObject Condition(string code)
    {
        var condition = HookCall.Condition(HookCall.Icd, code);
        (condition["id"], condition["recordedDate"]) = ($"{Mark}{code}", $"{Mark}date");
        condition["code"]!["text"] = $"{Mark}text";
        condition["code"]!["coding"]![0]!["display"] = $"{Mark}display";
        condition["subject"] = new JsonObject { ["reference"] = $"Patient/{Mark}", ["display"] = $"{Mark}name" };
        condition["extension"] = new JsonArray(new JsonObject { ["url"] = $"https://{Mark}.example", ["valueString"] = $"{Mark}value" });
        condition["note"] = new JsonArray(new JsonObject { ["text"] = $"{Mark}note" });
        condition[$"{Mark}unknown"] = $"{Mark}unknown";
        return condition;
    }

    // What the FHIR reader complains of, with the mark in the place of which it complains.
    private static JsonObject Broken() => new() { ["resourceType"] = "Condition", ["id"] = new JsonObject(), ["code"] = new JsonObject { ["coding"] = $"{Mark}coding" }, ["clinicalStatus"] = $"{Mark}status" };

    private static JsonObject Patient() => new()
    {
        ["resourceType"] = "Patient",
        ["id"] = $"{Mark}id",
        ["birthDate"] = $"{Mark}birth",
        ["name"] = new JsonArray(new JsonObject { ["family"] = $"{Mark}family", ["given"] = new JsonArray($"{Mark}given") }),
        ["identifier"] = new JsonArray(new JsonObject { ["value"] = $"{Mark}mrn" }),
        ["telecom"] = new JsonArray(new JsonObject { ["value"] = $"{Mark}phone" }),
    };

    private static JsonObject Feedback(string card, string system) => new()
    {
        ["feedback"] = new JsonArray(
            Report(new JsonObject { ["reason"] = new JsonObject { ["system"] = system, ["code"] = "not-relevant", ["display"] = $"{Mark}display" }, ["userComment"] = $"{Mark}comment" }, card),
            Report(new JsonObject { ["reason"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes", ["code"] = "patient-ineligible" } }),
            Report(new JsonObject { ["reason"] = new JsonObject { ["system"] = $"{Mark}system", ["code"] = $"{Mark} typed a name" } }),
            Report(new JsonObject { ["userComment"] = $"{Mark}comment" })),
        [$"{Mark}member"] = Mark,
    };

    private static JsonObject Report(JsonObject reason, string? card = null) => new()
    {
        ["card"] = card ?? Guid.NewGuid().ToString(),
        ["outcome"] = "overridden",
        ["overrideReason"] = reason,
        ["outcomeTimestamp"] = "2026-11-22T23:00:00Z",
        ["acceptedSuggestions"] = new JsonArray(new JsonObject { ["id"] = $"{Mark}suggestion" }),
        [$"{Mark}extra"] = Mark,
    };

    private async Task<string> SendAsync(ServiceProcess running, string path, string body, string? token, int status, string type = "application/json")
    {
        using var answer = await running.Client.PostAsync(path, body, token, type);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{path} {status}: {(int)answer.StatusCode} {text}");
        answers.AppendLine(answer.Headers.ToString()).AppendLine(text);
        return text;
    }

    private async Task StopHalfwayAsync(ServiceProcess running, string body, string token, bool wait)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", running.Client.BaseAddress!.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /cds-services/{HookCall.PatientView} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body[..^20]}"), Cancel);
        if (!wait) return;
        var buffer = new byte[4096];
        var count = await stream.ReadAsync(buffer, Cancel);
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
        answers.Append(Encoding.ASCII.GetString(buffer, 0, count));
    }
}
