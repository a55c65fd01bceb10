using System.Net;
using System.Text.Json;

namespace EvidenceApi.Tests.Setup;

/// <summary>Requests as tests make them, with what holds of every answer asserted on the way.</summary>
internal static class Http
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The body of a 200.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode} {body}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    /// <summary>The body of an error.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpClient client, string path, int status)
    {
        using var answer = await client.GetAsync(path, Cancel);
        return await answer.ProblemAsync(status);
    }

    /// <summary>The body of an error: an RFC 9457 problem with a code and without the inside of the service.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        foreach (var inside in new[] { "Npgsql", "PostgresException", "StackTrace", "   at ", "select ", "evidence_document" })
        {
            Assert.DoesNotContain(inside, body, StringComparison.OrdinalIgnoreCase);
        }
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(status, problem.Number("status"));
        Assert.NotEmpty(problem.Text("title"));
        Assert.Matches("^[a-z]+(-[a-z]+)*$", problem.Text("code"));
        return problem;
    }

    /// <summary>The items of all pages.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AllAsync(this HttpClient client, string path, int limit = 100)
    {
        var all = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await client.JsonAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{next}");
            all.AddRange(page.Items("items"));
            next = page.At("page.next").GetString() is { } cursor ? $"&cursor={cursor}" : null;
            Assert.True(all.Count <= page.Number("page.total"), $"{path}: more items than its total");
        }
        while (next is not null);
        return all;
    }
}
