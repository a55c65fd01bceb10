using System.Text.Json;
using EvidenceApi.Fhir;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fhir;

/// <summary>Every record says the same in JSON and in FHIR.</summary>
public sealed class FhirContentTests(EvidenceServiceFixture service)
{
    private static readonly Dictionary<string, string> DirectionMembers = new()
    {
        ["favours-intervention"] = "favoursIntervention",
        ["no-difference"] = "noDifference",
        ["favours-comparator"] = "favoursComparator",
        ["mixed"] = "mixed",
        ["uncontrolled-improvement"] = "uncontrolledImprovement",
        ["uncontrolled-no-improvement"] = "uncontrolledNoImprovement",
        ["unclear"] = "unclear",
    };

    [Fact]
    public async Task Every_evidence_item_says_the_same_in_both_faces()
    {
        var items = await service.ItemsAsync();
        var found = await service.Client.AllFhirAsync("Evidence?kind=item&_count=100");
        var conditions = (await service.AllAsync("/v1/conditions")).ToDictionary(condition => condition.Text("id"));
        var systems = (await service.AllAsync("/v1/conditions")).SelectMany(condition => condition.Items("codes")).Select(code => code.Text("system")).Distinct().ToList();

        Assert.Equal(items.Ids().Order(), found.Select(FullId).Order());
        Assert.NotEmpty(systems);
        var evidence = found.ToDictionary(FullId);
        foreach (var item in items) SameItem(item, evidence[item.Text("id")], conditions[item.Text("condition.id")]);
    }

    private static void SameItem(JsonElement item, JsonElement evidence, JsonElement condition)
    {
        var id = item.Text("id");
        Assert.Equal("active", evidence.Text("status"));
        Assert.Equal(item.Text("lastReviewed"), evidence.Text("lastReviewDate"));
        Assert.Equal(item.Text("summary"), evidence.Text("assertion"));
        Assert.Equal(item.Text("direction"), evidence.Extension("/direction")!.Value.At("valueCodeableConcept").Code("/direction"));
        Assert.Equal(item.At("agreement").GetString(), evidence.Extension("/agreement")?.At("valueCodeableConcept").Code("/agreement"));
        SameLevel(item.At("evidenceLevel"), evidence.Extension("/level-of-evidence"));
        SameCertainty(item.At("certainty"), evidence);

        // Counts, in figures
        var counts = evidence.Items("statistic").ToDictionary(statistic => statistic.At("category").Code("/direction")!, statistic => statistic.Number("quantity.value"));
        Assert.Equal(DirectionMembers.Keys.Order(), counts.Keys.Order());
        foreach (var (code, member) in DirectionMembers) Assert.True(item.Number($"directions.{member}") == counts[code], $"{id} {code}");
        Assert.All(evidence.Items("statistic"), statistic =>
        {
            Assert.Equal(item.Number("studyCount"), statistic.Number("sampleSize.numberOfStudies"));
            Assert.Equal(item.Number("participantCount"), statistic.Number("sampleSize.numberOfParticipants"));
        });
        Assert.Equal(item.At("designs").EnumerateObject().Select(design => design.Name).Order(), evidence.Has("studyDesign") ? evidence.Items("studyDesign").Select(design => design.Code("/CodeSystem/study-design")!).Order() : []);

        // Every study, told apart by whether it counts; every grading
        var related = evidence.Has("relatedArtifact") ? evidence.Items("relatedArtifact").ToList() : [];
        Assert.Equal(Studies(item, counted: true), References(related, "derived-from"));
        Assert.Equal(Studies(item, counted: false), References(related, "cites"));
        Assert.Equal(item.Items("gradings").ToList().Ids().Order(), References(related, "comment-in"));
        foreach (var study in item.Items("studies"))
        {
            var artifact = related.Single(one => one.Text("resourceReference.reference") == $"Citation/{study.Text("id")}");
            Assert.Equal(study.Text("direction"), artifact.Items("classifier").Select(concept => concept.Code("/direction")).OfType<string>().Single());
            Assert.Equal(study.At("notCounted").GetString(), artifact.Items("classifier").Select(concept => concept.Code("/not-counted-reason")).OfType<string>().SingleOrDefault());
        }

        // What speaks against is read by a person too
        var notes = string.Join(" ", evidence.Items("note").Select(note => note.Text("text")));
        foreach (var study in item.Items("studies").Where(study => study.IsNull("notCounted") && study.Text("direction") is "no-difference" or "favours-comparator" or "mixed" or "uncontrolled-no-improvement"))
        {
            Assert.Contains(study.Text("summary"), notes, StringComparison.Ordinal);
        }
        Assert.Contains("Against: ", notes, StringComparison.Ordinal);
        Assert.All(item.Items("safety"), fact => Assert.Contains(fact.Text("statement"), notes, StringComparison.Ordinal));
        Assert.All(item.Items("recommendations"), position => Assert.Contains(position.Text("statement"), notes, StringComparison.Ordinal));
        Assert.All(item.Items("claims"), claim => Assert.Contains(claim.Text("statement"), notes, StringComparison.Ordinal));

        // Codes of the condition
        var codings = Assert.Single(evidence.Items("useContext")).Items("valueCodeableConcept.coding").ToList();
        Assert.Equal(
            condition.Items("codes").Select(code => code.Text("code")).Append(condition.Text("id")).Order(StringComparer.Ordinal),
            codings.Select(coding => coding.Text("code")).Order(StringComparer.Ordinal));
        Assert.Equal(condition.Items("codes").Count(code => code.Text("system") == "icd-10-cm"), codings.Count(coding => coding.Text("system") == FhirRequests.Icd));
    }

