using System.Buffers.Text;
using System.Security.Cryptography;

namespace EvidenceApi.Authentication;

/// <summary>A key as a caller shows it: evk_, 12 hexadecimal digits, _, 32 random bytes as base64url.</summary>
internal sealed record ApiKey(string Id, byte[] SecretHash)
{
    internal const string Prefix = "evk_";
    private const int IdLength = 12;
    private const int SecretBytes = 32;
    private const int SecretStart = 4 + IdLength + 1;
    private const int Length = SecretStart + 43;

    /// <summary>A new key, and the only text of it there will ever be.</summary>
    internal static (ApiKey Key, string Text) Create()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return (new(id, SHA256.HashData(secret)), $"{Prefix}{id}_{Base64Url.EncodeToString(secret)}");
    }

    /// <summary>Null where the text is no key.</summary>
    internal static ApiKey? Parse(string text)
    {
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[SecretStart - 1] != '_') return null;
        var id = text.Substring(Prefix.Length, IdLength);
        Span<byte> secret = stackalloc byte[SecretBytes];
        return id.All(char.IsAsciiHexDigitLower) && Base64Url.IsValid(text.AsSpan(SecretStart), out var bytes) && bytes == SecretBytes
            && Base64Url.TryDecodeFromChars(text.AsSpan(SecretStart), secret, out _) ? new(id, SHA256.HashData(secret)) : null;
    }
}
