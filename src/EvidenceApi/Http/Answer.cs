using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.Evidence;
using EvidenceApi.Releases;
using Microsoft.Extensions.Primitives;

namespace EvidenceApi.Http;

/// <summary>
/// Answers from a release: finished documents joined byte by byte, with the release in body and header, and an ETag that says which
/// release, which query and which build of the service.
/// </summary>
internal static class Answer
{
    internal const string ReleaseHeader = "Evidence-Release";
    private const string CacheControl = "public, max-age=60, stale-while-revalidate=3600, stale-if-error=86400";
    private const string Immutable = "public, max-age=31536000, immutable";
    private static readonly ReadOnlyMemory<byte> Comma = ","u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ListEnd = "],"u8.ToArray();
    private static readonly string Build = typeof(Answer).Module.ModuleVersionId.ToString("N");

    /// <summary>One document as an answer: the release goes in front of its members.</summary>
    internal static IResult Document(HttpContext http, Release release, byte[] body)
    {
        var chosen = Chosen(http, body);
        return Joined(http, release, [Start(release, chosen.Length > 2 ? "," : ""), chosen.AsMemory(1)]);
    }

    /// <summary>A finished answer that names its release itself.</summary>
    internal static IResult Whole(HttpContext http, Release release, byte[] body) => Joined(http, release, [Chosen(http, body)]);

    internal static IResult List(HttpContext http, Release release, IEnumerable<byte[]> items, Page page, Action<Utf8JsonWriter>? more = null) =>
        List(http, release, items.Select(item => new ListItem(item)), page, more);

    /// <summary>A list: release, items, page, and members of its own.</summary>
    /// <param name="more">Writes the members after page; null where there are none.</param>
    internal static IResult List(HttpContext http, Release release, IEnumerable<ListItem> items, Page page, Action<Utf8JsonWriter>? more = null)
    {
        if (page.Next is not null) http.Response.Headers.Append("Link", NextLink(http.Request, page.Next));
        List<ReadOnlyMemory<byte>> pieces = [Start(release, ",\"items\":[")];
        foreach (var item in items)
        {
            if (pieces.Count > 1) pieces.Add(Comma);
            if (http.Items.ContainsKey(typeof(FieldChoice))) pieces.Add(Chosen(http, item.ToArray()));
            else item.AddTo(pieces);
        }
        pieces.Add(ListEnd);
        // The members after the items, without the bracket before them.
        pieces.Add(Members(json =>
        {
            json.WritePropertyName("page");
            JsonSerializer.Serialize(json, page, Json.Wire);
            more?.Invoke(json);
        })[1..]);
        return Joined(http, release, pieces);
    }

    /// <summary>The member of a list that says why it is empty.</summary>
    internal static void Reason<T>(Utf8JsonWriter json, T? reason)
    {
        json.WritePropertyName("reason");
        JsonSerializer.Serialize(json, reason, Json.Wire);
    }

    /// <summary>An object whose members are written one by one, finished documents among them.</summary>
    internal static IResult Written(HttpContext http, Release release, Action<Utf8JsonWriter> members) => Joined(http, release, [Members(members)]);

    private static ReadOnlyMemory<byte> Members(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Wire.Encoder, SkipValidation = true }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>A finished document with one more member at its end.</summary>
    internal static byte[] With<T>(byte[] document, string member, T value) => new ListItem(document, ListItem.Member(member, value)).ToArray();

    /// <summary>The document with the members that the caller chose.</summary>
    internal static byte[] Chosen(HttpContext http, byte[] document) =>
        http.Items[typeof(FieldChoice)] is FieldChoice choice ? choice.Apply(document) : document;

    private static byte[] Start(Release release, string next) => Encoding.UTF8.GetBytes($$"""{"release":"{{release.Id}}"{{next}}""");

    private static JoinedAnswer Joined(HttpContext http, Release release, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        SetHeaders(http, release);
        return new(pieces);
    }

    internal static bool IsUnchanged(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.IfNoneMatch is { Count: > 0 } sent &&
        EntityTags.Meet(sent, EntityTag(http, CurrentRelease(http)));

    internal static IResult Unchanged(HttpContext http)
    {
        SetHeaders(http, CurrentRelease(http));
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private static Release CurrentRelease(HttpContext http) => http.RequestServices.GetRequiredService<Snapshot>().Release;

    /// <summary>What every answer from a release says in its headers, whatever its form.</summary>
    internal static void SetHeaders(HttpContext http, Release release)
    {
        http.Response.Headers[ReleaseHeader] = release.Id;
        // What a POST answers depends on its body, which neither address nor ETag can tell.
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.CacheControl = "no-store";
            return;
        }
        http.Response.Headers.CacheControl = http.RequestServices.GetRequiredService<RequestRelease>().IsPinned ? Immutable : CacheControl;
        http.Response.Headers.Append("Link", $"</v1/releases/{release.Id}>; rel=\"cite-as\", <https://www.apache.org/licenses/LICENSE-2.0>; rel=\"license\"");
        http.Response.Headers.ETag = EntityTag(http, CurrentRelease(http));
    }

    // Weak: the same answer may travel plain or compressed.
    private static string EntityTag(HttpContext http, Release release)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Build}\n{http.Request.Path}\n{CanonicalQuery(http.Request.Query)}\n{Representation.Of(http).Name}"));
        return $"W/\"{release.Id}-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}\"";
    }

    /// <summary>The same text for the same question, in whatever order and case its parameters came.</summary>
    internal static string CanonicalQuery(IEnumerable<KeyValuePair<string, StringValues>> query) => string.Join('&', query
        .OrderBy(parameter => parameter.Key, StringComparer.OrdinalIgnoreCase)
        .Select(parameter => $"{parameter.Key.ToLowerInvariant()}={string.Join('&', parameter.Value.ToArray())}"));

    internal static string NextLink(HttpRequest request, string cursor)
    {
        var query = QueryString.Create(request.Query.Where(parameter => !parameter.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase)).SelectMany(
            parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value)));
        return $"<{request.Path}{query.Add("cursor", cursor)}>; rel=\"next\"";
    }
}

/// <summary>A document that can be an answer by itself.</summary>
public abstract record Released
{
    /// <summary>Data release that the answer comes from; only where the document is the whole answer, else the list has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyOrder(-1)]
    public string? Release { get; init; }
}

/// <summary>A list.</summary>
/// <param name="Release">Data release that the answer comes from.</param>
/// <param name="Reason">Why the list is empty; null where it is not.</param>
public sealed record ItemList<T>(string Release, IReadOnlyList<T> Items, Page Page, EmptyReason? Reason);

/// <summary>Where a list stands.</summary>
/// <param name="Limit">Items asked for, 1 to 100.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
/// <param name="Total">Items of the whole list; null where it was not counted, see the parameter total.</param>
public sealed record Page(int Limit, string? Next, int? Total)
{
    internal const int CheapTotal = 100_000;
    internal const int DefaultLimit = 20;
    internal const int MostItems = 100;
}
