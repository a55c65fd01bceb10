using System.Globalization;
using System.Text;
using CsCheck;
using EvidenceApi.Tests.CdsHooks;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Bodies that are sent to the routes of the contract that take one.</summary>
internal static class BodyRequests
{
    private const string Instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea";
    private const string Coded = """{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M77.11"}],"text":"x"}}""";

    // The contract shows one service; the others are called with other contexts.
    private static readonly IReadOnlyDictionary<string, string> OtherServices = new Dictionary<string, string>
    {
        [HookCall.ProblemCreate] = $$"""{"hook":"problem-list-item-create","hookInstance":"{{Instance}}","context":{"userId":"Practitioner/1","patientId":"1","conditions":{"resourceType":"Bundle","entry":[{"resource":{{Coded}}}]} } }""",
        [HookCall.OrderSelect] = $$"""
            {"hook":"order-select","hookInstance":"{{Instance}}","fhirServer":"https://ehr.example/fhir","context":{"userId":"Practitioner/1","patientId":"1","selections":["ServiceRequest/o"],
             "draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ServiceRequest","id":"o","reasonReference":[{"reference":"Condition/c"}],"reason":[{"reference":{"reference":"Condition/c"} }]} }]} },
             "prefetch":{"conditions":{"resourceType":"Bundle","entry":[{"resource":{{Coded}}}]} } }
            """,
    };

    private static readonly Gen<(string Name, string Value)[]> Types = Gen.Frequency(
        (20, Gen.Const<(string, string)[]>([("Content-Type", "application/json")])),
        (4, Gen.OneOf("application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=nonsense", "application/json; charset=\"", "APPLICATION/JSON", "application/fhir+json", "text/json", "text/plain", "text/html",
            "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/", "/", "*/*", ";", "application/json, text/plain", "").Select(type => new[] { ("Content-Type", type) })),
        (1, Gen.Const<(string, string)[]>([])),
        (2, Gen.OneOf("gzip", "br", "deflate", "identity", "gzip, gzip", "x").Select(encoding => new[] { ("Content-Type", "application/json"), ("Content-Encoding", encoding) })));

    internal static Gen<FuzzRequest> Lookups(IReadOnlyList<ContractRoute> routes) => To(routes.Single(route => route.Path == "/v1/evidence/lookup"));

    internal static Gen<FuzzRequest> Hooks(IReadOnlyList<ContractRoute> routes)
    {
        var call = routes.Single(route => route is { Path: "/cds-services/{id}", Method: "POST" });
        var feedback = routes.Single(route => route.Path == "/cds-services/{id}/feedback");
        var others = Gen.OneOf([.. OtherServices]).SelectMany(service => Sent(Gen.Const($"/cds-services/{service.Key}"), JsonMutation.Of(Gen.Const(service.Value)), call.Documented));
        return Gen.Frequency((2, To(call)), (4, others), (4, To(feedback)));
    }

    /// <summary>A body to an address, in whatever type it claims, whole or in pieces.</summary>
    internal static Gen<FuzzRequest> Sent(Gen<string> target, Gen<byte[]> body, IReadOnlySet<int> documented) => Gen.Select(
        target, body, Types, Gen.Int[0, 20], (address, bytes, types, way) => way < 3
            ? new FuzzRequest("POST", address, [.. types, ("Transfer-Encoding", "chunked")], Chunked(bytes, (way * 500) + 7), documented)
            : new FuzzRequest("POST", address, types, bytes, documented));

    private static Gen<FuzzRequest> To(ContractRoute route)
    {
        var good = Gen.OneOf([.. route.Bodies]);
        var target = Gen.Frequency((8, Gen.Const(route.Address)), (1, route.AnyAddress), (1, Gen.Select(Gen.Const(route.Address), route.AnyQuery(["x"]), (address, query) => address + query)));
        return Sent(target, Gen.Frequency((1, good.Select(Encoding.UTF8.GetBytes)), (12, JsonMutation.Of(good))), route.Documented);
    }

    private static byte[] Chunked(byte[] body, int size) =>
        [.. body.Chunk(size).SelectMany(chunk => Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n").Concat(chunk).Concat("\r\n"u8.ToArray())), .. "0\r\n\r\n"u8];
}
