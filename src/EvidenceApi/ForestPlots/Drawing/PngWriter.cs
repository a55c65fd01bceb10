using SkiaSharp;

namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>The picture as PNG at twice its size, for screens of today and for slides.</summary>
internal static class PngWriter
{
    private const int Scale = 2;

    internal static byte[] Write(Picture picture)
    {
        using var surface = SKSurface.Create(new SKImageInfo((int)(picture.Width * Scale), (int)(picture.Height * Scale)))
            ?? throw new InvalidOperationException("No picture of this size can be painted.");
        surface.Canvas.Clear(SKColor.Parse(Ink.Paper));
        surface.Canvas.Scale(Scale);
        foreach (var shape in picture.Shapes) Paint(surface.Canvas, shape);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Paint(SKCanvas canvas, Shape shape)
    {
        switch (shape)
        {
            case Label label:
                using (var font = PlotFont.Of(label.Size))
                using (var paint = Fill(label.Color))
                {
                    canvas.DrawText(label.Text, (float)label.Left, (float)label.Y, SKTextAlign.Left, font, paint);
                }
                break;
            case Line line:
                using (var paint = Stroke(line.Color, line.Thickness))
                using (var dashes = line.Dashed ? SKPathEffect.CreateDash([4, 3], 0) : null)
                {
                    paint.PathEffect = dashes;
                    canvas.DrawLine((float)line.X1, (float)line.Y1, (float)line.X2, (float)line.Y2, paint);
                }
                break;
            case Polygon polygon:
                using (var path = new SKPathBuilder())
                using (var fill = Fill(polygon.Fill ?? Ink.Paper))
                using (var stroke = Stroke(polygon.Stroke, 1))
                {
                    path.AddPoly([.. polygon.Points.Select(point => new SKPoint((float)point.X, (float)point.Y))], close: true);
                    using var outline = path.Detach();
                    canvas.DrawPath(outline, fill);
                    canvas.DrawPath(outline, stroke);
                }
                break;
            default:
                throw new NotSupportedException(shape.ToString());
        }
    }

    private static SKPaint Fill(string color) => new() { Color = SKColor.Parse(color), IsAntialias = true };

    private static SKPaint Stroke(string color, double thickness) => new() { Color = SKColor.Parse(color), IsAntialias = true, IsStroke = true, StrokeWidth = (float)thickness };
}
