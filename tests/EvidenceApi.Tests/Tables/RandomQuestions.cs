using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>Random filters on a list: parameters of its contract with values that mean something.</summary>
internal sealed class RandomQuestions(string path, IReadOnlyList<(string Name, IReadOnlyList<string> Values)> parameters, Random random)
{
    private static readonly string[] NoFilters = ["format", "header", "guard", "fields", "view", "cursor", "limit", "total", "release", "since"];

    public string Next()
    {
        if (parameters.Count == 0) return path;
        var picked = parameters.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToList();
        // A level that the system does not have is refused.
        if (picked.Exists(parameter => parameter.Name == "gradingSystem")) picked.RemoveAll(parameter => parameter.Name == "level");
        var chosen = picked.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Values[random.Next(parameter.Values.Count)])}");
        return $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{string.Join('&', chosen)}";
    }

    public static async Task<RandomQuestions> ForAsync(EvidenceServiceFixture service, string path, Random random)
    {
        var contract = (await service.GetAsync("/openapi/v1.json")).At("paths").EnumerateObject().First(entry => Matches(entry.Name, path.Split('?')[0])).Value.At("get");
        var parameters = new List<(string, IReadOnlyList<string>)>();
        foreach (var parameter in contract.Items("parameters").Where(entry => entry.Text("in") == "query" && !NoFilters.Contains(entry.Text("name"))))
        {
            var name = parameter.Text("name");
            parameters.Add((name, parameter.At("schema").Has("enum") ? parameter.Texts("schema.enum") : await ValuesAsync(service, path, name)));
        }
        return new(path, parameters, random);
    }

    private static async Task<IReadOnlyList<string>> ValuesAsync(EvidenceServiceFixture service, string path, string name) => name switch
    {
        "condition" => (await service.AllAsync("/v1/conditions")).Ids(),
        "modality" => (await service.AllAsync("/v1/modalities")).Ids(),
        "targetTissue" => (await service.AllAsync("/v1/target-tissues")).Ids(),
        "measure" => (await service.AllAsync("/v1/outcome-measures")).Ids(),
        "gradingSystem" => (await service.AllAsync("/v1/grading-systems")).Ids(),
        "level" => [.. (await service.AllAsync("/v1/grading-systems")).SelectMany(system => system.Items("levels")).Select(level => level.Text("level")).Distinct()],
        "code" => [.. (await service.AllAsync("/v1/conditions")).SelectMany(condition => condition.Items("codes")).Select(code => $"{code.Text("system")}|{code.Text("code")}")],
        "study" or "source" when path is "/v1/claims" => (await service.AllAsync("/v1/sources")).Ids(),
        "study" or "source" => (await service.AllAsync("/v1/studies")).Ids(),
        "design" => [.. (await service.AllAsync("/v1/studies")).Select(study => study.Text("design")).Distinct()],
        "comparator" => ["corticosteroid", "saline-placebo", "none", "prp", "exercise"],
        "bodyRegion" => [.. (await service.AllAsync("/v1/conditions")).Select(condition => condition.Text("bodyRegion")).Distinct()],
        "jurisdiction" => [.. (await service.AllAsync("/v1/recommendations")).Select(entry => entry.Text("jurisdiction")).Distinct()],
        "publishedSince" or "publishedUntil" => ["2005", "2014", "2019", "2022", "2025"],
        "minParticipants" => ["1", "30", "100", "500"],
        "q" => ["knee", "tennis elb", "prp", "back pain", "golfer's elbow"],
        "table" => ["study", "finding", "evidence"],
        _ => throw new NotSupportedException($"Name values for {name} of {path}."),
    };

    private static bool Matches(string template, string path)
    {
        var (expected, found) = (template.Split('/'), path.Split('/'));
        return expected.Length == found.Length && expected.Zip(found).All(pair => pair.First == pair.Second || pair.First == "{id}");
    }
}
