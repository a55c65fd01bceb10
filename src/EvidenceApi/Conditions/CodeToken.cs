namespace EvidenceApi.Conditions;

/// <summary>A code with its system, as a request writes it: system|code, as in a FHIR token.</summary>
internal readonly record struct CodeToken(string System, string Code)
{
    /// <summary>Null where system or code is missing, or it holds what no code has.</summary>
    internal static CodeToken? Parse(string value)
    {
        if (value.Any(char.IsControl)) return null;
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        if (bar < 1) return null;
        var (system, code) = (value[..bar].Trim(), value[(bar + 1)..].Trim());
        return system.Length > 0 && code.Length > 0 ? new(system, code) : null;
    }
}
