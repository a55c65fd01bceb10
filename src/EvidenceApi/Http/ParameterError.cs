namespace EvidenceApi.Http;

/// <summary>What is wrong with one parameter.</summary>
/// <param name="Code">unknown-parameter, repeated-parameter, empty-value, invalid-value or unknown-value.</param>
/// <param name="Message">The fault in a sentence.</param>
/// <param name="Value">The value as sent; null where there is none.</param>
/// <param name="Allowed">Values that would be accepted; null where they are too many to list.</param>
/// <param name="DidYouMean">Near matches, nearest first.</param>
public sealed record ParameterError(string Code, string Message, string? Value, IReadOnlyList<string>? Allowed, IReadOnlyList<string> DidYouMean)
{
    internal static ParameterError Invalid(string? value, string message) => new("invalid-value", message, value, null, []);

    internal static ParameterError Unknown(string value, string message, IReadOnlyCollection<string> allowed, IReadOnlyList<string>? near = null)
    {
        const int listable = 60;
        return new("unknown-value", message, value, allowed.Count <= listable ? [.. allowed] : null, near ?? NearMatches.Of(value, allowed));
    }
}
