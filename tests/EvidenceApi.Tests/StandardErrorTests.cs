using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.Tests;

/// <summary>Standard errors are computed where what was printed gives them, and nowhere else. Figures computed by hand.</summary>
public sealed class StandardErrorTests
{
    [Theory]
    // (5 - 1) / (2 × 1.959964)
    [InlineData("MD", 3, 1, 5, 95, "1.02043", "ci")]
    [InlineData("SMD", -0.5, -0.9, -0.1, 95, "0.204085", "ci")]
    [InlineData("mean-change", 20, 15, 25, 90, "3.03978", "ci")]
    [InlineData("MD", 3, 1, 5, 99, "0.776449", "ci")]
    // ln 4 / (2 × 1.959964)
    [InlineData("OR", 2, 1, 4, 95, "0.353653", "ci-log")]
    [InlineData("RR", 0.5, 0.25, 1, 95, "0.353653", "ci-log")]
    public void From_an_interval_that_is_symmetric_on_its_scale(string effect, double estimate, double low, double high, double level, string value, string source)
    {
        var error = StandardError.Of(Finding(effect, (decimal)estimate, (decimal)low, (decimal)high, (decimal)level));

        Assert.Equal(new(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), source), error);
    }

    [Theory]
    [InlineData("MD", 2, 1, 5, 95)]
    [InlineData("OR", 2.5, 1, 4, 95)]
    [InlineData("OR", 2, 0, 4, 95)]
    [InlineData("MD", 6, 1, 5, 95)]
    [InlineData("MD", 1, 1, 1, 95)]
    [InlineData("MD", 3, 1, 5, 80)]
    [InlineData("SUCRA", 50, 40, 60, 95)]
    public void Not_where_the_interval_says_nothing_about_one(string effect, double estimate, double low, double high, double level) =>
        Assert.Null(StandardError.Of(Finding(effect, (decimal)estimate, (decimal)low, (decimal)high, (decimal)level)));

    [Fact]
    public void From_both_arms_for_a_difference_of_means()
    {
        var finding = Finding("MD", 5, null, null, null) with { InterventionValue = new(Mean: 20, Sd: 8, N: 32), ComparatorValue = new(Mean: 15, Sd: 6, N: 18) };

        // √(64/32 + 36/18)
        Assert.Equal(new(2m, "sd"), StandardError.Of(finding));
        Assert.Null(StandardError.Of(finding with { ComparatorValue = new(Mean: 15, Sd: 6) }));
        Assert.Null(StandardError.Of(finding with { EffectMeasure = "SMD" }));
    }

    private static Finding Finding(string effect, decimal? estimate, decimal? low, decimal? high, decimal? level) => new(
        "a.1", "pain-vas", "Pain", null, null, null, null, null, null, effect, estimate, low, high, level, null, null, false, true, Direction.FavoursIntervention);
}
