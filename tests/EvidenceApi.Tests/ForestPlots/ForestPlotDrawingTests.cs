using EvidenceApi.Evidence;
using EvidenceApi.ForestPlots;
using EvidenceApi.ForestPlots.Drawing;

namespace EvidenceApi.Tests.ForestPlots;

/// <summary>Nothing lies over anything else, with two rows or forty, with short names or long.</summary>
public sealed class ForestPlotDrawingTests
{
    private const double Width = 600;

    public static TheoryData<int, bool, bool> Plots()
    {
        var data = new TheoryData<int, bool, bool>();
        foreach (var rows in new[] { 1, 2, 3, 5, 10, 20, 40 })
        {
            foreach (var (isRatio, isPooled) in new[] { (false, false), (false, true), (true, false), (true, true) }) data.Add(rows, isRatio, isPooled);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Plots))]
    public void Texts_keep_clear_of_each_other_and_of_the_figure(int rows, bool isRatio, bool isPooled)
    {
        var picture = ForestPlotDrawing.Of(PlotSample.Of(rows, isRatio, isPooled));
        var boxes = picture.Shapes.OfType<Label>().Select(Box).ToList();

        foreach (var (box, index) in boxes.Select((box, index) => (box, index)))
        {
            Assert.True(box.Left >= 0 && box.Right <= Width && box.Top >= 0 && box.Bottom <= picture.Height, $"off the page: {box}");
            foreach (var other in boxes.Skip(index + 1)) Assert.False(Overlap(box, other), $"{box}\n{other}");
        }
        // Markers and intervals stay between the columns.
        var figures = picture.Shapes.OfType<Polygon>().Select(polygon => new TextBox("figure", polygon.Points.Min(point => point.X), polygon.Points.Min(point => point.Y), polygon.Points.Max(point => point.X), polygon.Points.Max(point => point.Y)));
        Assert.All(figures, figure => Assert.DoesNotContain(boxes, box => Overlap(box, figure)));
        Assert.All(picture.Shapes.OfType<Label>(), label => Assert.InRange(label.Size, 9, 14));
    }

    [Theory]
    [MemberData(nameof(Plots))]
    public void A_row_takes_its_room_and_no_more(int rows, bool isRatio, bool isPooled) =>
        Assert.InRange(ForestPlotDrawing.Of(PlotSample.Of(rows, isRatio, isPooled)).Height, 100 + 30 * rows, 420 + 34 * rows);

    [Fact]
    public void An_interval_that_would_squeeze_all_others_is_cut_with_an_arrowhead()
    {
        var axis = new Axis(false, [(1, 0.5, 1.5), (2, 1.5, 2.5), (1.5, 1, 2), (1, -500, 500)], [0], 100, 200);

        Assert.True(axis.IsCut(-500) && axis.IsCut(500));
        Assert.False(axis.IsCut(0.5) || axis.IsCut(2.5) || axis.IsCut(0));
        Assert.InRange(axis.X(2.5) - axis.X(0.5), 20, 200);
    }

    [Theory]
    [InlineData(true, 0.05, 0.4, 20)]
    [InlineData(true, 0.9, 1.1, 1.3)]
    [InlineData(true, 1e-6, 1, 1e6)]
    [InlineData(false, -0.002, 0.001, 0.003)]
    [InlineData(false, -5000, 200, 90000)]
    public void Ticks_are_round_in_order_and_on_the_axis(bool isLogarithmic, double low, double estimate, double high)
    {
        var axis = new Axis(isLogarithmic, [(estimate, low, high)], [isLogarithmic ? 1 : 0], 0, 200);
        var ticks = axis.Ticks();

        Assert.InRange(ticks.Count, 1, 8);
        Assert.Equal(ticks.Order(), ticks);
        Assert.DoesNotContain(ticks, axis.IsCut);
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        var sample = PlotSample.Of(2, false, false);
        var hostile = sample with { Plot = sample.Plot! with { Rows = [.. sample.Plot.Rows.Select(row => row with { Outcome = "</text><script>alert(1)</script>\u0001\ud83d\udc89", Study = row.Study with { Label = "\"><svg onload=x>" } })] } };

        var svg = System.Xml.Linq.XElement.Parse(System.Text.Encoding.UTF8.GetString(SvgWriter.Write(ForestPlotDrawing.Of(hostile))));

        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "script" || element.Attributes().Any(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
        Assert.NotEmpty(PngWriter.Write(ForestPlotDrawing.Of(hostile)));
    }

    private static TextBox Box(Label label) => new(label.Text, label.Left, label.Y - label.Size * 0.78, label.Left + label.Width, label.Y + label.Size * 0.22);

    private static bool Overlap(TextBox one, TextBox other) => one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom;

    private sealed record TextBox(string Text, double Left, double Top, double Right, double Bottom);
}

