using System.Net;
using System.Text.RegularExpressions;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Explorer;

/// <summary>Pages as HTTP: headers, releases, errors, and input that nobody expects.</summary>
public sealed class PageHttpTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Addresses => [.. Pages.Kinds.Where(kind => kind.Name is not ("not-found" or "no-page")).Select(kind => kind.Address)];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_has_the_headers_of_a_release_and_is_not_sent_twice(string address)
    {
        using var first = await SendAsync(HttpMethod.Get, address);
        Assert.Equal("text/html", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal("2026.11.1", first.Headers.GetValues("Evidence-Release").Single());
        Assert.Contains("max-age=60", first.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Contains("cite-as", first.Headers.GetValues("Link").Single(), StringComparison.Ordinal);

        using var again = await SendAsync(HttpMethod.Get, address, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var head = await SendAsync(HttpMethod.Head, address);
        Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync(Cancel)).Length));
        Assert.Equal(first.Headers.ETag, head.Headers.ETag);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_pinned_page_stays_for_ever_and_its_links_stay_in_the_release(string address)
    {
        var pinned = $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}release=2026.11.1";
        using var answer = await SendAsync(HttpMethod.Get, pinned);
        Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);

        var page = await service.Client.PageAsync(pinned);
        Assert.Contains("You read release 2026.11.1", page.QuerySelector(".notice")!.Squeezed(), StringComparison.Ordinal);
        var links = page.QuerySelectorAll("main a[href^='/']").Select(link => link.GetAttribute("href")!)
            .Where(link => !link.StartsWith("/releases/", StringComparison.Ordinal) && link != "/changes.atom" && !page.QuerySelectorAll(".notice a").Any(notice => notice.GetAttribute("href") == link));
        Assert.All(links, link => Assert.Contains("release=2026.11.1", link, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/levels?release=2020.1")]
    [InlineData("/conditions/lateral-epicondylitis?release=nope")]
    [InlineData("/?release=")]
    [InlineData("/?release=2026.11.1&release=2026.11.1")]
    [InlineData("/?release=0123456789012345678901234567890123456789012345")]
    public async Task An_unknown_release_gets_a_page_that_says_so(string address)
    {
        var page = await service.Client.PageAsync(address, 404);

        Assert.Equal("No such release", page.QuerySelector("h1")!.Squeezed());
        Assert.Contains(page.QuerySelectorAll("main a"), link => link.GetAttribute("href")!.EndsWith("?release=2026.11.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/conditions/lateral-epicondilitis", "/conditions/lateral-epicondylitis")]
    [InlineData("/conditions/tennis-elbow", "/conditions/lateral-epicondylitis")]
    [InlineData("/evidence/knee-osteoarthritis.prp.intraarticular-joint", "/evidence/knee-osteoarthritis.prp.intra-articular-joint")]
    [InlineData("/studies/bennell-2021-restor", "/studies/bennell-2021-restore")]
    [InlineData("/modalities/prolotherap", "/modalities/prolotherapy")]
    [InlineData("/target-tissues/tendn", "/target-tissues/tendon")]
    [InlineData("/sources/rit-gide", "/sources/rit-guide")]
    [InlineData("/releases/2026.11.2", "/releases/2026.11.1")]
    [InlineData("/modalites", "/modalities")]
    public async Task A_page_that_does_not_exist_offers_near_ones(string address, string near)
    {
        var page = await service.Client.PageAsync(address, 404);

        Assert.Contains(near, page.QuerySelectorAll("main a").Select(link => link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("/levels?foo=bar", "foo=bar")]
    [InlineData("/conditions/lateral-epicondylitis?modality=nope", "modality=nope")]
    [InlineData("/evidence/lateral-epicondylitis.prp.tendon?sort=up", "sort=up")]
    [InlineData("/evidence/lateral-epicondylitis.prp.tendon?design=case-series&design=registry", "design=case-series")]
    [InlineData("/search?q=knee&kind=nope", "kind=nope")]
    [InlineData("/?%3Cscript%3E=%3Cb%3E", "<script>=<b>")]
    public async Task A_parameter_that_means_nothing_here_is_named(string address, string named)
    {
        var page = await service.Client.PageAsync(address);

        Assert.Contains($"does not know it: {named}", page.QuerySelector(".notice[role=status]")!.Squeezed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/nope")]
    [InlineData("/v1/evidence/nope")]
    [InlineData("/health/nope")]
    [InlineData("/explorer/nope.css")]
    public async Task Addresses_of_programs_answer_with_problems_also_to_a_browser(string address)
    {
        using var answer = await SendAsync(HttpMethod.Get, address, ("Accept", "text/html,*/*"));

        await answer.ProblemAsync(404);
    }

    [Fact]
    public async Task An_address_of_nothing_is_a_problem_to_a_program_and_a_page_to_a_reader()
    {
        using var program = await SendAsync(HttpMethod.Get, "/evidnce/1", ("Accept", "*/*"));
        await program.ProblemAsync(404);
        await service.Client.PageAsync("/evidnce/1", 404);
        using var sent = await SendAsync(HttpMethod.Post, "/conditions/lateral-epicondylitis");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "text/html"), (sent.StatusCode, sent.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("M51.36", "discogenic-low-back-pain")]
    [InlineData("icd-10-cm|M51.360", "discogenic-low-back-pain")]
    [InlineData("m7710", "lateral-epicondylitis")]
    [InlineData(" M77.1 ", "lateral-epicondylitis")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm|M77.11", "lateral-epicondylitis")]
    public async Task A_code_leads_to_its_condition(string typed, string condition)
    {
        var page = await service.Client.PageAsync($"/search?q={Uri.EscapeDataString(typed)}");

        Assert.Equal((await service.GetAsync($"/v1/conditions/{condition}")).Text("name"), page.QuerySelector("h1")!.Squeezed());
        Assert.Contains(page.QuerySelectorAll(".notice"), notice => notice.Squeezed().StartsWith("Your code ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_code_is_said_to_be_unknown()
    {
        var page = await service.Client.PageAsync("/search?q=icd-10-cm%7CZ99.9");

        Assert.Contains("No condition on record has the code icd-10-cm|Z99.9", page.QuerySelector("main")!.Squeezed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hits_can_be_read_page_by_page()
    {
        var address = "/search?q=prp";
        var found = new List<string>();
        while (address is not null)
        {
            var page = await service.Client.PageAsync(address);
            found.AddRange(page.QuerySelectorAll("[data-hit]").Select(hit => hit.GetAttribute("data-hit")!));
            Assert.Equal((await service.GetAsync("/v1/search?q=prp")).Number("page.total").ToString(System.Globalization.CultureInfo.InvariantCulture), page.QuerySelector("[data-f='page.total']")!.Squeezed());
            address = page.QuerySelectorAll("a.button").FirstOrDefault(link => link.Squeezed() == "More hits")?.GetAttribute("href");
        }
        Assert.Equal((await service.AllAsync("/v1/search?q=prp")).Ids(), found);
    }

    [Theory]
    [InlineData("design=systematic-review-meta-analysis")]
    [InlineData("direction=no-difference&counted=yes")]
    [InlineData("counted=no&sort=year")]
    [InlineData("sort=participants")]
    [InlineData("sort=direction&direction=")]
    public async Task Studies_can_be_filtered_and_ordered_by_links(string query)
    {
        const string id = "knee-osteoarthritis.prp.intra-articular-joint";
        var page = await service.Client.PageAsync($"/evidence/{id}?{query}");
        var asked = query.Split('&').Select(part => part.Split('=')).Where(part => part[1].Length > 0).ToDictionary(part => part[0], part => part[1]);
        var studies = (await service.GetAsync($"/v1/evidence/{id}")).Items("studies")
            .Where(study => !asked.TryGetValue("design", out var design) || study.Text("design") == design)
            .Where(study => !asked.TryGetValue("direction", out var direction) || study.Text("direction") == direction)
            .Where(study => !asked.TryGetValue("counted", out var counted) || study.IsNull("notCounted") == (counted == "yes"));
        studies = asked.GetValueOrDefault("sort") switch
        {
            "year" => studies.OrderByDescending(study => study.Number("year")),
            "participants" => studies.OrderByDescending(study => study.IsNull("participants") ? -1 : study.Number("participants")),
            "direction" => studies.OrderBy(study => Enum.Parse<EvidenceApi.Evidence.Direction>(study.Text("direction").Replace("-", "", StringComparison.Ordinal), ignoreCase: true)),
            _ => studies,
        };

        PageFigures.Ids(page.QuerySelector("#study-table")!, "data-study", studies, query);
    }

    [Fact]
    public async Task No_input_makes_a_fault()
    {
        string[] values = ["%00", "%01", "'", "\"", "%27%20or%201=1--", "%3Cscript%3Ealert(1)%3C/script%3E", "%ED%A0%80", "%F0%9F%92%89", "..%2F..%2Fetc", "%25", "|", "icd-10-cm|", "|x", new('9', 3000), "a&q=b", "+", "%E2%80%AE"];
        string[] addresses =
        [
            "/search?q={0}", "/search?q=knee&cursor={0}", "/search?q=knee&kind={0}", "/conditions/{0}", "/conditions/lateral-epicondylitis?code={0}", "/conditions/lateral-epicondylitis?modality={0}",
            "/evidence/{0}", "/evidence/lateral-epicondylitis.prp.tendon?design={0}", "/studies/{0}", "/modalities/{0}", "/target-tissues/{0}", "/sources/{0}", "/releases/{0}", "/?release={0}", "/{0}",
        ];
        foreach (var address in addresses.SelectMany(pattern => values.Select(value => pattern.Replace("{0}", value, StringComparison.Ordinal))))
        {
            using var answer = await SendAsync(HttpMethod.Get, address, ("Accept", "text/html"));
            var body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True((int)answer.StatusCode < 500, $"{address}: {(int)answer.StatusCode} {body[..Math.Min(300, body.Length)]}");
            Assert.DoesNotContain("<script>alert", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Style_script_and_icon_are_named_by_their_content_and_kept_for_ever()
    {
        var page = await service.Client.PageAsync("/");
        var assets = page.QuerySelectorAll("link[rel=stylesheet], link[rel=icon], script").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!).ToList();
        Assert.Equal(3, assets.Count);
        foreach (var address in assets)
        {
            using var answer = await SendAsync(HttpMethod.Get, address);
            var body = await answer.Content.ReadAsByteArrayAsync(Cancel);
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body).AsSpan(0, 6));
            Assert.Matches($"^/explorer/[a-z]+\\.{hash}\\.(css|js|svg)$", address);
            Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
            Assert.DoesNotMatch(new Regex("https?://(?!www\\.w3\\.org/2000/svg)"), System.Text.Encoding.UTF8.GetString(body));
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await service.Client.SendAsync(request, Cancel);
    }
}
