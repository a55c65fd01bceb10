using System.Globalization;
using EvidenceApi.Studies;

namespace EvidenceApi.SummaryOfFindings;

/// <summary>A finding's effect in the figures of its source.</summary>
internal static class EffectText
{
    internal static string Of(Finding finding)
    {
        List<string> parts = [];
        if (finding.Estimate is { } estimate)
        {
            var interval = finding is { CiLow: { } low, CiHigh: { } high } ? $" ({(finding.CiLevel ?? 95).ToString("0.#", CultureInfo.InvariantCulture)}% CI {Figure(low)} to {Figure(high)})" : "";
            parts.Add($"{(finding.EffectMeasure is { } measure ? $"{measure} " : "")}{Figure(estimate)}{interval}");
        }
        if (finding is { Intervention: not null } or { Comparator: not null })
        {
            parts.Add(finding.Comparator is null ? finding.Intervention! : $"{finding.Intervention ?? "not read"} against {finding.Comparator}");
        }
        if (finding.P is { } p) parts.Add(p is ['p' or 'P', ..] ? p : $"P {p}");
        return parts.Count > 0 ? string.Join("; ", parts) : "no figure read";
    }

    private static string Figure(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
