using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EvidenceApi.Releases;

namespace EvidenceApi.CdsHooks;

/// <summary>What the uuid of a card says.</summary>
/// <param name="Card">Null for a card that folds several conditions.</param>
internal sealed record CardOrigin(Release Release, ConditionCard? Card);

/// <summary>
/// Uuids of cards (RFC 9562, version 8) that say by themselves which evidence item of which release was shown, so that nothing has to be
/// kept until feedback comes: 48 bits of a hash of the item, 24 bits of release number, the rest from the hook instance. The same call
/// sent again gets the same uuids.
/// </summary>
internal static class CardUuid
{
    internal const string Folded = "folded";
    private const int SubjectBytes = 6;
    private const int ReleaseAt = 10;

    /// <param name="subject">Headline evidence item, or folded.</param>
    internal static Guid Of(string subject, int release, string service, Guid hookInstance)
    {
        Span<byte> bytes = stackalloc byte[16];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{release}\n{service}\n{hookInstance}")).AsSpan(0, 16).CopyTo(bytes);
        Hash(subject).CopyTo(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        bytes[ReleaseAt] = (byte)(release >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(ReleaseAt + 1)..], (ushort)release);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Null for a uuid that this service did not give.</summary>
    internal static async Task<CardOrigin?> ReadAsync(Guid uuid, ReleaseSource releases, CancellationToken cancel)
    {
        if (uuid.Version != 8) return null;
        var bytes = uuid.ToByteArray(bigEndian: true);
        var number = bytes[ReleaseAt] << 16 | BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(ReleaseAt + 1));
        // A made-up number must not reach the database.
        if (number < 1 || number > releases.Current.Release.Number || await releases.FindAsync(number, cancel) is not { } snapshot) return null;
        var card = snapshot.Cards.Values.Select(entry => entry.Value).FirstOrDefault(card => Hash(card.Headline).SequenceEqual(bytes.AsSpan(0, SubjectBytes)));
        return card is not null || Hash(Folded).SequenceEqual(bytes.AsSpan(0, SubjectBytes)) ? new(snapshot.Release, card) : null;
    }

    private static ReadOnlySpan<byte> Hash(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, SubjectBytes);
}
