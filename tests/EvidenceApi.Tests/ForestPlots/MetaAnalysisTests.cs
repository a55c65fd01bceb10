using System.Text.Json;
using EvidenceApi.ForestPlots;
using EvidenceApi.Studies;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.ForestPlots;

/// <summary>The arithmetic of pooling against R's metafor; tests/metafor/reference.R made the figures.</summary>
public sealed class MetaAnalysisTests
{
    private static readonly JsonElement Reference = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Content/metafor.json")));

    public static TheoryData<string> Sets => [.. Reference.Items("sets").Select(set => set.Text("name"))];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_figure_is_that_of_metafor(string name)
    {
        var expected = Reference.Items("sets").Single(set => set.Text("name") == name);
        var result = MetaAnalysis.Of([.. Doubles(expected, "yi").Zip(Doubles(expected, "vi"), (estimate, variance) => new Effect(estimate, variance))]);

        (string Figure, double Found)[] figures =
        [
            ("estimate", result.Estimate), ("standardError", result.StandardError), ("low", result.Low), ("high", result.High), ("p", result.PValue!.Value),
            ("tauSquared", result.TauSquared), ("iSquared", result.ISquared), ("q", result.Q), ("qP", result.QPValue), ("factor", result.Factor),
            ("predictionLow", result.PredictionLow), ("predictionHigh", result.PredictionHigh),
        ];
        Assert.All(figures, figure => AssertNear(expected.At(figure.Figure).GetDouble(), figure.Found, $"{name} {figure.Figure}"));
        Assert.All(Doubles(expected, "weights").Zip(result.Weights), pair => AssertNear(pair.First, pair.Second, $"{name} weight"));
        Assert.Equal(1, result.Weights.Sum(), 1e-12);
    }

    [Fact]
    public void The_reference_covers_what_can_go_wrong()
    {
        var sets = Reference.Items("sets").ToList();

        Assert.InRange(sets.Count(set => set.At("tauSquared").GetDouble() == 0), 3, 10);
        Assert.Contains(sets, set => set.At("iSquared").GetDouble() > 0.9);
        Assert.Contains(sets, set => set.Items("yi").Count() == 3);
        Assert.Contains(sets, set => set.At("factor").GetDouble() < 1);
        Assert.Contains(sets, set => set.At("factor").GetDouble() > 1);
    }

    [Fact]
    public void A_difference_of_means_is_that_of_metafor()
    {
        Assert.All(Reference.Items("means"), arms =>
        {
            var effect = FindingEffect.OfMeans(Mean(arms, "1"), Mean(arms, "2"), arms.Number("n1"), arms.Number("n2"))!;
            AssertEffect(arms, effect);
            Assert.Equal(EffectBasis.ComputedFromMeans, effect.Basis);
        });

        static PrintedValue Mean(JsonElement arms, string arm) => new(Mean: arms.At($"mean{arm}").GetDecimal(), Sd: arms.At($"sd{arm}").GetDecimal());
    }

    [Fact]
    public void A_ratio_of_events_is_that_of_metafor_with_empty_cells_too()
    {
        Assert.All(Reference.Items("events"), arms => AssertEffect(arms, FindingEffect.OfEvents(Events(arms, "1"), Events(arms, "2"), arms.Text("measure"))!));

        static PrintedValue Events(JsonElement arms, string arm) => new(Events: arms.Number($"events{arm}"), N: arms.Number($"n{arm}"));
    }

    [Theory]
    [InlineData(0, 20, 0, 30)]
    [InlineData(20, 20, 30, 30)]
    public void Arms_without_events_or_without_anybody_else_give_no_ratio(int events1, int n1, int events2, int n2) =>
        Assert.Null(FindingEffect.OfEvents(new(Events: events1, N: n1), new(Events: events2, N: n2), "RR"));

    [Fact]
    public void An_arm_whose_size_was_not_read_gives_no_difference() =>
        Assert.Null(FindingEffect.OfMeans(new(Mean: 3, Sd: 1), new(Mean: 4, Sd: 1), 20, null));

    [Fact]
    public void Equal_estimates_have_no_p_value_and_no_width()
    {
        var result = MetaAnalysis.Of([new(2, 0.1), new(2, 0.2), new(2, 0.3)]);

        Assert.Equal((2, 0, 0), (result.Estimate, result.TauSquared, result.StandardError));
        Assert.Null(result.PValue);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    public void What_is_no_effect_is_not_pooled(double estimate, double variance) =>
        Assert.Throws<ArgumentException>(() => MetaAnalysis.Of([new(1, 1), new(estimate, variance)]));

    private static void AssertEffect(JsonElement arms, FindingEffect effect)
    {
        AssertNear(arms.At("yi").GetDouble(), effect.Pooling.Estimate, arms.GetRawText());
        AssertNear(arms.At("vi").GetDouble(), effect.Pooling.Variance, arms.GetRawText());
    }

    private static IEnumerable<double> Doubles(JsonElement element, string member) => element.Items(member).Select(value => value.GetDouble());

    private static void AssertNear(double expected, double found, string what) =>
        Assert.True(Math.Abs(expected - found) <= 1e-7 * Math.Max(1, Math.Abs(expected)), $"{what}: {found} in place of {expected}");
}
