using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvidenceApi.Tests;

/// <summary>The checked-in contract and its examples.</summary>
internal static class ContractFiles
{
    // As they are read by people: one member a line, accents and < as they are.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static bool Updating => Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1";

    internal static string Folder { get; } = Path.Combine(RepositoryRoot(), "openapi");

    internal static JsonElement Document(string name) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, name)));

    /// <summary>By status, the request and its answer; null where the operation has no file.</summary>
    internal static JsonObject? Examples(string operation)
    {
        var file = ExampleFile(operation);
        return File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : null;
    }

    internal static void Write(string operation, JsonObject examples) => File.WriteAllText(ExampleFile(operation), examples.ToJsonString(Readable) + "\n");

    private static string ExampleFile(string operation) => Path.Combine(Folder, "examples", operation + ".json");

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EvidenceApi.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
        return folder;
    }
}
