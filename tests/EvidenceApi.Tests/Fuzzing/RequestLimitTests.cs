using System.Net;
using System.Text;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>What is too long, and batches that are none: refused, each with its reason.</summary>
public sealed class RequestLimitTests(EvidenceServiceFixture service)
{
    [Theory]
    [InlineData(7_000, HttpStatusCode.BadRequest)]
    [InlineData(20_000, HttpStatusCode.RequestUriTooLong)]
    public async Task A_request_of_great_length_is_refused(int length, HttpStatusCode status)
    {
        var path = $"/v1/evidence?condition={new string('x', length)}";
        using var answer = await service.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_word_of_great_length_is_searched_or_refused_at_once()
    {
        var words = string.Join("%20", Enumerable.Repeat("osteoarthritis", 13));
        Assert.Empty((await service.GetAsync($"/v1/conditions?q={words}x")).Items("items"));
        await service.GetProblemAsync($"/v1/conditions?q={new string('k', 201)}", 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("""{"codes":null}""")]
    [InlineData("""{"codes":[null]}""")]
    [InlineData("""{"codes":["\ud800"]}""")]
    [InlineData("""{"codes":[["icd-10-cm|M17"]]}""")]
    [InlineData("""{"codes":["icd-10-cm|M17"],"view":1e400}""")]
    [InlineData("""{"codes":["icd-10-cm|M17"],"modality":"\u0000"}""")]
    public async Task A_batch_that_is_none_is_refused(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await service.Client.PostAsync("/v1/evidence/lookup", content, TestContext.Current.CancellationToken);

        Assert.Equal("invalid-parameters", (await answer.ProblemAsync(400)).Text("code"));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/evidence/lookup");
        // Asks first: the service may refuse before it is sent.
        request.Headers.ExpectContinue = true;
        request.Content = new StringContent($$"""{"codes":["{{new string('x', 31_000_000)}}"]}""", Encoding.UTF8, "application/json");
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(413);
    }
}
