using System.Globalization;
using System.Text;
using EvidenceApi.Conditions;
using EvidenceApi.Modalities;

namespace EvidenceApi.Fhir;

/// <summary>A token of a search: code, system|code, or |code for a code without system. The code empty: any of the system.</summary>
/// <param name="System">Null: any system. Empty: none.</param>
internal readonly record struct FhirToken(string? System, string Code)
{
    internal static FhirToken Parse(string value)
    {
        var parts = Cut(value, '|');
        return parts.Count == 1 ? new(null, Plain(parts[0]).Trim()) : new(Plain(parts[0]).Trim(), Plain(string.Join('|', parts.Skip(1))).Trim());
    }

    /// <summary>The two tokens of type$value; null where it is none.</summary>
    internal static (FhirToken Type, FhirToken Value)? Split(string value) =>
        Cut(value, '$') is [{ Length: > 0 } type, { Length: > 0 } code] ? (Parse(type), Parse(code)) : null;

    /// <summary>Alternatives of a value, separated by commas.</summary>
    internal static IReadOnlyList<string> Alternatives(string value) => [.. Cut(value, ',').Where(part => part.Trim().Length > 0)];

    /// <summary>The vocabulary entries that it means: by own id, or by a code of another system.</summary>
    internal IEnumerable<string> Among(FhirContext fhir, string vocabulary, IEnumerable<(string Id, IReadOnlyList<Code> Codes)> entries)
    {
        var (system, code) = this;
        if (system is null || system == fhir.System(vocabulary)) return entries.Where(entry => entry.Id == code).Select(entry => entry.Id);
        var known = fhir.Snapshot.Codes.SystemOf(system);
        return entries.Where(entry => entry.Codes.Any(own => own.System == known && CodeIndex.KeyOf(own.Value) == CodeIndex.KeyOf(code))).Select(entry => entry.Id);
    }

    /// <summary>A value whose escaped separators are meant as such.</summary>
    internal static string Plain(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var text = new StringBuilder();
        for (var at = 0; at < value.Length; at++) text.Append(value[at] == '\\' && at + 1 < value.Length ? value[++at] : value[at]);
        return text.ToString();
    }

    private static List<string> Cut(string value, char separator)
    {
        var (parts, start) = (new List<string>(), 0);
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '\\') at++;
            else if (value[at] == separator)
            {
                parts.Add(value[start..at]);
                start = at + 1;
            }
        }
        parts.Add(value[start..]);
        return parts;
    }
}

/// <summary>A date of a search: a prefix and a year, month, day or moment. Resources change at the beginning of a day.</summary>
internal sealed record DateMatch(string Prefix, DateTimeOffset From, DateTimeOffset Until)
{
    private static readonly string[] Prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    internal static DateMatch? Parse(string value)
    {
        var prefix = value.Length > 2 && Prefixes.Contains(value[..2]) ? value[..2] : "eq";
        var text = value.Length > 2 && Prefixes.Contains(value[..2]) ? value[2..] : value;
        foreach (var (format, next) in new (string, Func<DateTimeOffset, DateTimeOffset>)[]
        {
            ("yyyy", from => from.AddYears(1)), ("yyyy-MM", from => from.AddMonths(1)), ("yyyy-MM-dd", from => from.AddDays(1)),
            ("yyyy-MM-ddTHH:mm", from => from.AddMinutes(1)), ("yyyy-MM-ddTHH:mmK", from => from.AddMinutes(1)),
            ("yyyy-MM-ddTHH:mm:ss", from => from.AddSeconds(1)), ("yyyy-MM-ddTHH:mm:ssK", from => from.AddSeconds(1)), ("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", from => from.AddMilliseconds(1)),
        })
        {
            // The last moments of the year 9999 have no end that could be written.
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from))
            {
                return from.UtcDateTime.Year < 9999 ? new(prefix, from, next(from)) : new(prefix, from, DateTimeOffset.MaxValue);
            }
        }
        return null;
    }

    internal bool IsMatch(DateOnly day)
    {
        var at = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var margin = TimeSpan.FromDays(1);
        return Prefix switch
        {
            "ne" => at < From || at >= Until,
            "gt" or "sa" => at >= Until,
            "lt" or "eb" => at < From,
            "ge" => at >= From,
            "le" => at < Until,
            "ap" => at - From >= -margin && at - Until < margin,
            _ => at >= From && at < Until,
        };
    }
}
