using System.Text.Json.Serialization;
using EvidenceApi.Http;

namespace EvidenceApi.Citations;

/// <summary>CSL-JSON 1.0, as citeproc, pandoc and Zotero read it.</summary>
internal static class CslJsonWriter
{
    internal static byte[] Write(Citation citation)
    {
        var study = citation.Study;
        return Json.Bytes(new Item(
            study.Id, study.Journal is null ? "document" : "article-journal", study.Title,
            citation.Authors.Count == 0 ? null : [.. citation.Authors.Select(author => new Name(author.Family, author.Given, author.Literal))],
            study.Journal, new([[study.Year]]), study.Volume, study.Issue, study.Pages, study.Doi, study.Pmid, study.Pmcid, study.Url, citation.Note));
    }

    private sealed record Item(
        string Id, string Type, string Title,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Name>? Author,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("container-title")] string? ContainerTitle,
        Issued Issued,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Volume,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Issue,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Page,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("DOI")] string? Doi,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("PMID")] string? Pmid,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("PMCID")] string? Pmcid,
        [property: JsonPropertyName("URL")] string Url, string Note);

    private sealed record Name(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Family,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Given,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Literal);

    private sealed record Issued([property: JsonPropertyName("date-parts")] IReadOnlyList<IReadOnlyList<int>> DateParts);
}
