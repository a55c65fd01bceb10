using System.Text;
using CsCheck;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>Values for parameters, members and headers: good ones, good ones spoiled, and bad ones.</summary>
internal static class Values
{
    private static readonly Gen<string> Attack = Gen.OneOf(AttackValues.All);

    private static readonly Gen<string> Letters = Gen.Frequency(
        (4, Gen.Int[0x20, 0x7E].Select(char.ConvertFromUtf32)),
        (1, Gen.Int[0, 0x1F].Select(char.ConvertFromUtf32)),
        (2, Gen.Int[0x80, 0xD7FF].Select(char.ConvertFromUtf32)),
        (1, Gen.Int[0xE000, 0x10FFFF].Select(char.ConvertFromUtf32)),
        (1, Gen.Int[0xD800, 0xDFFF].Select(unit => ((char)unit).ToString())));

    private static readonly Gen<string> Random = Letters.Array[0, 40].Select(string.Concat);

    private static readonly Gen<string> Long = Gen.Select(Gen.OneOf("x", "9", "A", "'", ".", " ", "knee ", "é", "(", "[", "\\", "%", "-", "😀"), Gen.Int[1, 1200], (text, times) => string.Concat(Enumerable.Repeat(text, times / text.Length)));

    /// <summary>A bad value as text.</summary>
    internal static readonly Gen<string> Bad = Gen.Frequency((6, Attack), (2, Random), (1, Long), (1, Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    /// <summary>A value of a known good one: as it is, spoiled, or another.</summary>
    internal static Gen<string> Near(IReadOnlyList<string> good) => good.Count == 0 ? Bad : Gen.Frequency((4, Gen.OneOf([.. good])), (2, Spoiled(Gen.OneOf([.. good]))), (4, Bad));

    internal static Gen<string> Spoiled(Gen<string> good) => Gen.Select(good, Gen.Int[0, 7], Gen.Int[0, 1000], Attack, (text, way, at, attack) =>
    {
        var place = text.Length == 0 ? 0 : at % text.Length;
        return way switch
        {
            0 => text.ToUpperInvariant(),
            1 => text + attack,
            2 => attack + text,
            3 => text.Insert(place, attack),
            4 => text.Length == 0 ? text : text.Remove(place, 1),
            5 => text[..place],
            6 => string.Concat(Enumerable.Repeat(text, (at % 20) + 1)),
            _ => $" {text}\t",
        };
    });

    /// <summary>A text as part of an address: encoded well, twice, barely, or something that no encoding gives.</summary>
    internal static Gen<string> InAddress(Gen<string> text) => Gen.Frequency(
        (12, text.Select(Uri.EscapeDataString)),
        (1, text.Select(value => Uri.EscapeDataString(Uri.EscapeDataString(value)))),
        (2, text.Select(Barely)),
        (2, Gen.OneOf(AttackValues.Encoded)),
        (1, Gen.Select(text, Gen.OneOf(AttackValues.Encoded), (value, encoded) => Uri.EscapeDataString(value) + encoded)));

    /// <summary>What a request line can carry at all.</summary>
    private static string Barely(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(letter => letter is > 0x20 and < 0x7F && letter is not ((byte)'#' or (byte)'?') ? ((char)letter).ToString() : $"%{letter:X2}"));

    /// <summary>What a header line can carry: no line ends, no control characters.</summary>
    internal static Gen<string> InHeader(Gen<string> text) => text.Select(value => string.Concat(Encoding.UTF8.GetBytes(value).Where(letter => letter is >= 0x20 and not 0x7F).Select(letter => (char)letter)));
}
