using System.Text;
using System.Text.Json.Nodes;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>Calls as real EHRs send them are answered; what is no call is refused without telling what it held.</summary>
public sealed class HookRequestTests(EvidenceServiceFixture service)
{
    private const string Knee = "knee-osteoarthritis";
    private const string Disc = "discogenic-low-back-pain";
    private const string KneeCoding = """{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M17.11" }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    // What a client sends in place of data: no cards, and no error.
    [InlineData("null", "")]
    [InlineData("{}", "")]
    [InlineData("[]", "")]
    [InlineData("\"\"", "")]
    [InlineData("""{ "resourceType": "OperationOutcome", "issue": [{ "severity": "error", "code": "forbidden" }] }""", "")]
    [InlineData("""{ "resourceType": "Bundle", "total": 0 }""", "")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [] }""", "")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [null, {}, { "resource": null }, { "resource": { "resourceType": "OperationOutcome" } }] }""", "")]
    // Shapes.
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [CODING] } }""", Knee)]
    [InlineData("""[{ "resourceType": "Condition", "code": { "coding": [CODING] } }]""", Knee)]
    [InlineData("""{ "resourceType": "Bundle", "type": "searchset", "link": [{ "relation": "self", "url": "x" }], "entry": [{ "fullUrl": "urn:uuid:1", "search": { "mode": "match" }, "resource": { "resourceType": "Condition", "code": { "coding": [CODING] } } }] }""", Knee)]
    [InlineData("""[{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Condition", "code": { "coding": [CODING] } } }] }]""", Knee)]
    // What a tolerant reader reads over.
    [InlineData("""{ "resourceType": "Condition", "extension": [{ "url": "https://ehr.example/x", "valueWhatever": 1 }], "madeUp": { "a": [] }, "recordedDate": "yesterday", "onsetDateTime": 5, "code": { "coding": [CODING], "extension": [{}] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "contained": [{ "resourceType": "HomeMade", "x": 1 }], "text": { "status": "generated", "div": "<p>unclosed" }, "code": { "coding": [null, {}, { "code": "M17" }, { "system": "https://ehr.example/codes", "code": "1" }, CODING] } }""", Knee)]
    [InlineData("""[{ "resourceType": "Condition", "code": { "coding": "M17.11" } }, { "resourceType": "Condition", "code": [] }, { "resourceType": "Condition", "code": { "coding": [{ "system": 1, "code": 2 }] } }, { "resourceType": "HomeMade" }, { "resourceType": 5 }, 7, { "resourceType": "Condition", "code": { "coding": [CODING] } }]""", Knee)]
    // Codes.
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "m1711" }] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "system": "urn:oid:2.16.840.1.113883.6.90", "code": " M17.11 " }] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "239873007" }] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "239873007" }, CODING, CODING] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "code": { "text": "Osteoarthritis of the knee" } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "code": "M17.11", "display": "Osteoarthritis of the knee" }] } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M17|'; drop table study" }] } }""", "")]
    // A category that is broader than the codes on record stands for none of them.
    [InlineData("""{ "resourceType": "Condition", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G5" }] } }""", "")]
    // Status.
    [InlineData("""{ "resourceType": "Condition", "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] }, "code": { "coding": [CODING] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "clinicalStatus": { "coding": [{ "code": "recurrence" }] }, "verificationStatus": { "coding": [{ "code": "provisional" }] }, "code": { "coding": [CODING] } }""", Knee)]
    [InlineData("""{ "resourceType": "Condition", "clinicalStatus": { "coding": [{ "code": "resolved" }] }, "code": { "coding": [CODING] } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "clinicalStatus": { "coding": [{ "code": "inactive" }] }, "code": { "coding": [CODING] } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "clinicalStatus": "resolved", "code": { "coding": [CODING] } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "verificationStatus": { "coding": [{ "code": "refuted" }] }, "code": { "coding": [CODING] } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "verificationStatus": { "coding": [{ "code": "entered-in-error" }] }, "code": { "coding": [CODING] } }""", "")]
    [InlineData("""{ "resourceType": "Condition", "clinicalStatus": "active", "code": { "coding": [CODING] } }""", Knee)]
    public async Task A_problem_list_is_read_as_EHRs_send_it(string prefetch, string topics) =>
        Assert.Equal(topics, string.Join(' ', await service.Client.TopicsAsync(HookCall.WithPrefetch(JsonNode.Parse(prefetch.Replace("CODING", KneeCoding, StringComparison.Ordinal))))));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{ "prefetch": null }""")]
    [InlineData("""{ "prefetch": {} }""")]
    [InlineData("""{ "prefetch": [] }""")]
    [InlineData("""{ "prefetch": { "patient": { "resourceType": "Patient" } } }""")]
    [InlineData("""{ "fhirServer": null, "fhirAuthorization": null, "extension": { "com.example": 1 }, "prefetch": { "conditions": null } }""")]
    public async Task Without_its_prefetch_a_call_has_no_cards(string more)
    {
        var request = HookCall.Request();
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) request[name] = value?.DeepClone();

        Assert.Empty(await service.Client.TopicsAsync(request));
    }

    [Fact]
    public async Task Three_hundred_conditions_are_read_and_each_counts_once()
    {
        var codes = Enumerable.Range(0, 298).Select(number => (HookCall.Icd, $"Z{number:000}")).Append((HookCall.Icd, "M51.360")).Append((HookCall.Icd, "M17.11")).Append((HookCall.Snomed, "239873007"));

        Assert.Equal([Disc, Knee], (await service.Client.TopicsAsync(HookCall.PatientWith([.. codes]))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_new_problem_is_read_from_the_context()
    {
        var request = HookCall.Request(HookCall.ProblemCreate);
        request["context"]!["conditions"] = HookCall.Bundle([HookCall.Condition(HookCall.Icd, "M17.11")]);
        request["prefetch"] = new JsonObject { ["conditions"] = HookCall.Bundle([HookCall.Condition(HookCall.Icd, "M51.360")]) };

        Assert.Equal([Knee], await service.Client.TopicsAsync(request, HookCall.ProblemCreate));
    }

    [Theory]
    [InlineData("""["ServiceRequest/a"]""", "knee-osteoarthritis")]
    [InlineData("""["ServiceRequest/b"]""", "discogenic-low-back-pain")]
    [InlineData("""["MedicationRequest/c"]""", "lateral-epicondylitis")]
    [InlineData("""["DeviceRequest/d"]""", "plantar-fasciitis")]
    [InlineData("""["ServiceRequest/nowhere"]""", "")]
    [InlineData("""["NutritionOrder/e"]""", "")]
    [InlineData("""["ServiceRequest/a", "MedicationRequest/c"]""", "knee-osteoarthritis lateral-epicondylitis")]
    [InlineData("""[]""", "discogenic-low-back-pain knee-osteoarthritis lateral-epicondylitis plantar-fasciitis")]
    [InlineData("null", "discogenic-low-back-pain knee-osteoarthritis lateral-epicondylitis plantar-fasciitis")]
    public async Task The_reasons_of_the_selected_orders_count(string selections, string topics)
    {
        const string orders = """
            [
              { "resourceType": "ServiceRequest", "id": "a", "status": "draft", "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M17.11" }] }] },
              { "resourceType": "ServiceRequest", "id": "b", "reasonReference": [{ "reference": "#k" }, { "reference": "#gone" }, { "display": "no reference" }],
                "contained": [{ "resourceType": "HomeMade" }, { "resourceType": "Condition", "id": "k", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M51.360" }] } }] },
              { "resourceType": "MedicationRequest", "id": "c", "reasonReference": [{ "reference": "Condition/77" }, { "reference": "Condition/78" }] },
              { "resourceType": "DeviceRequest", "id": "d", "reasonReference": [{ "reference": "https://ehr.example/r4/Condition/79" }] },
              { "resourceType": "NutritionOrder", "id": "e" }
            ]
            """;
        const string problems = """
            [
              { "resourceType": "Condition", "id": "77", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M77.11" }] } },
              { "resourceType": "Condition", "id": "78", "clinicalStatus": { "coding": [{ "code": "resolved" }] }, "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G56.01" }] } },
              { "resourceType": "Condition", "id": "79", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M72.2" }] } }
            ]
            """;
        var request = HookCall.Request(HookCall.OrderSelect);
        request["context"]!["selections"] = JsonNode.Parse(selections);
        request["context"]!["draftOrders"] = HookCall.Bundle(JsonNode.Parse(orders)!.AsArray().Select(order => order!.DeepClone()));
        request["prefetch"] = new JsonObject { ["conditions"] = HookCall.Bundle(JsonNode.Parse(problems)!.AsArray().Select(problem => problem!.DeepClone())) };

        Assert.Equal(topics, string.Join(' ', (await service.Client.TopicsAsync(request, HookCall.OrderSelect)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_same_call_gets_the_same_cards_and_another_one_other_uuids()
    {
        var request = HookCall.PatientWith((HookCall.Icd, "M17.11"));
        var first = await service.Client.CallAsync(request);
        Assert.Equal(first.GetRawText(), (await service.Client.CallAsync(request)).GetRawText());

        request["hookInstance"] = Guid.NewGuid().ToString();
        var other = (await service.Client.CallAsync(request)).Items("cards").Single();
        Assert.NotEqual(first.Items("cards").Single().Text("uuid"), other.Text("uuid"));
        Assert.Equal(8, Guid.Parse(other.Text("uuid")).Version);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("MARK", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("\"MARK\"", "body")]
    [InlineData("{}", "hook")]
    [InlineData("""{ "hook": "MARK" }""", "hook")]
    [InlineData("""{ "hook": "order-select" }""", "hook")]
    [InlineData("""{ "hookInstance": null }""", "hookInstance")]
    [InlineData("""{ "hookInstance": "MARK" }""", "hookInstance")]
    [InlineData("""{ "context": null }""", "context")]
    [InlineData("""{ "context": ["MARK"] }""", "context")]
    [InlineData("""{ "context": { "patientId": "MARK" } }""", "context.userId")]
    [InlineData("""{ "context": { "userId": "MARK", "patientId": "" } }""", "context.patientId")]
    [InlineData("""{ "context": { "userId": "MARK", "patientId": 1 } }""", "context.patientId")]
    [InlineData("""{ "fhirServer": "http://mark.example/MARK" }""", "fhirServer")]
    [InlineData("""{ "fhirServer": "MARK" }""", "fhirServer")]
    [InlineData("""{ "fhirAuthorization": { "access_token": "MARK" } }""", "fhirServer")]
    [InlineData("""{ "fhirServer": "https://ehr.example", "fhirAuthorization": "MARK" }""", "fhirAuthorization")]
    public async Task What_is_no_call_is_a_400_that_names_the_member_and_not_the_value(string sent, string member)
    {
        var body = sent;
        if (sent.StartsWith("{ ", StringComparison.Ordinal))
        {
            var request = HookCall.Request();
            foreach (var (name, value) in JsonNode.Parse(sent)!.AsObject()) request[name] = value?.DeepClone();
            body = request.ToJsonString();
        }

        using var answer = await service.Client.PostAsync(HookCall.PatientView, body);
        var problem = await answer.ProblemAsync(400);

        Assert.True(problem.At("errors").Has(member), problem.GetRawText());
        Assert.DoesNotContain("MARK", problem.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData(HookCall.ProblemCreate, "context.conditions")]
    [InlineData(HookCall.OrderSelect, "context.draftOrders")]
    public async Task The_resources_of_a_context_are_required(string id, string member)
    {
        using var answer = await service.Client.PostAsync(id, HookCall.Request(id).ToJsonString());

        Assert.True((await answer.ProblemAsync(400)).At("errors").Has(member));
    }

    [Fact]
    public async Task Unknown_services_wrong_types_and_methods_and_great_bodies_are_refused()
    {
        using var unknown = await service.Client.PostAsync("evidence-patient-veiw", "{}");
        Assert.Contains(HookCall.PatientView, (await unknown.ProblemAsync(404)).Texts("didYouMean"));
        using var unknownFeedback = await service.Client.PostAsync("nope/feedback", "{}");
        await unknownFeedback.ProblemAsync(404);
        using var text = await service.Client.PostAsync(HookCall.PatientView, "{}", type: "text/plain");
        await text.ProblemAsync(415);
        await service.GetProblemAsync($"/cds-services/{HookCall.PatientView}", 405);
        using var great = await service.Client.PostAsync(HookCall.PatientView, $$"""{"hook":"{{new string('x', 1_100_000)}}"}""");
        await great.ProblemAsync(413);
        foreach (var refused in new[] { unknown, unknownFeedback, text, great }) Assert.Equal("*", Assert.Single(refused.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Whatever_is_sent_the_service_has_no_fault()
    {
        var random = new Random(20261122);
        var good = HookCall.PatientWith((HookCall.Icd, "M17.11"), (HookCall.Snomed, "239873007")).ToJsonString();
        string[] pieces = ["null", "[]", "{}", "\"\"", "1e999", "\"\\ud800\"", "\"\\u0000\"", "-1", "true", "[[[[[[]]]]]]", "{\"resourceType\":\"Condition\"}", new string('[', 400)];
        for (var round = 0; round < 300; round++)
        {
            // A value, a brace or a run of characters is replaced by something else.
            var from = random.Next(good.Length);
            var to = Math.Min(good.Length, from + random.Next(1, 60));
            var body = string.Concat(good.AsSpan(0, from), pieces[random.Next(pieces.Length)], good.AsSpan(to));
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await service.Client.PostAsync($"/cds-services/{HookCall.PatientView}", content, Cancel);
            Assert.True((int)answer.StatusCode is 200 or 400, $"{(int)answer.StatusCode} {body}");
        }
    }
}
