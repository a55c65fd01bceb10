using System.Globalization;

namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>Lays a plot out on a page of 600 pixels: study, sizes of the arms, effect with its interval as a figure and as text, weight.</summary>
internal sealed class ForestPlotDrawing
{
    private const double PageWidth = PlotColumns.PageWidth, Margin = PlotColumns.Margin, Small = PlotColumns.TextSize, Gap = PlotColumns.Gap;
    private const double Normal = 11, Large = 13, RowHeight = 30, LineHeight = 14;

    private readonly ForestPlotAnswer answer;
    private readonly ForestPlot plot;
    private readonly List<Shape> shapes = [];
    private readonly PlotColumns columns;
    private readonly Axis axis;
    private double y = Margin;

    private ForestPlotDrawing(ForestPlotAnswer answer, ForestPlot plot)
    {
        (this.answer, this.plot) = (answer, plot);
        columns = new(plot);
        List<(double, double, double)> effects = [.. plot.Rows.Select(row => (row.Estimate, row.Low, row.High))];
        if (plot.Pooled is { } mean) effects.Add((mean.Estimate, Math.Min(mean.Low, mean.PredictionLow), Math.Max(mean.High, mean.PredictionHigh)));
        axis = new(plot.IsLogarithmic, effects, [plot.NoEffect], columns.FigureLeft, columns.FigureWidth);
    }

    internal static Picture Of(ForestPlotAnswer answer) => answer.Plot is { } plot ? new ForestPlotDrawing(answer, plot).Draw() : Nothing(answer);

    /// <summary>A picture that says why there is none.</summary>
    private static Picture Nothing(ForestPlotAnswer answer)
    {
        List<Shape> shapes = [];
        var y = Margin;
        foreach (var text in new[] { $"{answer.Evidence.Condition.Name}: {PictureText.Lower(answer.Evidence.Modality.Name)}. No forest plot.", answer.Reason!.Message, answer.Reason.Hint, PictureText.Headline(answer), $"Release {answer.Release}." })
        {
            foreach (var line in PlotFont.Wrap(text ?? "", Normal, PageWidth - 2 * Margin)) shapes.Add(new Label(Margin, y += LineHeight, line, Normal));
        }
        return new(PageWidth, y + Margin, "No forest plot", answer.Reason!.Message, shapes);
    }

    private Picture Draw()
    {
        var (title, description) = (PictureText.Title(answer, plot), PictureText.Description(answer, plot));
        Paragraph(title, Large);
        Paragraph(PictureText.Headline(answer), Small, Ink.Quiet);
        y += Gap;
        ColumnHeads();
        var top = y;
        foreach (var section in plot.Rows.GroupBy(row => row.Section))
        {
            SectionHead(PictureText.Heading(section.Key));
            foreach (var row in section) Row(row);
            if (section.Key == PlotSection.RandomizedTrials && plot.Pooled is { } mean) Pooled(mean);
        }
        AxisLine(top);
        y += Gap;
        foreach (var text in Footnotes()) Paragraph(text, Small, Ink.Quiet);
        return new(PageWidth, Math.Ceiling(y + Margin), title, description, shapes);
    }

    private void ColumnHeads()
    {
        y += LineHeight;
        shapes.Add(new Label(Margin, y, "Study, outcome", Small, Color: Ink.Quiet));
        shapes.Add(new Label(columns.SizeRight, y, "n / n", Small, "end", Ink.Quiet));
        shapes.Add(new Label(columns.FigureLeft + columns.FigureWidth / 2, y, PlotFont.Fit(PictureText.EffectName(plot.EffectMeasure), Small, columns.FigureWidth), Small, "middle", Ink.Quiet));
        shapes.Add(new Label(columns.EffectRight, y, "effect [95% CI]", Small, "end", Ink.Quiet));
        if (columns.HasWeights) shapes.Add(new Label(PageWidth - Margin, y, "weight", Small, "end", Ink.Quiet));
        shapes.Add(new Line(Margin, y += 5, PageWidth - Margin, y, Ink.Rule));
    }

