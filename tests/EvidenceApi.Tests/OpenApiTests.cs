using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>The contract: what the service serves, whole, and what the service accepts.</summary>
public sealed class OpenApiTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checked_in_document_is_what_the_service_serves()
    {
        var served = await service.Client.GetStringAsync("/openapi/v1.json", Cancel);
        var file = Path.Combine(RepositoryRoot(), "openapi", "openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, served, Cancel);
            return;
        }

        var checkedIn = await File.ReadAllTextAsync(file, Cancel);
        Assert.True(Lines(checkedIn) == Lines(served), "openapi/openapi.json is not what is served: run UPDATE_OPENAPI=1 ./test.sh");

        static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd();
    }

    [Fact]
    public async Task The_document_is_openapi_three_point_one_and_names_its_licence()
    {
        var document = await DocumentAsync();

        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);
        Assert.Equal("Apache-2.0", document.Text("info.license.name"));
        Assert.NotEmpty(document.Text("info.description"));
    }

    [Fact]
    public async Task Every_route_that_was_asked_for_is_described()
    {
        string[] routes =
        [
            "/v1/evidence", "/v1/evidence/{id}", "/v1/conditions", "/v1/conditions/{id}", "/v1/conditions/{id}/evidence",
            "/v1/modalities", "/v1/modalities/{id}", "/v1/target-tissues", "/v1/target-tissues/{id}",
            "/v1/studies", "/v1/studies/{id}", "/v1/grading-systems", "/health/live", "/health/ready", "/cds-services", "/cds-services/{id}", "/cds-services/{id}/feedback",
        ];
        var operations = await OperationsAsync();

        Assert.Superset(routes.ToHashSet(), operations.Select(operation => operation.Path).ToHashSet());
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_how_it_fails()
    {
        var operations = await OperationsAsync();

        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.Body.Text("operationId"));
            Assert.NotEmpty(operation.Body.Text("summary"));
            var responses = operation.Body.At("responses");
            if (!operation.Path.EndsWith(".zip", StringComparison.Ordinal)) Assert.Contains("/schemas/", Schema(responses.At("200.content").GetProperty("application/json")), StringComparison.Ordinal);
            var errors = responses.EnumerateObject().Where(response => response.Name[0] is '4' or '5').ToList();
            Assert.True(errors.Count > 0 || operation.Path == "/health/live", $"{operation.Path} names no error");
            Assert.All(errors, error => Assert.Equal(
                "#/components/schemas/ProblemDetails", Schema(error.Value.At("content").GetProperty("application/problem+json"))));
            Assert.Equal(operation.Path.Contains("{id}", StringComparison.Ordinal), responses.Has("404"));
            Assert.Equal(operation.Path.StartsWith("/v1/", StringComparison.Ordinal) || operation.Method == "post", responses.Has("400"));
        });
        Assert.Equal(operations.Count, operations.Select(operation => operation.Body.Text("operationId")).Distinct().Count());

        static string Schema(JsonElement content) => content.At("schema").GetProperty("$ref").GetString()!;
    }

    [Fact]
    public async Task Every_parameter_is_described_and_written_in_camel_case()
    {
        Assert.All(await OperationsAsync(), operation => Assert.All(Parameters(operation.Body), parameter =>
        {
            Assert.Matches("^[a-z][A-Za-z]*$", parameter.Text("name"));
            Assert.True(parameter.Has("description"), $"{operation.Path} {parameter.Text("name")}");
            Assert.NotEmpty(parameter.Text("description"));
            var needed = parameter.Text("in") == "path" || parameter.Text("description").Contains("Required", StringComparison.Ordinal);
            Assert.Equal(needed, parameter.Has("required") && parameter.At("required").GetBoolean());
        }));
    }

    [Theory]
    [InlineData("/v1/evidence", "direction")]
    [InlineData("/v1/evidence", "agreement")]
    [InlineData("/v1/evidence", "match")]
    [InlineData("/v1/evidence", "view")]
    [InlineData("/v1/evidence/{id}", "view")]
    [InlineData("/v1/conditions/{id}/evidence", "direction")]
    [InlineData("/v1/studies", "direction")]
    [InlineData("/v1/studies", "standing")]
    [InlineData("/v1/studies", "verification")]
    public async Task A_vocabulary_parameter_lists_its_values(string path, string name)
    {
        var operation = (await OperationsAsync()).Single(operation => operation.Path == path);
        var parameter = Parameters(operation.Body).Single(parameter => parameter.Text("name") == name);

        var values = parameter.Texts("schema.enum");
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.Matches("^[a-z]+(-[a-z]+)*$", value));
    }

    [Fact]
    public async Task Every_listed_value_is_accepted_and_no_other_spelling_of_it()
    {
        var accepted = 0;
        foreach (var route in await Route.ReadsAsync(service.Client))
        {
            foreach (var parameter in route.Parameters.Where(parameter => parameter.At("schema").Has("enum")))
            {
                var name = parameter.Text("name");
                foreach (var value in parameter.Texts("schema.enum"))
                {
                    using var answer = await service.Client.GetAsync(route.With($"{name}={value}"), TestContext.Current.CancellationToken);
                    Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {route.With($"{name}={value}")}");
                    var other = value.Any(char.IsLower) ? value.ToUpperInvariant() : value.ToLowerInvariant();
                    var refused = await service.GetProblemAsync(route.With($"{name}={other}"), 400);
                    Assert.Contains(value, Assert.Single(refused.At("errors").Items(name)).Texts("allowed"));
                    accepted++;
                }
            }
        }

        Assert.True(accepted > 30, $"only {accepted} values");
    }

    [Theory]
    [InlineData("EvidenceItem", "evidenceLevel")]
    [InlineData("EvidenceItem", "certainty")]
    [InlineData("EvidenceItem", "match")]
    [InlineData("EvidenceList", "reason")]
    public async Task What_may_be_null_says_so(string schema, string member)
    {
        var property = (await DocumentAsync()).At("components.schemas").At(schema).At("properties").At(member);

        Assert.Contains(property.Items("oneOf"), choice => choice.Has("type") && choice.At("type").ToString() == "null");
    }

    [Fact]
    public async Task Every_member_of_a_whole_item_is_described_and_every_required_one_is_sent()
    {
        var schema = (await DocumentAsync()).At("components.schemas.EvidenceItem");
        var described = schema.At("properties").EnumerateObject().Select(property => property.Name).ToHashSet();
        var item = await service.GetAsync("/v1/evidence/knee-osteoarthritis.prp.intra-articular-joint");
        var sent = item.EnumerateObject().Select(member => member.Name).ToHashSet();

        Assert.Subset(described, sent);
        Assert.Superset(schema.Texts("required").ToHashSet(), sent);
    }

    [Theory]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/index.html", "text/html")]
    [InlineData("/", "text/html")]
    [InlineData("/openapi/v1.json", "application/json")]
    public async Task The_contract_can_be_read_and_tried(string path, string type)
    {
        using var answer = await service.Client.GetAsync(path, Cancel);

        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    private Task<JsonElement> DocumentAsync() => service.GetAsync("/openapi/v1.json");

    private async Task<IReadOnlyList<(string Path, string Method, JsonElement Body)>> OperationsAsync() =>
    [
        .. (await DocumentAsync()).At("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name, operation.Value))),
    ];

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.Has("parameters") ? operation.Items("parameters") : [];

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EvidenceApi.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
        return folder;
    }
}
