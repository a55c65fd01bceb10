using System.Globalization;
using System.Text;
using System.Xml;

namespace EvidenceApi.ForestPlots.Drawing;

/// <summary>The picture as SVG: text as text, nothing from outside, readable by screen readers.</summary>
internal static class SvgWriter
{
    private const string Svg = "http://www.w3.org/2000/svg";

    internal static byte[] Write(Picture picture)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false), Indent = true, CheckCharacters = false }))
        {
            xml.WriteStartElement("svg", Svg);
            foreach (var (name, value) in Frame(picture)) xml.WriteAttributeString(name, value);
            Described(xml, "title", "plot-title", picture.Title);
            Described(xml, "desc", "plot-description", picture.Description);
            // A ground of its own: black figures would vanish on a dark page.
            Element(xml, "rect", ("width", Number(picture.Width)), ("height", Number(picture.Height)), ("fill", Ink.Paper));
            xml.WriteEndElement();
            foreach (var shape in picture.Shapes) Write(xml, shape);
            xml.WriteEndElement();
        }
        return stream.ToArray();
    }

    private static IEnumerable<(string, string)> Frame(Picture picture) =>
    [
        ("width", Number(picture.Width)), ("height", Number(picture.Height)), ("viewBox", $"0 0 {Number(picture.Width)} {Number(picture.Height)}"),
        ("role", "img"), ("aria-labelledby", "plot-title plot-description"), ("font-family", PlotFont.Families),
    ];

    private static void Write(XmlWriter xml, Shape shape)
    {
        switch (shape)
        {
            case Label label:
                Element(xml, "text", ("x", Number(label.X)), ("y", Number(label.Y)), ("font-size", Number(label.Size)), ("text-anchor", label.Anchor), ("fill", label.Color));
                if (label.Full is not null) xml.WriteElementString("title", Svg, Allowed(label.Full));
                xml.WriteString(Allowed(label.Text));
                break;
            case Line line:
                Element(xml, "line", ("x1", Number(line.X1)), ("y1", Number(line.Y1)), ("x2", Number(line.X2)), ("y2", Number(line.Y2)),
                    ("stroke", line.Color), ("stroke-width", Number(line.Thickness)));
                if (line.Dashed) xml.WriteAttributeString("stroke-dasharray", "4 3");
                break;
            case Polygon polygon:
                Element(xml, "polygon", ("points", string.Join(' ', polygon.Points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))),
                    ("fill", polygon.Fill ?? Ink.Paper), ("stroke", polygon.Stroke));
                break;
            default:
                throw new NotSupportedException(shape.ToString());
        }
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, Svg);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, value);
    }

    private static void Described(XmlWriter xml, string name, string id, string text)
    {
        Element(xml, name, ("id", id));
        xml.WriteString(Allowed(text));
        xml.WriteEndElement();
    }

    // XML has no escape for control characters.
    private static string Allowed(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value >= 32 && rune.Value is not (0xFFFE or 0xFFFF)).Select(rune => rune.ToString()));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
