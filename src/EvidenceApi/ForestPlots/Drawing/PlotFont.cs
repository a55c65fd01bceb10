using SkiaSharp;

namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>
/// The one font of the pictures, DejaVu Sans: brought along, so that a picture looks the same on every machine. It is among the widest of
/// its kind: where a browser has another, texts only get narrower.
/// </summary>
internal static class PlotFont
{
    internal const string Families = "'DejaVu Sans', Verdana, Arial, sans-serif";
    private const char Ellipsis = '…';
    private static readonly Lazy<SKTypeface> Face = new(Load);

    internal static SKFont Of(double size) => new(Face.Value, (float)size) { Subpixel = true, Hinting = SKFontHinting.None };

    internal static double WidthOf(string text, double size)
    {
        using var font = Of(size);
        return font.MeasureText(text);
    }

    /// <summary>The text, cut with an ellipsis where it is wider than there is room.</summary>
    internal static string Fit(string text, double size, double room)
    {
        using var font = Of(size);
        if (font.MeasureText(text) <= room) return text;
        var kept = text.Length;
        while (kept > 0 && font.MeasureText(text[..kept].TrimEnd() + Ellipsis) > room) kept--;
        if (kept > 0 && char.IsHighSurrogate(text[kept - 1])) kept--;
        return text[..kept].TrimEnd() + Ellipsis;
    }

    /// <summary>The text in lines that fit.</summary>
    internal static IEnumerable<string> Wrap(string text, double size, double room)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && WidthOf(longer, size) > room)
            {
                yield return Fit(line, size, room);
                line = word;
            }
            else
            {
                line = longer;
            }
        }
        yield return Fit(line, size, room);
    }

    private static SKTypeface Load()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream("fonts.DejaVuSans.ttf") ?? throw new InvalidOperationException("The font is not part of the program.");
        return SKTypeface.FromStream(stream);
    }
}
