using System.Collections.Frozen;
using System.Security.Cryptography;

namespace EvidenceApi.Explorer;

/// <summary>Style sheet, script and icon: in the binary, under addresses that name their content, so that a browser keeps them for ever.</summary>
internal static class PageAssets
{
    private const string Prefix = "explorer.";

    private sealed record Asset(string Address, string MediaType, byte[] Body);

    private static readonly FrozenDictionary<string, Asset> All = Load();

    internal static string Style { get; } = AddressOf("explorer.css");
    internal static string Script { get; } = AddressOf("explorer.js");
    internal static string Icon { get; } = AddressOf("icon.svg");

    internal static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/explorer/{file}", (string file, HttpContext http) =>
        {
            if (!All.TryGetValue(file, out var asset)) return Results.NotFound();
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(asset.Body, asset.MediaType);
        }).ExcludeFromDescription();

    private static string AddressOf(string name) => All.Values.First(asset => asset.Address.StartsWith($"/explorer/{Path.GetFileNameWithoutExtension(name)}.", StringComparison.Ordinal)
        && asset.Address.EndsWith(Path.GetExtension(name), StringComparison.Ordinal)).Address;

    private static FrozenDictionary<string, Asset> Load() => typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(resource =>
        {
            using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(resource)!;
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            var body = memory.ToArray();
            var name = resource[Prefix.Length..];
            var hash = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 6));
            return new Asset($"/explorer/{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}", MediaTypeOf(name), body);
        })
        .ToFrozenDictionary(asset => asset.Address["/explorer/".Length..]);

    private static string MediaTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
}
