using System.Net;
using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>Asking for a form: format and Accept, what is refused, what the headers say, pages.</summary>
public sealed class TableRequestTests(EvidenceServiceFixture service)
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "text/csv", "text/csv")]
    [InlineData("", "application/x-ndjson", "application/x-ndjson")]
    [InlineData("", "application/jsonl", "application/x-ndjson")]
    [InlineData("", Xlsx, Xlsx)]
    [InlineData("", "application/vnd.apache.parquet", "application/vnd.apache.parquet")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", "text/*", "text/csv")]
    [InlineData("", "text/csv;q=0.5, application/json;q=0.4", "text/csv")]
    [InlineData("", "text/csv;q=0.4, application/json;q=0.5", "application/json")]
    [InlineData("", "text/csv, */*", "text/csv")]
    [InlineData("", "application/json;q=0, */*;q=0.1", "text/csv")]
    [InlineData("", "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/json")]
    [InlineData("", "TEXT/CSV", "text/csv")]
    [InlineData("", "no media type", "application/json")]
    [InlineData("format=csv", "application/json", "text/csv")]
    [InlineData("format=json", "text/csv", "application/json")]
    [InlineData("format=ndjson", "text/html", "application/x-ndjson")]
    [InlineData("FORMAT=csv", "", "text/csv")]
    public async Task The_form_is_the_one_asked_for_and_format_wins(string query, string accept, string expected)
    {
        using var answer = await SendAsync($"/v1/gradings?{query}", ("Accept", accept));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        Assert.NotNull(answer.Headers.ETag);
        Assert.Equal("2026.11.1", Assert.Single(answer.Headers.GetValues("Evidence-Release")));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/fhir+json")]
    [InlineData("application/json;q=0")]
    public async Task A_form_that_there_is_not_is_a_406_that_lists_those_there_are(string accept)
    {
        using var answer = await SendAsync("/v1/findings", ("Accept", accept));

        var problem = await answer.ProblemAsync(406);
        Assert.Equal("not-acceptable", problem.Text("code"));
        Assert.Equal(["application/json", "text/csv", "application/x-ndjson", Xlsx, "application/vnd.apache.parquet"], problem.Texts("allowed"));
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("format=xls", "format", "xlsx")]
    [InlineData("format=CSV", "format", "csv")]
    [InlineData("format=csv&format=json", "format", null)]
    [InlineData("format=", "format", null)]
    [InlineData("format=csv&header=no", "header", null)]
    [InlineData("format=csv&guard=false", "guard", null)]
    [InlineData("formt=csv", "formt", "format")]
    [InlineData("format=csv&fields=id", "fields", null)]
    [InlineData("format=csv&cursor=abc", "cursor", null)]
    [InlineData("format=csv&limit=0", "limit", null)]
    [InlineData("format=parquet&condition=knee", "condition", "knee-osteoarthritis")]
    public async Task What_cannot_be_used_is_refused(string query, string parameter, string? meant)
    {
        var error = (await service.GetProblemAsync($"/v1/studies?{query}", 400)).At("errors").At(parameter)[0];

        if (meant is not null) Assert.Contains(meant, error.Texts("didYouMean").Concat(error.IsNull("allowed") ? [] : error.Texts("allowed")));
    }

    [Fact]
    public async Task A_route_without_forms_has_no_such_parameter() =>
        Assert.Equal("unknown-parameter", (await service.GetProblemAsync("/v1/search?q=knee&format=csv", 400)).At("errors").At("format")[0].Text("code"));

    [Fact]
    public async Task Members_are_not_chosen_from_a_table() => await service.GetProblemAsync("/v1/evidence?format=xlsx&view=full", 400);

    [Fact]
    public async Task The_header_can_be_left_out()
    {
        using var answer = await SendAsync("/v1/gradings?format=csv&header=absent&guard=off");
        var bare = await answer.Content.ReadAsStringAsync(Cancel);
        var whole = await service.Client.GetStringAsync("/v1/gradings?format=csv&header=present&guard=off", Cancel);

        Assert.Equal(whole[(whole.IndexOf('\n', StringComparison.Ordinal) + 1)..], bare);
        Assert.Equal("text/csv; charset=utf-8; header=absent", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task The_answer_says_what_file_it_is_and_where_its_columns_are_explained()
    {
        using var answer = await SendAsync("/v1/safety?format=csv");

        Assert.Equal("attachment; filename=\"evidence-safety-fact-2026.11.1.csv\"", answer.Content.Headers.ContentDisposition?.ToString());
        var link = answer.Headers.GetValues("Link").Single(value => value.Contains("describedby", StringComparison.Ordinal));
        var described = await service.AllAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal((await TableFile.GetAsync(service.Client, "/v1/safety", "csv")).Columns, described.Select(column => column.Text("column")));
    }

    [Fact]
    public async Task An_unchanged_file_is_not_sent_again_and_each_form_has_a_tag_of_its_own()
    {
        using var csv = await SendAsync("/v1/studies", ("Accept", "text/csv"));
        using var json = await SendAsync("/v1/studies");
        using var again = await SendAsync("/v1/studies", ("Accept", "text/csv"), ("If-None-Match", csv.Headers.ETag!.ToString()));
        using var other = await SendAsync("/v1/studies", ("Accept", "application/x-ndjson"), ("If-None-Match", csv.Headers.ETag!.ToString()));

        Assert.NotEqual(csv.Headers.ETag, json.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_pinned_file_may_be_kept_for_ever()
    {
        using var answer = await SendAsync("/v1/studies?format=csv&release=2026.11.1");

        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/findings", "finding", 100)]
    [InlineData("/v1/evidence?sort=strength", "evidence", 33)]
    [InlineData("/v1/conditions", "condition", 20)]
    public async Task With_a_limit_a_file_is_a_page_and_links_to_the_next(string path, string table, int limit)
    {
        var (keys, next, pages) = (new List<string>(), $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}&format=csv", 0);
        while (next is not null)
        {
            using var answer = await SendAsync(next);
            var page = TableFile.Csv(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.True(page.Rows.Count <= limit);
            keys.AddRange(TableRoutes.Keys(page, table));
            var link = answer.Headers.GetValues("Link").SingleOrDefault(value => value.Contains("rel=\"next\"", StringComparison.Ordinal));
            next = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
            pages++;
        }

        Assert.True(pages > 1);
        Assert.Equal(TableRoutes.Keys(await TableFile.GetAsync(service.Client, path, "csv"), table), keys);
    }

    [Fact]
    public async Task A_page_of_json_goes_on_as_csv()
    {
        var cursor = (await service.GetAsync("/v1/studies?limit=10&modality=prp")).Text("page.next");
        var rest = await TableFile.GetAsync(service.Client, $"/v1/studies?limit=10&modality=prp&cursor={cursor}", "csv");

        Assert.Equal((await service.GetAsync($"/v1/studies?limit=10&modality=prp&cursor={cursor}")).Items("items").Ids(), TableRoutes.Keys(rest, "study"));
    }

    [Fact]
    public async Task Head_says_what_a_file_would_be()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/v1/findings?format=parquet");
        using var answer = await service.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/vnd.apache.parquet", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task An_empty_file_has_its_columns()
    {
        const string nothing = "/v1/gradings?condition=crps&modality=prolotherapy&direction=favours-comparator";
        Assert.Empty(await service.AllAsync(nothing));

        var csv = await service.Client.GetStringAsync($"{nothing}&format=csv", Cancel);
        Assert.StartsWith("id,condition,", csv, StringComparison.Ordinal);
        Assert.Equal(1, csv.Split("\r\n").Length - 1);
        Assert.Empty(await TableFile.NdjsonAsync(service.Client, nothing));
    }

    [Fact]
    public async Task An_unknown_item_has_no_tables()
    {
        var problem = await service.GetProblemAsync("/v1/evidence/knee-osteoarthritis.prp.intra-articular-jont/studies?format=csv", 404);

        Assert.Contains("knee-osteoarthritis.prp.intra-articular-joint", problem.Texts("didYouMean"));
        Assert.Equal(JsonValueKind.Object, (await service.GetProblemAsync("/v1/evidence/nope/findings", 404)).ValueKind);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await service.Client.SendAsync(request, Cancel);
    }
}