    private static void SameLevel(JsonElement level, JsonElement? extension)
    {
        Assert.Equal(level.ValueKind == JsonValueKind.Null, extension is null);
        if (extension is not { } found) return;
        var parts = found.Items("extension").ToLookup(part => part.Text("url"));
        Assert.Equal(level.Text("level"), parts["level"].Single().At("valueCodeableConcept").Code($"/{level.Text("system")}-level"));
        Assert.Equal(level.Text("basis"), parts["basis"].Single().Text("valueCode"));
        Assert.Equal(level.Text("rule"), parts["rule"].Single().Text("valueString"));
        Assert.Equal(level.IsNull("year") ? null : level.Number("year").ToString(System.Globalization.CultureInfo.InvariantCulture), parts["year"].Select(part => part.Text("valueDate")).SingleOrDefault());
        Assert.Equal(level.IsNull("source") ? null : $"Citation/{level.Text("source")}", parts["source"].Select(part => part.Text("valueReference.reference")).SingleOrDefault());
        Assert.Equal(level.Items("studies").Select(study => $"Citation/{study.GetString()}"), parts["study"].Select(part => part.Text("valueReference.reference")));
    }

    /// <summary>GRADE only, and only as far as the source's words name one rating.</summary>
    private static void SameCertainty(JsonElement certainty, JsonElement evidence)
    {
        Assert.Equal(certainty.ValueKind != JsonValueKind.Null, evidence.Has("certainty"));
        if (!evidence.Has("certainty")) return;
        var shown = Assert.Single(evidence.Items("certainty"));
        Assert.Equal(certainty.Text("asWritten"), shown.Text("rating.text"));
        Assert.Equal(certainty.At("rating").GetString(), shown.At("rating").Code("http://hl7.org/fhir/certainty-rating"));
        Assert.False(shown.Has("subcomponent"));
        Assert.Contains(certainty.Number("year").ToString(System.Globalization.CultureInfo.InvariantCulture), shown.Text("rater"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_finding_has_its_figures_in_both_faces()
    {
        var findings = await service.AllAsync("/v1/findings");
        var evidence = (await service.Client.AllFhirAsync("Evidence?kind=finding&_count=100")).ToDictionary(FullId);

        Assert.Equal(findings.Ids().Order(), evidence.Keys.Order());
        Assert.All(findings, record =>
        {
            var (finding, shown) = (record.At("finding"), evidence[record.Text("id")]);
            Assert.Equal(finding.Text("direction"), shown.Extension("/direction")!.Value.At("valueCodeableConcept").Code("/direction"));
            Assert.Equal(record.Texts("conditions"), shown.Items("useContext").Select(context => context.At("valueCodeableConcept").Code("/condition")!));
            Assert.Equal($"Citation/{record.Text("study.id")}", Assert.Single(shown.Items("relatedArtifact")).Text("resourceReference.reference"));
            var statistics = shown.Has("statistic") ? shown.Items("statistic").ToList() : [];
            var described = string.Join(" ", statistics.Select(statistic => statistic.Text("description")));
            if (!finding.IsNull("intervention")) Assert.Contains($"as printed: {finding.Text("intervention")}", described, StringComparison.Ordinal);
            if (!finding.IsNull("comparator")) Assert.Contains($"as printed: {finding.Text("comparator")}", described, StringComparison.Ordinal);
            if (finding.IsNull("estimate")) return;
            var effect = statistics[0];
            Assert.Equal(finding.At("estimate").GetDecimal(), effect.At("quantity.value").GetDecimal());
            if (finding.IsNull("ciLow")) return;
            var interval = effect.Items("attributeEstimate").Single(estimate => estimate.Has("range"));
            Assert.Equal(finding.At("ciLow").GetDecimal(), interval.At("range.low.value").GetDecimal());
            Assert.Equal(finding.At("ciHigh").GetDecimal(), interval.At("range.high.value").GetDecimal());
            Assert.Equal(finding.At("ciLevel").GetDecimal() / 100, interval.At("level").GetDecimal());
        });
    }

    [Theory]
    [InlineData("MD", "0000457")]
    [InlineData("SMD", "0000100")]
    [InlineData("OR", "C16932")]
    [InlineData("RR", "C93152")]
    [InlineData("SUCRA", null)]
    [InlineData("mean-change", null)]
    public async Task An_effect_measure_has_the_code_that_means_it_or_its_own_word(string measure, string? code)
    {
        var findings = await service.AllAsync("/v1/findings");
        var finding = findings.First(record => record.At("finding.effectMeasure").GetString() == measure && !record.IsNull("finding.estimate"));

        var type = (await service.Client.FhirAsync($"Evidence/{finding.Text("id")}")).Items("statistic").First().At("statisticType");

        if (code is null) Assert.Equal(measure, type.Text("text"));
        else Assert.Equal(code, Assert.Single(type.Items("coding")).Text("code"));
    }

    [Fact]
    public async Task Every_study_is_a_citation_with_its_identifiers_and_standing()
    {
        var citations = (await service.Client.AllFhirAsync("Citation?_count=100")).ToDictionary(FullId);

        foreach (var brief in await service.AllAsync("/v1/studies"))
        {
            var study = await service.GetAsync($"/v1/studies/{brief.Text("id")}");
            var cited = citations[study.Text("id")].At("citedArtifact");
            var identifiers = cited.Has("identifier") ? cited.Items("identifier").Select(identifier => identifier.Text("value")).ToList() : [];
            Assert.Equal(new[] { "doi", "pmid", "pmcid", "registration" }.Select(name => study.At(name).GetString()).OfType<string>(), identifiers);
            Assert.Equal(study.Text("title"), Assert.Single(cited.Items("title")).Text("text"));
            Assert.Equal(study.Text("standing"), Assert.Single(cited.Items("currentState")).Text("text").ToLowerInvariant());
            Assert.Equal(study.Text("design"), cited.Items("classification").First().Items("classifier").Select(concept => concept.Code("/CodeSystem/study-design")).OfType<string>().Single());
            if (study.Text("standing") == "corrected") Assert.Contains(cited.Items("relatesTo"), related => related.Text("type") == "correction-in");
            Assert.Equal(
                study.Texts("evidence").Select(FhirId.Of).Order(),
                citations[study.Text("id")].Has("relatedArtifact") ? citations[study.Text("id")].Items("relatedArtifact").Select(related => related.Text("resourceReference.reference")["Evidence/".Length..]).Order() : []);
        }
    }

    [Fact]
    public async Task Every_grading_is_an_assessment_in_the_words_of_its_source()
    {
        var assessments = (await service.Client.AllFhirAsync("ArtifactAssessment?_count=100")).ToDictionary(FullId);
        var gradings = await service.AllAsync("/v1/gradings");

        Assert.Equal(gradings.Count, assessments.Count);
        Assert.All(gradings, grading =>
        {
            var rating = assessments[grading.Text("id")].Items("content").First();
            Assert.Equal(grading.Text("statement"), rating.Text("summary"));
            Assert.Equal(grading.Text("system"), rating.At("type").Code("/grading-system"));
            var classifier = Assert.Single(rating.Items("classifier"));
            Assert.Equal(grading.Text("levelAsWritten"), classifier.Text("text"));
            Assert.Equal(grading.At("level").GetString(), grading.IsNull("level") ? null : classifier.Code($"/{grading.Text("levelSystem")}-level"));
            // Nothing but GRADE is called by HL7's ratings of certainty.
            Assert.Equal(grading.At("levelSystem").GetString() == "grade" ? grading.Text("level") : null, classifier.Code("http://hl7.org/fhir/certainty-rating"));
            Assert.Equal(grading.IsNull("condition") ? "EvidenceVariable" : "Evidence", assessments[grading.Text("id")].Text("artifactReference.reference").Split('/')[0]);
        });
    }

    private static string FullId(JsonElement resource) => Assert.Single(resource.Items("identifier")).Text("value");

    private static IEnumerable<string> Studies(JsonElement item, bool counted) =>
        item.Items("studies").Where(study => study.IsNull("notCounted") == counted).Select(study => study.Text("id")).Order();

    private static IEnumerable<string> References(IEnumerable<JsonElement> related, string type) =>
        related.Where(artifact => artifact.Text("type") == type).Select(artifact => artifact.Text("resourceReference.reference").Split('/')[1]).Order();
}
