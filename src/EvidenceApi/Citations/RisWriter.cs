using System.Text;

namespace EvidenceApi.Citations;

/// <summary>RIS, as Zotero, EndNote, Mendeley and Rayyan read it: one tag per line, CRLF, UTF-8.</summary>
internal static class RisWriter
{
    internal static string Write(Citation citation)
    {
        var (study, text) = (citation.Study, new StringBuilder());
        Add("TY", study.Journal is null ? "GEN" : "JOUR");
        Add("ID", study.Id);
        foreach (var author in citation.Authors) Add("AU", author.Inverted);
        Add("TI", study.Title);
        Add("T2", study.Journal);
        Add("PY", study.Year.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("VL", study.Volume);
        Add("IS", study.Issue);
        Add("SP", citation.Pages?.First ?? study.Pages);
        Add("EP", citation.Pages?.Last);
        Add("DO", study.Doi);
        // Where Zotero and EndNote look for PubMed's two numbers.
        Add("AN", study.Pmid);
        Add("C2", study.Pmcid);
        Add("UR", study.Url);
        Add("N1", citation.Note);
        return text.Append("ER  - \r\n\r\n").ToString();

        // A value is one line: a line break would begin another tag.
        void Add(string tag, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) text.Append(tag).Append("  - ").Append(OneLine.Of(value)).Append("\r\n");
        }
    }
}

internal static class OneLine
{
    internal static string Of(string value) => string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
