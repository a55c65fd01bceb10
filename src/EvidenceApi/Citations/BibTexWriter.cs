using System.Text;

namespace EvidenceApi.Citations;

/// <summary>BibTeX in plain ASCII wherever LaTeX has a command for a letter, so that it works with every engine.</summary>
internal static class BibTexWriter
{
    internal static string Write(Citation citation)
    {
        var (study, text) = (citation.Study, new StringBuilder());
        text.Append('@').Append(study.Journal is null ? "misc" : "article").Append('{').Append(study.Id);
        // An organization stands in braces of its own, else its words would be taken for given and family name.
        var authors = citation.Authors.Select(author => author.Literal is null ? LaTex(author.Inverted) : $"{{{LaTex(author.Literal)}}}").ToList();
        if (citation.HasOtherAuthors) authors.Add("others");
        if (authors.Count > 0) Add("author", string.Join(" and ", authors));
        // Braces keep the capitals of PRP and of names.
        Add("title", $"{{{LaTex(study.Title)}}}");
        Add("journal", LaTex(study.Journal));
        Add("year", study.Year.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("volume", LaTex(study.Volume));
        Add("number", LaTex(study.Issue));
        Add("pages", citation.Pages is { } pages ? $"{pages.First}--{pages.Last}" : LaTex(study.Pages));
        Add("doi", study.Doi);
        Add("pmid", study.Pmid);
        Add("pmcid", study.Pmcid);
        Add("url", study.Url);
        Add("note", LaTex(citation.Note));
        return text.Append("\n}\n\n").ToString();

        void Add(string field, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) text.Append(",\n  ").Append(field).Append(" = {").Append(value).Append('}');
        }
    }

    // Accent, letters, the same letters with the accent. Decomposing them is the business of ICU, which the service runs without.
    private static readonly (string Accent, string Letters, string Accented)[] Accents =
    [
        ("`", "aeiouAEIOU", "àèìòùÀÈÌÒÙ"), ("'", "aeiouyAEIOUYcnszlrCNSZLR", "áéíóúýÁÉÍÓÚÝćńśźĺŕĆŃŚŹĹŔ"), ("^", "aeiouAEIOU", "âêîôûÂÊÎÔÛ"), ("~", "anoANO", "ãñõÃÑÕ"),
        ("\"", "aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ"), ("=", "aeiouAEIOU", "āēīōūĀĒĪŌŪ"), (".", "zZI", "żŻİ"), ("v ", "csznrtdeCSZNRTDE", "čšžňřťďěČŠŽŇŘŤĎĚ"),
        ("c ", "cstCST", "çşţÇŞŢ"), ("k ", "aeAE", "ąęĄĘ"), ("u ", "agAG", "ăğĂĞ"), ("r ", "uU", "ůŮ"), ("H ", "ouOU", "őűŐŰ"),
    ];

    private static readonly Dictionary<char, string> Signs = new(Accents.SelectMany(accent =>
        accent.Accented.Zip(accent.Letters, (accented, letter) => KeyValuePair.Create(accented, $"{{\\{accent.Accent}{letter}}}"))))
    {
        ['\\'] = "{\\textbackslash}",
        ['{'] = "\\{",
        ['}'] = "\\}",
        ['%'] = "\\%",
        ['&'] = "\\&",
        ['$'] = "\\$",
        ['#'] = "\\#",
        ['_'] = "\\_",
        ['~'] = "{\\textasciitilde}",
        ['^'] = "{\\textasciicircum}",
        ['<'] = "{\\textless}",
        ['>'] = "{\\textgreater}",
        ['ł'] = "{\\l}",
        ['Ł'] = "{\\L}",
        ['ø'] = "{\\o}",
        ['Ø'] = "{\\O}",
        ['ß'] = "{\\ss}",
        ['æ'] = "{\\ae}",
        ['Æ'] = "{\\AE}",
        ['œ'] = "{\\oe}",
        ['Œ'] = "{\\OE}",
        ['å'] = "{\\aa}",
        ['Å'] = "{\\AA}",
        ['ı'] = "{\\i}",
        ['–'] = "--",
        ['—'] = "---",
        ['‐'] = "-",
        ['‑'] = "-",
        ['“'] = "``",
        ['”'] = "''",
        ['‘'] = "`",
        ['’'] = "'",
        ['®'] = "{\\textregistered}",
        ['™'] = "{\\texttrademark}",
        ['°'] = "{\\textdegree}",
        ['±'] = "{\\textpm}",
        ['\u00a0'] = "~",
    };

    /// <summary>The text with commands for what LaTeX reads as a command and for letters beyond ASCII; other letters stay as they are.</summary>
    internal static string? LaTex(string? value)
    {
        if (value is null) return null;
        var text = new StringBuilder();
        foreach (var sign in OneLine.Of(value))
        {
            if (Signs.TryGetValue(sign, out var command)) text.Append(command);
            else text.Append(sign);
        }
        return text.ToString();
    }
}
