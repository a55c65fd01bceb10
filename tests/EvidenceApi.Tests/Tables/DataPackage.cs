using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>A data package as a reader has it: files, and nothing of the service.</summary>
internal sealed record DataPackage(byte[] Zip, IReadOnlyDictionary<string, byte[]> Files)
{
    public JsonElement Descriptor { get; } = JsonSerializer.Deserialize<JsonElement>(Files["datapackage.json"]);

    public TableFile Table(string name) => TableFile.Csv(Encoding.UTF8.GetString(Files[$"{name}.csv"]));

    public JsonElement Resource(string name) => Descriptor.Items("resources").Single(resource => resource.Text("name") == name);

    public static async Task<DataPackage> GetAsync(HttpClient client, string release = "2026.11.1")
    {
        var zip = await client.GetByteArrayAsync($"/v1/releases/{release}/datapackage.zip", TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(new MemoryStream(zip));
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in archive.Entries)
        {
            using var content = new MemoryStream();
            await using var stream = await entry.OpenAsync(TestContext.Current.CancellationToken);
            await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
            files.Add(entry.FullName, content.ToArray());
        }
        return new(zip, files);
    }
}
