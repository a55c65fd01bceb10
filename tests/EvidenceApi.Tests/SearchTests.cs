using System.Text.Json;
using Dapper;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>The search finds what a person means.</summary>
public sealed class SearchTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PRP knee", "knee-osteoarthritis.prp.intra-articular-joint")]
    [InlineData("knee prp", "knee-osteoarthritis.prp.intra-articular-joint")]
    [InlineData("disc stem cell", "discogenic-low-back-pain.msc-bone-marrow.intervertebral-disc")]
    [InlineData("stem cells disk", "discogenic-low-back-pain.msc-bone-marrow.intervertebral-disc")]
    [InlineData("golfer's elbow", "medial-epicondylitis")]
    [InlineData("golfer’s elbow", "medial-epicondylitis")]
    [InlineData("tennis elbow", "lateral-epicondylitis")]
    [InlineData("tenis elbow", "lateral-epicondylitis")]
    [InlineData("ténnis élbow", "lateral-epicondylitis")]
    [InlineData("TENNIS ELB", "lateral-epicondylitis")]
    [InlineData("non-specific chronic low back pain", "chronic-low-back-pain")]
    [InlineData("osteoarthritis of knee", "knee-osteoarthritis")]
    [InlineData("knee arthritus", "knee-osteoarthritis")]
    [InlineData("KOA", "knee-osteoarthritis")]
    [InlineData("PRP", "prp")]
    [InlineData("tendon", "tendon")]
    [InlineData("bennell 2021", "bennell-2021-restore")]
    [InlineData("Benell", "bennell-2021-restore")]
    [InlineData("Nct01547364", "maniquis-smigel-2017-epidural-d5w")]
    [InlineData(" nct 01547364 ", "maniquis-smigel-2017-epidural-d5w")]
    [InlineData("https://doi.org/10.1089/acm.2020.0188", "apaydin-2020-elbow-dextrose-hyaluronate")]
    [InlineData("doi:10.1089/ACM.2020.0188.", "apaydin-2020-elbow-dextrose-hyaluronate")]
    public async Task The_first_hit_is_what_was_meant(string typed, string id)
    {
        var found = await SearchAsync(typed);

        Assert.Equal(id, found.Items("items").First().Text("id"));
        Assert.True(found.IsNull("reason"));
    }

    [Theory]
    [InlineData("golfer's elbow", "medial-epicondylitis", "name")]
    [InlineData("tenis elbow", "lateral-epicondylitis", "similar")]
    public async Task A_lay_name_finds_the_condition_and_then_its_evidence_items(string typed, string condition, string rank)
    {
        var hits = (await SearchAsync(typed)).Items("items").ToList();

        Assert.Equal(("condition", condition), (hits[0].Text("kind"), hits[0].Text("id")));
        Assert.Equal("evidence", hits[1].Text("kind"));
        Assert.StartsWith($"{condition}.", hits[1].Text("id"), StringComparison.Ordinal);
        Assert.All(hits.Take(2), hit => Assert.Equal(rank, hit.Text("rank")));
        Assert.All(hits.Take(2), hit => Assert.EndsWith(" elbow", hit.Text("matched"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_name_of_a_condition_finds_it_among_the_first_three()
    {
        var missed = new List<string>();
        foreach (var condition in await service.AllAsync("/v1/conditions"))
        {
            foreach (var name in condition.Texts("synonyms").Append(condition.Text("name")))
            {
                var found = (await SearchAsync(name, "&kind=condition&limit=3")).Items("items").Ids();
                if (!found.Contains(condition.Text("id"))) missed.Add($"{name}: {condition.Text("id")} is not among {string.Join(", ", found)}");
            }
        }

        Assert.Empty(missed);
    }

    [Fact]
    public async Task Every_study_is_found_first_by_each_of_its_identifiers()
    {
        await using var database = await service.Database.OpenAsync();
        const string sql = """
            select s.id, identifier, identifier = s.registration as is_shared
            from study s, unnest(array[s.doi, 'https://doi.org/' || upper(s.doi), s.pmid, 'PMID: ' || s.pmid, lower(s.pmcid), lower(s.registration)]) as identifier
            where identifier is not null
            """;
        var identifiers = (await database.QueryAsync<(string Id, string Identifier, bool? IsShared)>(sql)).ToList();
        Assert.True(identifiers.Count > 600, $"only {identifiers.Count} identifiers");
        var registrations = (await database.QueryAsync<(string Id, string Registration)>("select id, lower(registration) from study where registration is not null"))
            .ToLookup(row => row.Registration, row => row.Id);

        await Parallel.ForEachAsync(identifiers, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (row, _) =>
        {
            var first = (await SearchAsync(row.Identifier, "&limit=1")).Items("items").Single();
            Assert.Equal("identifier", first.Text("rank"));
            // Reports of one trial share its registration.
            Assert.Contains(first.Text("id"), registrations[row.Identifier].DefaultIfEmpty(row.Id));
        });
    }

    [Fact]
    public async Task An_evidence_hit_carries_its_level_and_what_speaks_against_it()
    {
        var hits = (await SearchAsync("PRP", "&kind=evidence&limit=100")).Items("items").ToList();
        var items = (await service.ItemsAsync()).ToDictionary(item => item.Text("id"));

        Assert.True(hits.Count > 40, $"only {hits.Count} hits");
        Assert.All(hits, hit =>
        {
            var item = items[hit.Text("id")];
            Assert.Equal(item.Text("direction"), hit.Text("direction"));
            Assert.Equal(item.Number("studyCount"), hit.Number("studyCount"));
            Assert.Equal(item.IsNull("agreement") ? null : item.Text("agreement"), hit.Has("agreement") ? hit.Text("agreement") : null);
            Assert.Equal(
                item.IsNull("evidenceLevel") ? null : $"{item.Text("evidenceLevel.system")} {item.Text("evidenceLevel.level")}",
                hit.Has("level") ? $"{hit.Text("level.system")} {hit.Text("level.level")}" : null);
        });
    }

    [Fact]
    public async Task A_study_hit_carries_year_design_direction_standing_and_verification()
    {
        var hit = (await SearchAsync("RESTORE knee", "&kind=study")).Items("items").First();

        Assert.Equal("bennell-2021-restore", hit.Text("id"));
        Assert.Equal((2021, "randomized-controlled-trial", "no-difference"), (hit.Number("year"), hit.Text("design"), hit.Text("direction")));
        Assert.Equal(("current", "verified"), (hit.Text("standing"), hit.Text("verification")));
    }

    [Theory]
    [InlineData("PRP knee")]
    [InlineData("disc")]
    [InlineData("guideline prp")]
    public async Task Every_address_of_a_hit_answers(string typed)
    {
        foreach (var hit in (await SearchAsync(typed, "&limit=100")).Items("items"))
        {
            var answer = await service.GetAsync(hit.Text("url"));
            if (hit.Text("kind") == "recommendation") answer.Items("items").ById(hit.Text("id"));
            else Assert.Equal(hit.Text("id"), answer.Text("id"));
        }
    }

    [Fact]
    public async Task Better_met_comes_first_then_evidence_before_studies()
    {
        var ranks = new List<string> { "identifier", "name", "prefix", "words", "text", "similar" };
        var kinds = new List<string> { "condition", "modality", "target-tissue", "evidence", "recommendation", "study" };
        foreach (var typed in new[] { "prp", "tendon", "knee", "elbow", "osteoarthritis prp" })
        {
            var hits = (await SearchAsync(typed, "&limit=100")).Items("items").ToList();
            var order = hits.Select(hit => (Rank: ranks.IndexOf(hit.Text("rank")), Place: Math.Max(2, kinds.IndexOf(hit.Text("kind"))))).ToList();
            Assert.Equal(order.OrderBy(entry => entry.Rank).ThenBy(entry => entry.Place), order);
        }
    }

    [Fact]
    public async Task A_kind_finds_hits_of_that_kind_only()
    {
        var all = await service.AllAsync("/v1/search?q=knee");
        foreach (var kind in all.Select(hit => hit.Text("kind")).Distinct())
        {
            Assert.Equal(all.Where(hit => hit.Text("kind") == kind).Ids(), (await service.AllAsync($"/v1/search?q=knee&kind={kind}")).Ids());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_together_are_the_whole_without_doubles(int limit)
    {
        var whole = (await SearchAsync("meniscus", "&limit=100")).At("page").Number("total");
        var read = await service.Client.AllAsync("/v1/search?q=meniscus", limit);

        Assert.Equal(whole, read.Count);
        Assert.Equal(whole, read.Select(hit => $"{hit.Text("kind")} {hit.Text("id")}").Distinct().Count());
    }

    [Fact]
    public async Task A_cursor_of_another_question_is_refused()
    {
        var next = (await SearchAsync("knee", "&limit=1")).Text("page.next");

        await service.GetProblemAsync($"/v1/search?q=elbow&limit=1&cursor={next}", 400);
    }

    [Fact]
    public async Task Fields_and_release_are_kept()
    {
        var release = (await service.GetAsync("/v1/releases")).Items("items").First().Text("id");
        var found = await SearchAsync("knee", $"&release={release}&fields=id,snippet");

        Assert.Equal(release, found.Text("release"));
        Assert.All(found.Items("items"), hit => Assert.Equal(["id", "snippet"], hit.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task A_snippet_marks_what_met_and_escapes_everything_else()
    {
        Assert.Contains("<mark>tennis</mark> <mark>elbow</mark>", (await SearchAsync("tennis elbow")).Items("items").First().Text("snippet"), StringComparison.Ordinal);

        var hits = (await service.AllAsync("/v1/search?q=randomized")).Concat(await service.AllAsync("/v1/search?q=p")).ToList();
        Assert.All(hits, hit =>
        {
            var text = hit.Text("snippet").Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal);
            Assert.DoesNotMatch("[<>]|&(?!amp;|lt;|gt;)", text);
        });
    }

    [Fact]
    public async Task Nothing_found_says_why_and_what_is_near()
    {
        var none = await SearchAsync("tenniselbow");

        Assert.Empty(none.Items("items"));
        Assert.Equal((0, "no-match"), (none.Number("page.total"), none.Text("reason.code")));
        Assert.Equal("tennis elbow", none.Texts("reason.didYouMean")[0]);
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Nasty_input_is_answered_or_refused(string typed)
    {
        foreach (var route in new[] { "search", "suggest" })
        {
            using var answer = await service.Client.GetAsync($"/v1/{route}?q={Uri.EscapeDataString(typed)}", Cancel);
            var body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True((int)answer.StatusCode is 200 or 400, $"{route} {typed}: {(int)answer.StatusCode} {body}");
            JsonSerializer.Deserialize<JsonElement>(body);
        }
    }

    public static TheoryData<string> Nasty =>
    [
        "'", "\"", "''; drop table release; --", "%", "_", "%%%", "\\", "\\\\'", "knee\\", "&", "|", "!", "(", ")", ":", "*", "<->", "knee & prp", "knee | !prp", "!(knee)",
        "knee:*", "knee:A", "prp:*ABCD", "§", "knee§", "prp <-> knee", "((((", "))))", "'knee' & 'prp'", "😀", "😀😀", "knee 😀", "كتف", "ركبة PRP", "‏knee‎", "膝", "膝関節", "!!!", "...",
        "- - -", "--", "/", "10.", "10./", "https://doi.org/", "doi:", "PMID:", "NCT", "$1", "{0}", "${x}", "<mark>", "<script>alert(1)</script>", "a b c d e f g h i j k l m n o p q r s t u v w x y z",
        new string('x', 200), new string('x', 500), new string('\'', 200), string.Join(' ', Enumerable.Repeat("knee", 40)), string.Join(' ', Enumerable.Repeat("kneeee", 28)), "ﬁbula ½ ²", "İstanbul ß", "of the", "at", "\uFFFD", "e\u0301lbow",
    ];

    [Theory]
    [InlineData("/v1/search")]
    [InlineData("/v1/suggest")]
    public async Task A_question_is_required(string path)
    {
        var problem = await service.GetProblemAsync(path, 400);

        Assert.Equal("empty-value", Assert.Single(problem.Items("errors.q")).Text("code"));
    }

    private Task<JsonElement> SearchAsync(string typed, string more = "") => service.GetAsync($"/v1/search?q={Uri.EscapeDataString(typed)}{more}");
}
