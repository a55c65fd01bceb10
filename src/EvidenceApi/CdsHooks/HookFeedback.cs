using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvidenceApi.Http;

namespace EvidenceApi.CdsHooks;

/// <summary>What users did with cards.</summary>
/// <param name="Feedback">1 to 200 reports.</param>
public sealed record HookFeedback(IReadOnlyList<CardFeedback> Feedback);

/// <summary>What a user did with a card.</summary>
/// <param name="Card">Uuid of the card.</param>
/// <param name="OutcomeTimestamp">When, as RFC 3339.</param>
/// <param name="AcceptedSuggestions">Not kept: cards of this service have no suggestions. May be missing for the same reason.</param>
public sealed record CardFeedback(
    Guid Card, CardOutcome Outcome, DateTimeOffset OutcomeTimestamp, OverrideReason? OverrideReason = null, IReadOnlyList<AcceptedSuggestion>? AcceptedSuggestions = null);

/// <summary>What a user did.</summary>
public enum CardOutcome { Accepted, Overridden }

/// <summary>Why a card was overridden: a reason, a comment, or both.</summary>
/// <param name="Reason">A reason of the card, or one of the EHR's own.</param>
/// <param name="UserComment">Dropped, unless the operator has chosen to keep comments.</param>
public sealed record OverrideReason(Coding? Reason = null, string? UserComment = null);

/// <summary>A suggestion that was accepted.</summary>
public sealed record AcceptedSuggestion(string Id);

/// <summary>How many reports were taken in.</summary>
public sealed record FeedbackReceipt(int Received);

/// <summary>Reads feedback. As with calls, a fault is told without the value.</summary>
internal static partial class FeedbackReader
{
    private const int MostReports = 200;
    private const int LongestComment = 4000;
    private const int LongestSystem = 200;
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    internal static (IReadOnlyList<CardFeedback> Reports, IReadOnlyDictionary<string, IReadOnlyList<ParameterError>> Faults) Read(JsonElement body)
    {
        var faults = new Dictionary<string, IReadOnlyList<ParameterError>>(StringComparer.Ordinal);
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("feedback", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostReports)
        {
            faults["feedback"] = [ParameterError.Invalid(null, $"Must be a list of 1 to {MostReports} reports.")];
            return ([], faults);
        }
        List<CardFeedback> reports = [];
        foreach (var (index, report) in list.EnumerateArray().Index()) Read(report, (member, message) => faults[$"feedback[{index}]{member}"] = [ParameterError.Invalid(null, message)], reports);
        return (reports, faults);
    }

    private static void Read(JsonElement report, Action<string, string> fault, List<CardFeedback> reports)
    {
        if (report.ValueKind != JsonValueKind.Object)
        {
            fault("", "Must be an object.");
            return;
        }
        var outcome = PatientCodes.Text(report, "outcome") switch { "accepted" => CardOutcome.Accepted, "overridden" => CardOutcome.Overridden, _ => (CardOutcome?)null };
        var hasTime = DateTimeOffset.TryParseExact(PatientCodes.Text(report, "outcomeTimestamp"), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        if (!Guid.TryParse(PatientCodes.Text(report, "card"), out var card)) fault(".card", "Must be the uuid of a card.");
        if (outcome is null) fault(".outcome", "Must be accepted or overridden.");
        if (!hasTime) fault(".outcomeTimestamp", "Must be a date with time, as RFC 3339.");
        var reason = new OverrideReason();
        if (report.TryGetProperty("overrideReason", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            var coding = given.ValueKind == JsonValueKind.Object && given.TryGetProperty("reason", out var sent) && sent.ValueKind == JsonValueKind.Object ? sent : (JsonElement?)null;
            reason = new(coding is { } code ? CodingOf(code) : null, PatientCodes.Text(given, "userComment"));
            if (coding is null && reason.UserComment is null) fault(".overrideReason", "Must have a reason, a userComment or both.");
        }
        if (report.TryGetProperty("acceptedSuggestions", out var accepted) && accepted.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array)) fault(".acceptedSuggestions", "Must be a list.");
        if (outcome is { } known) reports.Add(new(card, known, time.ToUniversalTime(), known == CardOutcome.Overridden ? reason : null));
    }

    /// <summary>Only what has the shape of a code is one: a name typed into the field is not kept.</summary>
    private static Coding? CodingOf(JsonElement sent) =>
        PatientCodes.Text(sent, "code") is { } code && Code().IsMatch(code)
            ? new(PatientCodes.Text(sent, "system") is { Length: <= LongestSystem } system && Uri.IsWellFormedUriString(system, UriKind.Absolute) ? system : "", code)
            : null;

    internal static string? CommentOf(CardFeedback report) => report.OverrideReason?.UserComment is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestComment)].Replace('\0', ' ') : null;

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Code();
}
