using EvidenceApi.Citations;
using EvidenceApi.Evidence;
using EvidenceApi.Studies;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Citations;

/// <summary>Citations. tests/citations reads every one with the parsers of a reference tool.</summary>
public sealed class CitationTests(EvidenceServiceFixture service)
{
    private const string Knee = "/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ris", "application/x-research-info-systems", "ER  - ")]
    [InlineData("bibtex", "application/x-bibtex", "\n}\n")]
    [InlineData("csl-json", "application/vnd.citationstyles.csl+json", "\"URL\":")]
    public async Task A_list_is_answered_whole_by_format_and_by_accept(string format, string mediaType, string end)
    {
        var total = (await service.GetAsync("/v1/studies?condition=knee-osteoarthritis&limit=1")).Number("page.total");
        using var byFormat = await service.Client.GetAsync($"/v1/studies?condition=knee-osteoarthritis&limit=1&format={format}", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/studies?condition=knee-osteoarthritis");
        request.Headers.TryAddWithoutValidation("Accept", mediaType);
        using var byAccept = await service.Client.SendAsync(request, Cancel);
        var text = await byFormat.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(mediaType, byFormat.Content.Headers.ContentType?.MediaType);
        Assert.Equal(text, await byAccept.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(total, text.Split(end).Length - 1);
        Assert.Equal("2026.11.1", Assert.Single(byFormat.Headers.GetValues("Evidence-Release")));
        Assert.NotNull(byFormat.Headers.ETag);
    }

    [Theory]
    [InlineData("ris", "")]
    [InlineData("bibtex", "")]
    [InlineData("csl-json", "[]")]
    public async Task A_list_without_studies_is_an_empty_file(string format, string expected) =>
        Assert.Equal(expected, (await service.Client.GetStringAsync($"/v1/studies?publishedUntil=1900&format={format}", Cancel)).Trim());

    [Fact]
    public async Task An_evidence_item_cites_every_study_and_says_which_are_not_whole()
    {
        var studies = (await service.GetAsync(Knee)).Items("studies").ToList();
        var citations = (await service.GetAsync($"{Knee}/citations")).Items("items").ToList();

        Assert.Equal(studies.Ids().Order(), citations.Ids().Order());
        Assert.All(citations, citation => Assert.Equal(
            studies.ById(citation.Text("id")).Text("verification") == "incomplete", citation.Text("note").Contains("Incomplete record", StringComparison.Ordinal)));
        Assert.Equal(
            "Bennell KL, Paterson KL, Metcalf BR",
            citations.ById("bennell-2021-restore").Text("text")[..35]);
    }

    [Fact]
    public async Task One_study_in_ris()
    {
        var ris = await service.Client.GetStringAsync("/v1/studies/bennell-2021-restore?format=ris", Cancel);

        Assert.StartsWith("TY  - JOUR\r\nID  - bennell-2021-restore\r\nAU  - Bennell, K. L.\r\n", ris, StringComparison.Ordinal);
        foreach (var line in new[] { "T2  - JAMA", "PY  - 2021", "VL  - 326", "SP  - 2021", "EP  - 2030", "DO  - 10.1001/jama.2021.19415", "AN  - 34812863", "C2  - PMC8611484" })
        {
            Assert.Contains($"\r\n{line}\r\n", ris, StringComparison.Ordinal);
        }
        Assert.EndsWith("ER  - \r\n\r\n", ris, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standing_and_what_was_not_read_are_said_in_the_note()
    {
        var study = (await StudyAsync("bennell-2021-restore")) with
        {
            Standing = Standing.Retracted,
            StandingNoticeUrl = "https://example.org/notice",
            Verification = Verification.Incomplete,
            IncompleteReason = ["pages"],
            Unverified = ["pages"],
            Registration = "NCT01234567",
            Authors = ["Bennell KL"],
            StandingNote = null,
        };

        Assert.Equal(
            "RETRACTED, https://example.org/notice. Incomplete record, not read: pages. Registration: NCT01234567. Evidence API release R, study bennell-2021-restore.",
            new Citation(study, "R").Note);
    }

    [Theory]
    [InlineData("Ersen Ö", "Ersen, Ö.")]
    [InlineData("von Kieseritzky J", "von Kieseritzky, J.")]
    [InlineData("El-Badawy MA", "El-Badawy, M. A.")]
    [InlineData("Lee JK Jr", "Lee, J. K., Jr")]
    [InlineData("Kim J-H", "Kim, J.-H.")]
    [InlineData("Singh", "Singh")]
    [InlineData("American Academy of Orthopaedic Surgeons", "American Academy of Orthopaedic Surgeons")]
    public void Names_are_taken_apart_as_far_as_the_record_allows(string written, string expected) =>
        Assert.Equal(expected, Assert.Single(AuthorName.Of([written, "et al"])).Inverted);

    [Theory]
    [InlineData("Jeleč Ž", "Jele{\\v c} {\\v Z}")]
    [InlineData("Stołowski ąćńşğüäè", "Sto{\\l}owski {\\k a}{\\'c}{\\'n}{\\c s}{\\u g}{\\\"u}{\\\"a}{\\`e}")]
    [InlineData("5% & $3 #1 a_b {x} ~ ^ \\", "5\\% \\& \\$3 \\#1 a\\_b \\{x\\} {\\textasciitilde} {\\textasciicircum} {\\textbackslash}")]
    [InlineData("two\r\nlines – “quoted”", "two lines -- ``quoted''")]
    public void Letters_and_signs_are_written_as_latex_wants_them(string written, string expected) => Assert.Equal(expected, BibTexWriter.LaTex(written));

    [Fact]
    public async Task A_line_break_in_a_record_begins_no_tag()
    {
        var study = (await StudyAsync("bennell-2021-restore")) with { Title = "One\r\nER  - \r\nTY  - BOOK" };

        Assert.Single(RisWriter.Write(new(study, "R")).Split("\r\n"), line => line.StartsWith("TY  - ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/studies?format=endnote", 400)]
    [InlineData("/v1/studies?format=ris&fields=id", 400)]
    [InlineData("/v1/studies?format=ris&direction=up", 400)]
    [InlineData("/v1/studies/no-such-study?format=bibtex", 404)]
    [InlineData("/v1/studies/%01?format=bibtex", 404)]
    [InlineData("/v1/evidence/no.such.item/citations?format=ris", 404)]
    [InlineData("/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint/citations?limit=5", 400)]
    public async Task What_is_wrong_is_refused(string path, int status) => await service.GetProblemAsync(path, status);

    private async Task<Study> StudyAsync(string id) =>
        System.Text.Json.JsonSerializer.Deserialize<Study>((await service.GetAsync($"/v1/studies/{id}")).GetRawText(), EvidenceApi.Http.Json.Wire)!;
}
