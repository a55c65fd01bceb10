namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>What a picture is made of, in pixels of a 600 pixel wide page: written as SVG and painted as PNG from the same list.</summary>
internal abstract record Shape;

/// <summary>Text on its baseline.</summary>
/// <param name="Anchor">start, middle or end.</param>
/// <param name="Full">The whole text, where this is shortened.</param>
internal sealed record Label(double X, double Y, string Text, double Size, string Anchor = "start", string Color = Ink.Text, string? Full = null) : Shape
{
    internal double Width => PlotFont.WidthOf(Text, Size);
    internal double Left => Anchor switch { "end" => X - Width, "middle" => X - Width / 2, _ => X };
}

internal sealed record Line(double X1, double Y1, double X2, double Y2, string Color = Ink.Text, double Thickness = 1, bool Dashed = false) : Shape;

/// <param name="Fill">Null: hollow.</param>
internal sealed record Polygon(IReadOnlyList<(double X, double Y)> Points, string? Fill, string Stroke = Ink.Text) : Shape;

internal sealed record Picture(double Width, double Height, string Title, string Description, IReadOnlyList<Shape> Shapes);

/// <summary>Colours that differ in lightness too, so that print and colour-blind eyes keep them apart; shape and text say the same.</summary>
internal static class Ink
{
    internal const string Paper = "#ffffff", Text = "#1a1a1a", Quiet = "#595959", Rule = "#b3b3b3", Pooled = "#0b5394";
}