    private void SectionHead(string heading)
    {
        y += LineHeight + 4;
        shapes.Add(new Label(Margin, y, heading, Small, Color: Ink.Quiet));
        y += 4;
    }

    private void Row(ForestPlotRow row)
    {
        var color = row.NotCounted is null ? Ink.Text : Ink.Quiet;
        var middle = y + RowHeight / 2;
        var months = row.TimepointMonths is { } given ? $", {given.ToString("0.#", CultureInfo.InvariantCulture)} mo" : "";
        // A long name gives way to year, time point and marks.
        var (author, year) = row.Study.Label.LastIndexOf(' ') is > 0 and var space ? (row.Study.Label[..space], row.Study.Label[space..]) : (row.Study.Label, "");
        var rest = $"{year}{months}{PictureText.Marks(row)}";
        var name = PlotFont.Fit(author, Normal, columns.StudyWidth - PlotFont.WidthOf(rest, Normal)) + rest;
        shapes.Add(new Label(Margin, middle - 2, name, Normal, Color: color, Full: $"{row.Study.Label}{months}: {row.Study.Title}"));
        var outcome = row.NotCounted is { } reason ? $"{Http.Json.Name(reason).Replace('-', ' ')}; {row.Outcome}" : row.Outcome;
        Shortened(outcome, Margin, middle + 11, Small - 1, columns.StudyWidth, Ink.Quiet, outcome);
        if (PlotColumns.SizeOf(row) is { } size) shapes.Add(new Label(columns.SizeRight, middle + 4, size, Small, "end", color));
        Interval(row.Low, row.High, middle, color);
        Marker(row, axis.X(row.Estimate), middle, color);
        shapes.Add(new Label(columns.EffectRight, middle + 4, PictureText.Effect(row.Estimate, row.Low, row.High), Small, "end", color));
        if (columns.HasWeights) shapes.Add(new Label(PageWidth - Margin, middle + 4, row.Weight is { } weight ? Percent(weight) : "–", Small, "end", color));
        y += RowHeight;
    }

    private void Pooled(PooledEffect mean)
    {
        var middle = y + RowHeight / 2;
        var name = $"Pooled, {mean.Trials} trials";
        Shortened(name, Margin, middle - 2, Normal, columns.StudyWidth, Ink.Pooled, name);
        var spread = $"I² {Percent(mean.ISquared)}, τ² {mean.TauSquared.ToString("G3", CultureInfo.InvariantCulture)}";
        shapes.Add(new Label(Margin, middle + 11, spread, Small - 1, Color: Ink.Quiet));
        var (low, center, high) = (axis.X(mean.Low), axis.X(mean.Estimate), axis.X(mean.High));
        shapes.Add(new Polygon([(low, middle), (center, middle - 7), (high, middle), (center, middle + 7)], Ink.Pooled, Ink.Pooled));
        shapes.Add(new Label(columns.EffectRight, middle + 4, PictureText.Effect(mean.Estimate, mean.Low, mean.High), Small, "end", Ink.Pooled));
        y += RowHeight;

        middle = y + LineHeight / 2;
        shapes.Add(new Label(Margin, middle + 4, "95% prediction interval", Small, Color: Ink.Quiet));
        var (from, to) = (axis.X(mean.PredictionLow), axis.X(mean.PredictionHigh));
        shapes.Add(new Polygon([(from, middle - 2), (to, middle - 2), (to, middle + 2), (from, middle + 2)], Ink.Rule, Ink.Quiet));
        var forecast = PictureText.Effect(mean.Estimate, mean.PredictionLow, mean.PredictionHigh);
        shapes.Add(new Label(columns.EffectRight, middle + 4, forecast[forecast.IndexOf('[', StringComparison.Ordinal)..], Small, "end", Ink.Quiet));
        y += LineHeight + 4;
    }

    private void Interval(double low, double high, double middle, string color)
    {
        var (from, to) = (axis.X(low), axis.X(high));
        shapes.Add(new Line(from, middle, to, middle, color));
        End(low, from, -1);
        End(high, to, 1);

        void End(double value, double x, int outwards)
        {
            if (axis.IsCut(value)) shapes.Add(new Polygon([(x, middle), (x - outwards * 6, middle - 4), (x - outwards * 6, middle + 4)], color, color));
            else shapes.Add(new Line(x, middle - 3, x, middle + 3, color));
        }
    }

