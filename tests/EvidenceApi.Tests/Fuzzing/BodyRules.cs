using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Whether a body is what its media type says, and shows what was sent only as text.</summary>
internal static class BodyRules
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly string[] MayBeStyleOrScript = ["text/css", "text/javascript", "application/javascript", "application/x-javascript", "font/ttf", "text/plain"];

    /// <summary>Null where all is well.</summary>
    internal static string? Fault(FuzzAnswer answer)
    {
        try
        {
            return answer.MediaType switch
            {
                "application/json" or "application/problem+json" or "application/fhir+json" or "application/vnd.citationstyles.csl+json" => JsonFault(answer.Content),
                "application/x-ndjson" or "application/fhir+ndjson" => Lines(answer).Select(line => JsonFault(Utf8.GetBytes(line))).FirstOrDefault(fault => fault is not null),
                "text/csv" => CsvFault(answer),
                "text/html" => HtmlFault(answer),
                "image/svg+xml" or "application/atom+xml" => XmlFault(answer),
                "image/png" => Begins(answer, [0x89, .. "PNG"u8]),
                "application/zip" or "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Begins(answer, "PK"u8.ToArray()),
                "application/vnd.apache.parquet" => Begins(answer, "PAR1"u8.ToArray()),
                "application/x-research-info-systems" => answer.Text.StartsWith("TY  - ", StringComparison.Ordinal) || answer.Text.Length == 0 ? null : "no TY",
                "application/x-bibtex" => answer.Text.TrimStart().StartsWith('@') || answer.Text.Length == 0 ? null : "no @",
                var type when MayBeStyleOrScript.Contains(type) => null,
                var type => $"unexpected type '{type}'",
            };
        }
        catch (Exception fault) when (fault is JsonException or XmlException or DecoderFallbackException)
        {
            return fault.Message;
        }
    }

    private static string? JsonFault(ReadOnlyMemory<byte> body)
    {
        using var parsed = JsonDocument.Parse(body, new() { MaxDepth = 256 });
        return null;
    }

    // Of a file of which only the beginning was read the last line is half a line, and what is packed may be half a letter.
    private static IEnumerable<string> Lines(FuzzAnswer answer)
    {
        var lines = (answer.IsWhole ? Utf8 : Encoding.UTF8).GetString(answer.Content).Split('\n');
        return (answer.IsWhole ? lines : lines[..^1]).Where(line => line.Length > 0);
    }

    // A text that a spreadsheet would take for a formula has been guarded, unless that was declined.
    private static string? CsvFault(FuzzAnswer answer)
    {
        var text = (answer.IsWhole ? Utf8 : Encoding.UTF8).GetString(answer.Content);
        return answer.IsWhole && text.Count(letter => letter == '"') % 2 != 0 ? "quotes that do not close" : text.Contains($"\n={AttackValues.Mark}", StringComparison.Ordinal) ? "a formula" : null;
    }

    private static string? HtmlFault(FuzzAnswer answer)
    {
        var text = Utf8.GetString(answer.Content);
        if (!text.TrimStart('\ufeff', '\r', '\n', ' ').StartsWith('<')) return "no markup";
        if (!text.Contains(AttackValues.Mark, StringComparison.OrdinalIgnoreCase)) return null;
        var page = new HtmlParser().ParseDocument(text);
        foreach (var element in page.All)
        {
            if (element.LocalName.Contains(AttackValues.Mark, StringComparison.OrdinalIgnoreCase)) return $"an element that was sent: {element.LocalName}";
            if (element is { LocalName: "script" or "style" } && Has(element.TextContent)) return "a script that was sent";
            foreach (var attribute in element.Attributes)
            {
                if (Has(attribute.Name) || attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)) return $"an attribute that was sent: {attribute.Name}";
                if (attribute.Name is "href" or "src" or "action" && Has(attribute.Value) && attribute.Value.TrimStart() is var link && (link.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || link.StartsWith("data:", StringComparison.OrdinalIgnoreCase))) return $"a link that runs: {link}";
            }
        }
        return page.Descendants<IComment>().Any(comment => Has(comment.Data)) ? "a comment that was sent" : null;
    }

    private static string? XmlFault(FuzzAnswer answer)
    {
        using var reader = XmlReader.Create(new MemoryStream(answer.Content), new() { DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader).Descendants()
            .Where(element => element.Name.LocalName == "script" || Has(element.Name.LocalName) || element.Attributes().Any(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || Has(attribute.Name.LocalName)))
            .Select(element => $"an element or attribute that runs: {element.Name.LocalName}").FirstOrDefault();
    }

    private static bool Has(string text) => text.Contains(AttackValues.Mark, StringComparison.OrdinalIgnoreCase);

    private static string? Begins(FuzzAnswer answer, byte[] magic) => answer.Content.AsSpan().StartsWith(magic) ? null : "does not begin as such a file does";
}
