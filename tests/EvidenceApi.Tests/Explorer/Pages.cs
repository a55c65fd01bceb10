using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Pages as tests read them.</summary>
internal static class Pages
{
    internal const string NotAdvice = "Information about published research, not medical advice.";

    /// <summary>One address of every kind of page, with a name for it.</summary>
    internal static readonly (string Name, string Address)[] Kinds =
    [
        ("start", "/"), ("search", "/search?q=tennis%20elb"), ("search-empty", "/search?q=qqqq%20zzzz"), ("search-blank", "/search"),
        ("condition", "/conditions/lateral-epicondylitis"), ("condition-knee", "/conditions/knee-osteoarthritis?modality=prp"),
        ("condition-group", "/conditions/tendinopathy"), ("condition-empty", "/conditions/tfcc-tear"),
        ("evidence", "/evidence/lateral-epicondylitis.prp.tendon"), ("evidence-large", "/evidence/knee-osteoarthritis.prp.intra-articular-joint"),
        ("evidence-published", "/evidence/discogenic-low-back-pain.prp.intervertebral-disc"),
        ("modalities", "/modalities"), ("modality", "/modalities/prolotherapy"), ("tissue", "/target-tissues/tendon"),
        ("study", "/studies/bennell-2021-restore"), ("sources", "/sources"), ("source", "/sources/rit-guide"), ("levels", "/levels"),
        ("releases", "/releases"), ("release", "/releases/2026.11.1"), ("changes", "/changes"),
        ("not-found", "/conditions/lateral-epicondilitis"), ("no-page", "/evidnce"),
    ];

    private static readonly HtmlParser Parser = new();

    internal static async Task<IDocument> PageAsync(this HttpClient client, string address, int status = 200)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == (HttpStatusCode)status, $"{address}: {(int)answer.StatusCode} {body[..Math.Min(300, body.Length)]}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        return Parser.ParseDocument(body);
    }

    internal static string Squeezed(this INode node) => string.Join(' ', node.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
