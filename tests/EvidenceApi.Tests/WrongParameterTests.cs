using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Walks the contract: every parameter of every operation is refused when it is wrong, and says so under its own name.</summary>
public sealed class WrongParameterTests(EvidenceServiceFixture service)
{
    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        ["/v1/evidence/{id}"] = "crps.perineural-injection.peripheral-nerve",
        ["/v1/evidence/{id}/citations"] = "crps.perineural-injection.peripheral-nerve",
        ["/v1/evidence/{id}/forest-plot"] = "achilles-tendinopathy.prp.tendon",
        ["/v1/evidence/{id}/summary-of-findings"] = "crps.perineural-injection.peripheral-nerve",
        ["/v1/evidence/{id}/studies"] = "crps.perineural-injection.peripheral-nerve",
        ["/v1/evidence/{id}/findings"] = "crps.perineural-injection.peripheral-nerve",
        ["/v1/conditions/{id}"] = "crps",
        ["/v1/conditions/{id}/evidence"] = "crps",
        ["/v1/modalities/{id}"] = "prp",
        ["/v1/target-tissues/{id}"] = "tendon",
        ["/v1/studies/{id}"] = "bennell-2021-restore",
        ["/v1/releases/{id}"] = "2026.11.1",
        ["/v1/releases/{id}/datapackage.zip"] = "2026.11.1",
    };

    [Fact]
    public async Task Every_wrong_value_of_every_parameter_is_a_400_that_names_it()
    {
        var tried = 0;
        foreach (var (path, method, name, schema) in await ParametersAsync())
        {
            foreach (var bad in BadValues(name, schema))
            {
                using var request = new HttpRequestMessage(method, Address(path, name, bad));
                if (method == HttpMethod.Post) request.Content = JsonContent();
                using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
                var problem = await answer.ProblemAsync(400);
                Assert.True(problem.At("errors").Has(name), $"{path}?{bad}: {problem}");
                tried++;
            }
        }
        Assert.True(tried > 400, $"only {tried} values tried");
    }

    [Theory]
    [InlineData("{\"codes\":[]}", "codes")]
    [InlineData("{\"codes\":[null]}", "codes")]
    [InlineData("{\"codes\":\"icd-10-cm|M17\"}", "body")]
    [InlineData("{}", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("{\"codes\":[\"icd-10-cm|M17\"],\"unknown\":1}", "body")]
    [InlineData("{\"codes\":[\"icd-10-cm|M17\"],\"view\":\"everything\"}", "body")]
    [InlineData("{\"codes\":[\"icd-10-cm|M17\"],\"modality\":\"prpp\"}", "modality")]
    [InlineData("{\"codes\":[\"icd-10-cm|M17\"],\"targetTissue\":\"tendons\"}", "targetTissue")]
    public async Task A_wrong_lookup_is_a_400_that_says_what_is_wrong(string body, string member)
    {
        using var answer = await service.Client.PostAsync(
            "/v1/evidence/lookup", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.True((await answer.ProblemAsync(400)).At("errors").Has(member));
    }

    private static IEnumerable<string> BadValues(string name, JsonElement schema)
    {
        var isArray = schema.Has("type") && schema.At("type").ValueKind == JsonValueKind.String && schema.Text("type") == "array";
        yield return $"{name}=";
        yield return $"{name}=%20";
        yield return $"{name}=a%00b";
        yield return $"{name}=a%0Ab";
        if (!isArray) yield return $"{name}=1&{name}=2";
        // Words are free; everything else knows its values.
        yield return name == "q" ? $"q={new string('x', 300)}" : $"{name}=NO%20SUCH%20THING%F0%9F%92%89";
        if (schema.Has("type") && schema.At("type").ToString() == "integer")
        {
            yield return $"{name}=-1";
            yield return $"{name}=1.5";
            yield return $"{name}=99999999999999999999";
        }
    }

    private static string Address(string path, string name, string query)
    {
        var address = Ids.TryGetValue(path, out var id) ? path.Replace("{id}", id, StringComparison.Ordinal) : path;
        Assert.DoesNotContain("{", address, StringComparison.Ordinal);
        var required = path switch
        {
            "/v1/changes" when name != "since" => "&since=2026.11.1",
            "/v1/search" or "/v1/suggest" when name != "q" => "&q=knee",
            _ => "",
        };
        return $"{address}?{query}{required}";
    }

    private static StringContent JsonContent() => new("{\"codes\":[\"icd-10-cm|M17\"]}", System.Text.Encoding.UTF8, "application/json");

    private async Task<IReadOnlyList<(string Path, HttpMethod Method, string Name, JsonElement Schema)>> ParametersAsync()
    {
        var document = await service.GetAsync("/openapi/v1.json");
        return
        [
            .. document.At("paths").EnumerateObject()
                .Where(path => path.Name.StartsWith("/v1/", StringComparison.Ordinal))
                .SelectMany(path => path.Value.EnumerateObject().SelectMany(operation => Parameters(operation.Value)
                    .Select(parameter => (path.Name, HttpMethod.Parse(operation.Name), parameter.Text("name"), parameter.At("schema"))))),
        ];

        static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
            operation.Items("parameters").Where(parameter => parameter.Text("in") == "query");
    }
}
