using System.Globalization;
using EvidenceApi.Releases;

namespace EvidenceApi.DataPackages;

/// <summary>README.md of a data package.</summary>
internal static class DataPackageReadme
{
    internal static string Of(ReleaseView release, IReadOnlyList<PackagedTable> tables) => string.Create(CultureInfo.InvariantCulture, $"""
        # Curated evidence base on regenerative injection therapies, release {release.Id}

        Published {release.PublishedOn:yyyy-MM-dd}; sources read up to {release.ReviewedOn:yyyy-MM-dd}. {release.Notes}

        Cite as: {release.Citation}

        Information for clinicians and researchers, not medical advice. Licence: Apache-2.0 for this compilation and its summaries. Codes of
        ICD-10-CM and MeSH are free to use, UBERON is CC BY; SNOMED CT identifiers are shipped as identifiers only, and using them in a member
        territory needs its licence (code_system.csv).

        ## Files

        `datapackage.json` describes every file by Frictionless Data Package 2: columns, types, keys, references, bytes and SHA-256.
        `dictionary.csv` has the same meanings as a table. All files are CSV by RFC 4180 in UTF-8, with a header line; an empty cell is a fact
        that was not read or does not apply; lists stand in one cell, separated by "; ". Texts are as they are: one that begins with = + - or @
        is no formula, so import it as text into a spreadsheet.

        {string.Join("\n", tables.Select(entry => $"- `{PackagedTable.PathOf(entry.Table)}`: {entry.Columns[0].TableMeaning}"))}

        ## How they belong together

        `evidence.csv` has an item for every condition, modality and target tissue; `evidence_study.csv` names its studies and says which of them
        count and why the others do not. `study.csv` and `finding.csv` hold every study and outcome once. A level of evidence is never converted
        from one system into another, and a certainty is no level. Before pooling findings take one report per trial (`same_trial_as`), leave out
        what does not count, and compare the sign of an estimate with `direction`.

        """).ReplaceLineEndings("\n");
}
