using System.Globalization;
using System.Text.RegularExpressions;

namespace EvidenceApi.Tests.Telemetry;

/// <summary>A scrape in Prometheus' text format 0.0.4, refused where a server would refuse it.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, string> types = [];
    private readonly Dictionary<string, double> samples = [];

    private Scrape(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Read(line);
        Assert.NotEmpty(samples);
        foreach (var (family, _) in types.Where(type => type.Value == "histogram")) CheckHistogram(family);
    }

    internal IReadOnlyDictionary<string, string> Types => types;

    /// <summary>The sum of the samples of a name whose labels include all of these: http_route="/v1/evidence".</summary>
    internal double Sum(string name, params string[] labels) => samples
        .Where(sample => (sample.Key == name || sample.Key.StartsWith($"{name}{{", StringComparison.Ordinal)) && labels.All(label => sample.Key.Contains(label, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    internal static async Task<Scrape> OfAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        return new(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private void Read(string line)
    {
        if (line.StartsWith('#'))
        {
            var comment = Comment().Match(line);
            Assert.True(comment.Success || line == "# EOF", line);
            if (comment.Groups[1].Value == "TYPE") Assert.True(types.TryAdd(comment.Groups[2].Value, comment.Groups[3].Value), $"Twice: {line}");
            return;
        }
        var sample = Sample().Match(line);
        Assert.True(sample.Success, line);
        Assert.True(types.ContainsKey(FamilyOf(sample.Groups[1].Value)), $"Without a type: {line}");
        Assert.True(samples.TryAdd($"{sample.Groups[1].Value}{sample.Groups[2].Value}", Number(sample.Groups[3].Value)), $"Twice: {line}");
    }

    // Buckets count up to the count of all.
    private void CheckHistogram(string family)
    {
        foreach (var series in samples.Keys.Where(key => key.StartsWith($"{family}_bucket", StringComparison.Ordinal)).GroupBy(key => Bound().Replace(key, "")))
        {
            var buckets = series.Select(key => (Bound: Number(Bound().Match(key).Groups[1].Value), Count: samples[key])).OrderBy(bucket => bucket.Bound).ToList();
            Assert.Equal(buckets.Select(bucket => bucket.Count).Order(), buckets.Select(bucket => bucket.Count));
            Assert.Equal(double.PositiveInfinity, buckets[^1].Bound);
            Assert.Equal(samples[series.Key.Replace("_bucket", "_count", StringComparison.Ordinal)], buckets[^1].Count);
        }
    }

    private string FamilyOf(string name) =>
        new[] { "_bucket", "_sum", "_count" }.Where(part => name.EndsWith(part, StringComparison.Ordinal)).Select(part => name[..^part.Length])
            .FirstOrDefault(family => types.GetValueOrDefault(family) == "histogram") ?? name;

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) ?(.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\\n]|\\[\\n""])*"",?)*\})?) (\S+)(?: \d+)?$")]
    private static partial Regex Sample();

    [GeneratedRegex(@",?le=""([^""]+)""")]
    private static partial Regex Bound();
}
