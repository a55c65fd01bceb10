using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Studies;

namespace EvidenceApi.Citations;

/// <summary>The forms of a list of studies that reference managers read.</summary>
internal static class CitationFormat
{
    internal static readonly Representation Ris = new("ris", "application/x-research-info-systems");
    internal static readonly Representation BibTex = new("bibtex", "application/x-bibtex") { Aliases = ["text/x-bibtex"] };
    internal static readonly Representation CslJson = new("csl-json", "application/vnd.citationstyles.csl+json");

    internal static readonly Representation[] All = [Ris, BibTex, CslJson];

    internal static bool IsAsked(HttpContext http) => All.Contains(Representation.Of(http));

    /// <summary>Writes the studies one after another as they come.</summary>
    internal static IResult Answer(HttpContext http, Release release, IAsyncEnumerable<Study> studies, string name)
    {
        var format = Representation.Of(http);
        var extension = format == Ris ? "ris" : format == BibTex ? "bib" : "json";
        Http.Answer.SetHeaders(http, release);
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{name}.{extension}\"";
        return TypedResults.Stream(
            stream => format == CslJson ? WriteJsonAsync(stream, studies, release, http.RequestAborted) : WriteTextAsync(stream, studies, release, format, http.RequestAborted),
            format == CslJson ? format.MediaType : $"{format.MediaType}; charset=utf-8");
    }

    private static async Task WriteTextAsync(Stream stream, IAsyncEnumerable<Study> studies, Release release, Representation format, CancellationToken cancel)
    {
        await foreach (var study in studies)
        {
            var citation = new Citation(study, release.Id);
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(format == Ris ? RisWriter.Write(citation) : BibTexWriter.Write(citation)), cancel);
        }
    }

    private static async Task WriteJsonAsync(Stream stream, IAsyncEnumerable<Study> studies, Release release, CancellationToken cancel)
    {
        var before = "[\n"u8.ToArray();
        await foreach (var study in studies)
        {
            await stream.WriteAsync(before, cancel);
            await stream.WriteAsync(CslJsonWriter.Write(new(study, release.Id)), cancel);
            before = ",\n"u8.ToArray();
        }
        await stream.WriteAsync(before[0] == '[' ? "[]"u8.ToArray() : "\n]"u8.ToArray(), cancel);
    }
}
