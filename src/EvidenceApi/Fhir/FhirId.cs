using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EvidenceApi.Fhir;

/// <summary>Ids of resources: that of the record where FHIR allows it, else its beginning and a hash.</summary>
internal static partial class FhirId
{
    internal const int Longest = 64;
    private const int Kept = 47;

    /// <summary>The same in SQL, of a row d.</summary>
    internal const string Sql = "left(d.id, 47) || '-' || left(encode(sha256(convert_to(d.id, 'UTF8')), 'hex'), 16)";

    internal static string Of(string id) => id.Length <= Longest
        ? id
        : $"{id[..Kept]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 8))}";

    /// <summary>The beginning of the record's id that this one may be short for; null where it is no short form.</summary>
    internal static string? PrefixOf(string id) => id.Length == Longest ? id[..Kept] : null;

    internal static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Pattern();

    /// <summary>A name that a program can use: DiscogenicLowBackPainPrp.</summary>
    internal static string Name(string id)
    {
        var words = id.Split(['-', '.', '/', ' '], StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return char.IsAsciiLetterUpper(name[0]) ? name : $"Evidence{name}";
    }
}