/// <summary>Plots of any length, with names as long as they come.</summary>
internal static class PlotSample
{
    internal static ForestPlotAnswer Of(int count, bool isRatio, bool isPooled)
    {
        var random = new Random(count);
        var rows = Enumerable.Range(0, count).Select(index => Row(index, count, isRatio, isPooled, random)).ToList();
        var (estimate, half) = isRatio ? (0.7, 1.3) : (-5.5, 3.0);
        var pooled = new PooledEffect(
            count, 100 * count, estimate, isRatio ? estimate / half : estimate - half, isRatio ? estimate * half : estimate + half, 0.01, isRatio ? 0.1 : -25, isRatio ? 4 : 14, count - 1, 12.345, 3.51, 0.87, 55, count - 1, 0.0001, 1.1,
            ["High heterogeneity (I² of 75 % or more): the trials do not estimate one effect; read the prediction interval and the single trials."]);
        var plot = new ForestPlot(
            new("womac-total", "Western Ontario and McMaster Universities osteoarthritis index, total score of all three subscales"), new("viscosupplementation", "Hyaluronic acid viscosupplementation", true),
            isRatio ? "RR" : "MD", isRatio, isRatio ? 1 : 0, false, "favours leukocyte-poor platelet-rich plasma", "favours hyaluronic acid viscosupplementation", rows,
            isPooled ? pooled : null, isPooled ? null : new("too-few-trials", "2 independent, verified randomized trials give this effect with an interval; a mean needs 3."), [],
            ["† The printed sign contradicts the direction that the record states; shown as printed, never pooled.", "* Computed here from the arms as printed."]);
        return new(Headline, [], plot, [], null, "") { Release = "2026.11.1" };
    }

    private static readonly EvidenceHeadline Headline = new(
        "knee-osteoarthritis.prp-leukocyte-poor.intra-articular-joint", new("knee-osteoarthritis", "Osteoarthritis of the knee"), new("prp-leukocyte-poor", "Leukocyte-poor platelet-rich plasma", "LP-PRP"),
        new("intra-articular-joint", "Joint space"), null, null, Direction.Mixed, Agreement.Conflicting, new(16, 5, 1, 3, 1, 0, 1), 27, 5000, new(5, 1, 0, 0, 0, 0, 2), "A summary.");

    private static ForestPlotRow Row(int index, int count, bool isRatio, bool isPooled, Random random)
    {
        var section = index < (count + 1) / 2 ? PlotSection.RandomizedTrials : (PlotSection)(1 + index % 4);
        var (estimate, half) = (random.NextDouble() * 30 - 20, 0.5 + random.NextDouble() * 15);
        var (center, low, high) = isRatio ? (Math.Exp(estimate / 10), Math.Exp((estimate - half) / 10), Math.Exp((estimate + half) / 10)) : (estimate, estimate - half, estimate + half);
        var label = index % 3 == 0 ? $"Li {2000 + index}" : index % 3 == 1 ? $"Estrada-Hernández-Villavicencio de la Cruz {2000 + index}" : $"msc-network-meta-and-more-words-{2000 + index}";
        var study = new PlotStudy($"study-{index}", label, "A title of some length that stands in the tooltip", 2000 + index, "randomized-controlled-trial", 100000 + index, Standing.Current, Verification.Verified, null, "https://example.org", null);
        return new(
            $"study-{index}.1", study, section, index % 2 == 0 ? "WOMAC" : "WOMAC, multiple platelet-rich plasma against multiple hyaluronic acid injections (weighted mean difference)", 0.5m * index, false,
            index % 4 == 0 ? 88391 : null, index % 4 == 0 ? 27338 : null, null, center, low, high, 95, index % 5 == 0 ? EffectBasis.ComputedFromMeans : EffectBasis.AsPrinted, Direction.NoDifference,
            index % 7 == 0, section == PlotSection.NotCounted ? NotCountedReason.Incomplete : null, isPooled && section == PlotSection.RandomizedTrials ? 2.0 / (count + 1) : null, null);
    }
}
