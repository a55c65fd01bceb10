using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>What cannot be used is refused and explained: an ignored filter would be a wrong answer.</summary>
public sealed class ParameterTests(EvidenceServiceFixture service)
{
    [Fact]
    public async Task A_parameter_that_a_route_does_not_have_is_refused_on_every_route()
    {
        var routes = await Route.ReadsAsync(service.Client);
        Assert.True(routes.Count >= 12, $"only {routes.Count} routes");
        foreach (var route in routes)
        {
            var problem = await service.GetProblemAsync(route.With("colour=red"), 400);

            Assert.Equal("invalid-parameters", problem.Text("code"));
            Assert.Equal(route.Address.Split('?')[0], problem.Text("instance"));
            var error = Assert.Single(problem.Items("errors.colour"));
            Assert.Equal("unknown-parameter", error.Text("code"));
            Assert.Equal(route.QueryParameters.Order(StringComparer.Ordinal), error.Texts("allowed").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("/v1/evidence?conditions=knee-osteoarthritis", "conditions", "condition")]
    [InlineData("/v1/evidence?target-tissue=tendon", "target-tissue", "targetTissue")]
    [InlineData("/v1/evidence?tagetTissue=tendon", "tagetTissue", "targetTissue")]
    [InlineData("/v1/evidence?min_participants=5", "min_participants", "minParticipants")]
    [InlineData("/v1/conditions?bodyregions=knee", "bodyregions", "bodyRegion")]
    [InlineData("/v1/studies?verify=verified", "verify", "verification")]
    public async Task A_misspelt_parameter_is_told_the_right_one(string path, string sent, string meant)
    {
        var error = Assert.Single((await service.GetProblemAsync(path, 400)).At("errors").Items(sent));

        Assert.Contains(meant, error.Texts("allowed"));
        Assert.Contains(meant, error.Texts("didYouMean"));
    }

    [Theory]
    [InlineData("condition", "knee-osteoarthritus", "knee-osteoarthritis")]
    [InlineData("condition", "tennis elbow", "lateral-epicondylitis")]
    [InlineData("condition", "KOA", "knee-osteoarthritis")]
    [InlineData("modality", "PRP", "prp")]
    [InlineData("modality", "platelet-rich plasma", "prp")]
    [InlineData("targetTissue", "tendons", "tendon")]
    [InlineData("targetTissue", "disc", "intervertebral-disc")]
    [InlineData("design", "rct", null)]
    [InlineData("design", "systematic-reviews", "systematic-review")]
    [InlineData("gradingSystem", "grades", "grade")]
    [InlineData("direction", "mix", "mixed")]
    [InlineData("direction", "Mixed", "mixed")]
    [InlineData("agreement", "conflict", "conflicting")]
    [InlineData("match", "EXACT", "exact")]
    [InlineData("view", "ful", "full")]
    [InlineData("level", "iii", "III")]
    [InlineData("level", "very low", "very-low")]
    public async Task A_value_outside_its_vocabulary_is_refused_with_a_near_match(string parameter, string value, string? meant)
    {
        var problem = await service.GetProblemAsync($"/v1/evidence?{parameter}={Uri.EscapeDataString(value)}", 400);

        var error = Assert.Single(problem.At("errors").Items(parameter));
        Assert.Equal(("unknown-value", value), (error.Text("code"), error.Text("value")));
        if (meant is not null) Assert.Contains(meant, error.Texts("didYouMean"));
    }

    [Theory]
    [InlineData("/v1/evidence", "direction", 7)]
    [InlineData("/v1/evidence", "agreement", 5)]
    [InlineData("/v1/evidence", "match", 2)]
    [InlineData("/v1/evidence", "view", 3)]
    [InlineData("/v1/evidence", "modality", 14)]
    [InlineData("/v1/evidence", "targetTissue", 21)]
    [InlineData("/v1/evidence", "design", 13)]
    [InlineData("/v1/evidence", "gradingSystem", 8)]
    [InlineData("/v1/studies", "standing", 5)]
    [InlineData("/v1/studies", "verification", 2)]
    [InlineData("/v1/conditions", "bodyRegion", 16)]
    public async Task A_refused_value_comes_with_all_that_are_allowed(string route, string parameter, int count)
    {
        var error = Assert.Single((await service.GetProblemAsync($"{route}?{parameter}=zzz", 400)).At("errors").Items(parameter));

        Assert.Equal(count, error.Texts("allowed").Count);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=-1")]
    [InlineData("limit=abc")]
    [InlineData("limit=5.0")]
    [InlineData("limit=1e1")]
    [InlineData("limit=0x10")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=%D9%A1")]
    [InlineData("minParticipants=-5")]
    [InlineData("minParticipants=many")]
    [InlineData("minParticipants=2147483648")]
    [InlineData("publishedSince=19")]
    [InlineData("publishedSince=2021-01-01")]
    [InlineData("publishedSince=99999")]
    public async Task A_number_that_is_none_or_out_of_range_is_refused(string query)
    {
        var error = Assert.Single((await service.GetProblemAsync($"/v1/evidence?{query}", 400)).At("errors").Items(query.Split('=')[0]));

        Assert.Equal("invalid-value", error.Text("code"));
    }

    [Theory]
    [InlineData("limit")]
    [InlineData("condition")]
    [InlineData("modality")]
    [InlineData("direction")]
    [InlineData("view")]
    [InlineData("minParticipants")]
    [InlineData("cursor")]
    public async Task A_single_parameter_that_is_repeated_is_refused(string parameter)
    {
        var problem = await service.GetProblemAsync($"/v1/evidence?{parameter}=1&{parameter}=1", 400);

        Assert.Equal("repeated-parameter", Assert.Single(problem.At("errors").Items(parameter)).Text("code"));
    }

    [Theory]
    [InlineData("/v1/evidence?code=")]
    [InlineData("/v1/evidence?code=icd-10-cm%7CM17&code=")]
    [InlineData("/v1/evidence?condition=")]
    [InlineData("/v1/evidence?condition")]
    [InlineData("/v1/evidence?condition=%20")]
    [InlineData("/v1/evidence?direction=")]
    [InlineData("/v1/evidence?limit=")]
    [InlineData("/v1/evidence?cursor=")]
    [InlineData("/v1/conditions?q=")]
    [InlineData("/v1/conditions?q=%09")]
    [InlineData("/v1/studies?verification=")]
    public async Task An_empty_value_is_refused(string path)
    {
        var problem = await service.GetProblemAsync(path, 400);

        var errors = Assert.Single(problem.At("errors").EnumerateObject()).Value.EnumerateArray();
        Assert.Equal("empty-value", Assert.Single(errors).Text("code"));
    }

    [Theory]
    [InlineData("direction=up&modalty=prp&view=", "direction modalty view")]
    [InlineData("condition=nowhere&limit=500&modality=nothing", "condition limit modality")]
    public async Task Several_faults_of_a_request_are_told_at_once(string query, string parameters)
    {
        var errors = (await service.GetProblemAsync($"/v1/evidence?{query}", 400)).At("errors").EnumerateObject();

        Assert.Equal(parameters, string.Join(' ', errors.Select(error => error.Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("/v1/evidence?condition=knee-osteoarthritis%00")]
    [InlineData("/v1/evidence?modality=%00")]
    [InlineData("/v1/evidence?cursor=%00")]
    [InlineData("/v1/conditions?q=knee%00")]
    [InlineData("/v1/studies?condition=%1F")]
    public async Task A_control_character_is_refused(string path) =>
        Assert.Equal("invalid-parameters", (await service.GetProblemAsync(path, 400)).Text("code"));

    [Theory]
    [InlineData("/v1/evidence?CONDITION=knee-osteoarthritis&Limit=1")]
    [InlineData("/v1/evidence?condition=knee-osteoarthritis&limit=1")]
    public async Task The_names_of_parameters_are_read_in_any_case(string path) =>
        Assert.Equal(16, (await service.GetAsync(path)).Number("page.total"));
}
