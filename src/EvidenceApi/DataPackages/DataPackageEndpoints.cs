using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using EvidenceApi.Http;
using EvidenceApi.Logging;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.DataPackages;

internal static class DataPackageEndpoints
{
    internal static void MapDataPackages(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/releases/{id}/datapackage.zip", GetDataPackage).WithTags("Releases").WithName(nameof(GetDataPackage))
        .Produces<byte[]>(StatusCodes.Status200OK, DataPackageResult.MediaType).Query<NoParameters, object>().ProducesProblem(404);

    /// <summary>A release as a data package</summary>
    /// <remarks>
    /// Every table as CSV with types, keys, descriptions, hashes, licence and citation: a Frictionless Data Package, version 2. The same
    /// bytes whenever it is asked for.
    /// </remarks>
    /// <param name="id">Release id.</param>
    private static async Task<IResult> GetDataPackage(
        string id, [AsParameters] NoParameters query, HttpContext http, ReleaseSource releases, ReleaseQueries queries, Exports exports, TableCatalog catalog)
    {
        var cancel = http.RequestAborted;
        if (id.Any(char.IsControl) || await releases.FindAsync(id, cancel) is not { Release: var release }) return Problems.NotFound("release", id, NearMatches.Of(id, releases.Ids));
        var view = (await queries.ListAsync(release, cancel)).First(entry => entry.Id == release.Id);
        var columns = await catalog.EntriesAsync(cancel);
        return new DataPackageResult(release, view, columns, await exports.OpenAsync(cancel));
    }
}

/// <summary>A data package on its way to the caller. datapackage.json comes last: it has the hashes of the files before it.</summary>
internal sealed partial class DataPackageResult(Release release, ReleaseView view, IReadOnlyList<DictionaryEntry> columns, ExportConnection export) : IResult
{
    internal const string MediaType = "application/zip";

    public async Task ExecuteAsync(HttpContext http)
    {
        await using (export)
        {
            Answer.SetHeaders(http, release);
            http.Response.ContentType = MediaType;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"evidence-{release.Id}.zip\"";
            if (Head.IsHead(http)) return;
            try
            {
                await using var body = new BodyStream(http.Response.BodyWriter, http.RequestAborted);
                await WriteAsync(body, http.RequestAborted);
                await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            }
            // As with a table: a broken connection is the only way to say that the rest is missing.
            catch (Exception fault) when (http.Response.HasStarted)
            {
                if (!http.RequestAborted.IsCancellationRequested) LogCut(http.RequestServices.GetRequiredService<ILogger<DataPackageResult>>(), release.Id, Faults.Describe(fault));
                http.Abort();
            }
        }
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancel)
    {
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);
        var packaged = new List<PackagedTable>();
        foreach (var table in Table.All) packaged.Add(await WriteTableAsync(zip, table, cancel));
        await WriteTextAsync(zip, "README.md", DataPackageReadme.Of(view, packaged), cancel);
        await WriteTextAsync(zip, "datapackage.json", DataPackageDescriptor.Of(view, packaged).ToJsonString(Pretty) + "\n", cancel);
    }

    private async Task<PackagedTable> WriteTableAsync(ZipArchive zip, Table table, CancellationToken cancel)
    {
        var own = columns.Where(column => column.Table == table.Name).ToList();
        await using var entry = await OpenAsync(zip, PackagedTable.PathOf(table), cancel);
        await using var hashed = new HashedStream(entry);
        var writer = PipeWriter.Create(hashed, new(leaveOpen: true));
        // As they are: who reads a package reads by its schema, and an apostrophe before a text would be another text.
        await CsvTable.WriteAsync(export, TableRows.All(table, release.Number), own, new(Header: true, Guard: false), writer, cancel);
        await writer.CompleteAsync();
        return new(table, own, hashed.Bytes, hashed.Sha256());
    }

    private async Task WriteTextAsync(ZipArchive zip, string path, string text, CancellationToken cancel)
    {
        await using var entry = await OpenAsync(zip, path, cancel);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
    }

    // Nothing of the moment or the machine: the same release gives the same bytes.
    private Task<Stream> OpenAsync(ZipArchive zip, string path, CancellationToken cancel)
    {
        const int readableFile = 0b1_000_000_110_100_100 << 16;
        var entry = zip.CreateEntry(path, CompressionLevel.Optimal);
        entry.LastWriteTime = new(release.PublishedOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        entry.ExternalAttributes = readableFile;
        return entry.OpenAsync(cancel);
    }

    private static readonly JsonSerializerOptions Pretty = new(Json.Wire) { WriteIndented = true, NewLine = "\n" };

    [LoggerMessage(LogLevel.Warning, "Data package of {Release} broken off: {Fault}")]
    private static partial void LogCut(ILogger log, string release, string fault);
}
