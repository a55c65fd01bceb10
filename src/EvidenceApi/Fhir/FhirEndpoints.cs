using System.Globalization;
using EvidenceApi.Releases;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Fhir;

/// <summary>FHIR R5 at /fhir/r5. Its contract is the CapabilityStatement, not the OpenAPI document.</summary>
internal static class FhirEndpoints
{
    internal const string Root = "/fhir/r5";

    internal static IServiceCollection AddFhir(this IServiceCollection services) => services
        .AddSingleton<FhirQueries>().AddSingleton<FhirResources>().AddSingleton<FhirSearch>().AddSingleton<FhirBulk>()
        .AddSingleton<IProblemDetailsWriter, OperationOutcome.ProblemWriter>();

    internal static void MapFhir(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root).ExcludeFromDescription();
        // A handler of the context alone would be taken for one that writes the answer itself.
        group.MapGet("/metadata", (Delegate)GetCapabilities);
        group.MapGet("/$bulk-publish", GetManifest);
        group.MapGet("/$bulk-publish/{release}/{type}.ndjson", GetFile);
        group.MapGet("/ConceptMap/$translate", (Delegate)((HttpContext http) => FhirTranslate.GetAsync(http, null)));
        group.MapGet("/ConceptMap/{id}/$translate", (string id, HttpContext http) => FhirTranslate.GetAsync(http, id));
        group.MapPost("/ConceptMap/$translate", (Delegate)((HttpContext http) => FhirTranslate.PostAsync(http, null))).WithMetadata(new RequestSizeLimitAttribute(FhirRequest.LargestBody));
        group.MapPost("/ConceptMap/{id}/$translate", (string id, HttpContext http) => FhirTranslate.PostAsync(http, id)).WithMetadata(new RequestSizeLimitAttribute(FhirRequest.LargestBody));
        group.MapGet("/{type}", Search);
        group.MapPost("/{type}/_search", SearchByForm).WithMetadata(new RequestSizeLimitAttribute(FhirRequest.LargestBody));
        group.MapGet("/{type}/{id}", Read);
        group.MapGet("/{type}/{id}/_history/{version}", ReadVersion);
    }

    private static Task<IResult> GetCapabilities(HttpContext http) => ReadingAsync(http, (fhir, subset, isPinned) =>
    {
        return Task.FromResult(FhirAnswer.Bytes(http, fhir, subset.Write(fhir, CapabilityStatementResource.Subsets, CapabilityStatementResource.Write), isPinned));
    });

    private static Task<IResult> GetManifest(HttpContext http, FhirBulk bulk) => ReadingAsync(http, (fhir, _, isPinned) => bulk.ManifestAsync(http, fhir, isPinned), isFile: true);

    private static async Task<IResult> GetFile(string release, string type, HttpContext http, FhirBulk bulk)
    {
        if (!FhirRequest.IsAcceptable(http.Request, null, isFile: true)) return FhirRequest.NotAcceptable();
        return FhirTypes.Find(type) is { } known && await FhirRequest.SnapshotAsync(http, release) is { } snapshot
            ? bulk.File(http, FhirContext.Of(http, snapshot), known)
            : OperationOutcome.Of(404, "not-found", "There is no such file. GET $bulk-publish lists them.");
    }

    private static Task<IResult> Search(string type, HttpContext http, FhirSearch search) => FhirTypes.Find(type) is { } known
        ? search.AnswerAsync(http, known, FhirRequest.Pairs(http.Request.QueryString.Value))
        : Task.FromResult(NoSuchType(type));

    private static async Task<IResult> SearchByForm(string type, HttpContext http, FhirSearch search)
    {
        if (FhirTypes.Find(type) is not { } known) return NoSuchType(type);
        if (!FhirRequest.HasMediaType(http.Request, "application/x-www-form-urlencoded")) return FhirRequest.UnsupportedMediaType("application/x-www-form-urlencoded");
        var body = await FhirRequest.BodyAsync(http.Request);
        return await search.AnswerAsync(http, known, [.. FhirRequest.Pairs(http.Request.QueryString.Value), .. FhirRequest.Pairs(body)]);
    }

    private static Task<IResult> Read(string type, string id, HttpContext http, FhirResources resources) => ReadAsync(type, id, http, resources, null);

    /// <summary>A version is named by the release since which it holds.</summary>
    private static async Task<IResult> ReadVersion(string type, string id, string version, HttpContext http, FhirResources resources, ReleaseSource releases)
    {
        var number = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return await releases.FindAsync(number, http.RequestAborted) is { } snapshot
            ? await ReadAsync(type, id, http, resources, snapshot)
            : OperationOutcome.NotFound("version", version);
    }

    private static Task<IResult> ReadAsync(string type, string id, HttpContext http, FhirResources resources, Snapshot? version)
    {
        if (FhirTypes.Find(type) is not { } known) return Task.FromResult(NoSuchType(type));
        return ReadingAsync(http, async (fhir, subset, isPinned) =>
        {
            var hit = await resources.FindAsync(fhir, known, id, http.RequestAborted);
            if (hit is null || (version is not null && hit.Version.Number != version.Release.Number)) return OperationOutcome.NotFound(type, id);
            return FhirAnswer.Resource(http, fhir, hit, () => subset.Write(fhir, known, hit.Write), isPinned);
        }, version);
    }

    /// <summary>The parameters of a read: they say in which form and of which release.</summary>
    private static async Task<IResult> ReadingAsync(HttpContext http, Func<FhirContext, FhirSubset, bool, Task<IResult>> answer, Snapshot? version = null, bool isFile = false)
    {
        var pairs = FhirRequest.Pairs(http.Request.QueryString.Value).DistinctBy(pair => pair.Name).ToDictionary();
        if (!FhirRequest.IsAcceptable(http.Request, pairs.GetValueOrDefault("_format"), isFile)) return FhirRequest.NotAcceptable();
        var summary = pairs.GetValueOrDefault("_summary", "false");
        if (!FhirSubset.Summaries.Contains(summary) || summary == "count") return OperationOutcome.Of(400, "value", "_summary of a read must be true, text, data or false.");
        var elements = pairs.GetValueOrDefault("_elements", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var release = pairs.GetValueOrDefault("release");
        if (await FhirRequest.SnapshotAsync(http, release) is not { } snapshot) return FhirRequest.NoSuchRelease(http, release);
        return await answer(FhirContext.Of(http, version ?? snapshot), new(elements.Length > 0 ? "elements" : summary, elements), release is not null || version is not null);
    }

    private static IResult NoSuchType(string type) => OperationOutcome.Of(
        404, "not-supported", $"There is no type of resource '{OperationOutcome.Printable(type)}' here. There is {string.Join(", ", FhirTypes.All.Select(known => known.Name))}.");
}
