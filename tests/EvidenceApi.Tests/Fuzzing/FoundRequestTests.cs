using System.Text;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Requests that once met a fault of the service.</summary>
public sealed class FoundRequestTests(EvidenceServiceFixture service)
{
    private const string Post = " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Lookup = "POST /v1/evidence/lookup" + Post + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Hook = "POST /cds-services/evidence-patient-view" + Post;

    [Theory]
    [InlineData(Lookup + "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData(Lookup + "2\r\n{}\r\n0\r\nX-Trailer: \u00c3(\u00ff\r\n\r\n", 400)]
    [InlineData(Hook + "Content-Length: 42\r\n\r\n{\"hook\":\"patient-view\",\"hookInstance\":\"\u00ff\"}", 400)]
    [InlineData(Hook + "Content-Length: 47\r\n\r\n{\"hook\":\"patient-view\",\"hookInstance\":\"\\ud800\"}", 400)]
    [InlineData("GET /v1/nothing" + Post + "\r\n", 404)]
    [InlineData("DELETE /v1/studies" + Post + "\r\n", 405)]
    [InlineData("POST /v1/evidence/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", 415)]
    public async Task A_request_that_was_no_fault_of_the_service_is_refused(string sent, int status)
    {
        using var client = new FuzzClient(service.Client.BaseAddress!);
        var request = new FuzzRequest("", "", []) { Wire = Encoding.Latin1.GetBytes(sent) };
        var answer = await client.SendAsync(request);

        Assert.Equal(status, answer.Status);
        Assert.Empty(AnswerRules.Broken(request, answer));
    }
}