    /// <summary>Pooled: filled square, its area by weight. Shown only: hollow square. Review: hollow diamond. Not counted: cross.</summary>
    private void Marker(ForestPlotRow row, double x, double middle, string color)
    {
        var half = row.Weight is { } weight ? 3 + 4 * Math.Sqrt(weight) : 4;
        if (row.NotCounted is not null)
        {
            shapes.Add(new Line(x - 4, middle - 4, x + 4, middle + 4, color, 2));
            shapes.Add(new Line(x - 4, middle + 4, x + 4, middle - 4, color, 2));
        }
        else if (row.Section == PlotSection.Reviews)
        {
            shapes.Add(new Polygon([(x - 5, middle), (x, middle - 5), (x + 5, middle), (x, middle + 5)], null, color));
        }
        else
        {
            shapes.Add(new Polygon([(x - half, middle - half), (x + half, middle - half), (x + half, middle + half), (x - half, middle + half)], row.Weight is null ? null : color, color));
        }
    }

    private void AxisLine(double top)
    {
        y += 4;
        var none = axis.X(plot.NoEffect);
        shapes.Insert(0, new Line(none, top, none, y, Ink.Rule));
        if (plot.Pooled is { } mean) shapes.Insert(1, new Line(axis.X(mean.Estimate), top, axis.X(mean.Estimate), y, Ink.Pooled, 1, Dashed: true));
        shapes.Add(new Line(columns.FigureLeft, y, columns.FigureLeft + columns.FigureWidth, y));
        var free = 0.0;
        foreach (var tick in axis.Ticks())
        {
            var label = new Label(axis.X(tick), y + 15, Tick(tick), Small - 1, "middle");
            shapes.Add(new Line(label.X, y, label.X, y + 4));
            if (label.Left < free) continue;
            shapes.Add(label);
            free = label.Left + label.Width + 4;
        }
        y += 31;
        if (plot is not { LeftFavours: { } left, RightFavours: { } right }) return;
        Favours($"← {left}", none - 5, "end", none - 5 - Margin);
        Favours($"{right} →", none + 5, "start", PageWidth - Margin - none - 5);
        y += 4;

        void Favours(string text, double x, string anchor, double room)
        {
            var fitted = PlotFont.Fit(text, Small, room);
            shapes.Add(new Label(x, y, fitted, Small, anchor, Full: fitted == text ? null : text));
        }
    }

    private IEnumerable<string> Footnotes()
    {
        if (plot.Pooled is { } mean)
        {
            yield return $"Random effects (restricted maximum likelihood, Hartung-Knapp); Q {mean.Q.ToString("0.##", CultureInfo.InvariantCulture)}, df {mean.QDegreesOfFreedom}, P {mean.QPValue.ToString("G2", CultureInfo.InvariantCulture)}.";
            foreach (var warning in mean.Warnings) yield return $"Caution: {warning}";
        }
        else
        {
            yield return $"Not pooled: {plot.PoolingRefused!.Message}";
        }
        foreach (var note in plot.Notes) yield return note;
        if (PictureText.WithoutInterval(plot) is { } more) yield return more;
        yield return $"Filled square: pooled, area by weight. Hollow square: shown, not pooled. Hollow diamond: review. Cross: not counted. n / n: arms with the outcome; N: whole study. {answer.Evidence.Id}, release {answer.Release}.";
    }

    private void Paragraph(string text, double size, string color = Ink.Text)
    {
        foreach (var line in PlotFont.Wrap(text, size, PageWidth - 2 * Margin)) shapes.Add(new Label(Margin, y += size + 4, line, size, Color: color));
    }

    private void Shortened(string text, double x, double baseline, double size, double room, string color, string full)
    {
        var fitted = PlotFont.Fit(text, size, room);
        shapes.Add(new Label(x, baseline, fitted, size, Color: color, Full: fitted == text ? null : full));
    }

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + "%";

    private static string Tick(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
