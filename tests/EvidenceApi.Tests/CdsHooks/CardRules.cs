using System.Text.Json;
using System.Text.RegularExpressions;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>The rules of CDS Hooks 2.0 for an answer, the invariants of 3.0 by their names, and what this service promises beyond them.</summary>
internal static partial class CardRules
{
    private static readonly string[] AnswerMembers = ["cards", "systemActions"];
    private static readonly string[] CardMembers = ["uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links"];
    private static readonly string[] SourceMembers = ["label", "url", "icon", "topic"];
    private static readonly string[] LinkMembers = ["label", "url", "type", "appContext", "autolaunchable"];
    private static readonly string[] CodingMembers = ["system", "code", "display"];
    private static readonly string[] SuggestionMembers = ["label", "uuid", "isRecommended", "actions", "actionSelectionBehavior"];
    private static readonly string[] ActionMembers = ["type", "description", "resource", "resourceId"];
    private static readonly string[] Always = ["What speaks against", "Guideline positions", "Harms", "not advice for a patient"];

    internal static IReadOnlyList<string> Broken(JsonElement answer)
    {
        var broken = new List<string>();
        Empty(answer, "answer", broken);
        Members(answer, AnswerMembers, "answer", broken);
        if (!answer.Has("cards") || answer.At("cards").ValueKind != JsonValueKind.Array) return [.. broken, "cards is required and a list"];
        var cards = answer.Items("cards").ToList();
        foreach (var card in cards) Card(card, broken);

        // What this service promises.
        Check(cards.Count <= 5, "at most five cards");
        Check(!answer.Has("systemActions"), "no system actions");
        Check(cards.Select(card => Text(card, "uuid")).Distinct().Count() == cards.Count, "a uuid names one card");
        Check(cards.Select(card => card.Has("source") ? card.At("source").GetRawText() : "").Distinct().Count() == cards.Count, "at most one card per condition");
        return broken;

        void Check(bool holds, string rule)
        {
            if (!holds) broken.Add(rule);
        }
    }

    private static void Card(JsonElement card, List<string> broken)
    {
        Members(card, CardMembers, "card", broken);
        Check(Text(card, "summary") is { Length: > 0 }, "summary is required");
        Check(Text(card, "summary")?.Length < 140, "summary has fewer than 140 characters");
        Check(Text(card, "summary") is not { } summary || !summary.Contains('\n', StringComparison.Ordinal), "summary is one line");
        Check(Text(card, "indicator") is "info" or "warning" or "critical", "indicator is info, warning or critical");
        Check(card.Has("source") && Text(card.At("source"), "label") is { Length: > 0 }, "source.label is required");
        if (card.Has("source")) Source(card.At("source"), broken);
        Check(!card.Has("uuid") || Guid.TryParseExact(Text(card, "uuid"), "D", out _), "uuid is a UUID");

        var suggestions = List(card, "suggestions").ToList();
        var behaviour = Text(card, "selectionBehavior");
        Check(behaviour is null or "at-most-one" or "any", "selectionBehavior is at-most-one or any");
        Check(behaviour != "at-most-one" || suggestions.Count(suggestion => suggestion.Has("isRecommended") && suggestion.At("isRecommended").GetBoolean()) <= 1, "cds-resp-1: at most one recommended suggestion");
        Check(suggestions.Count == 0 || behaviour is not null, "cds-resp-6: suggestions need selectionBehavior");
        foreach (var suggestion in suggestions) Suggestion(suggestion, broken);

        foreach (var reason in List(card, "overrideReasons"))
        {
            Coding(reason, broken);
            Check(Text(reason, "display") is { Length: > 0 }, "cds-resp-4: an override reason has a display");
        }
        foreach (var link in List(card, "links"))
        {
            Members(link, LinkMembers, "link", broken);
            Check(Text(link, "label") is { Length: > 0 }, "link.label is required");
            Check(Text(link, "type") is "absolute" or "smart", "link.type is absolute or smart");
            Check(IsAbsolute(Text(link, "url")), "link.url is absolute");
            Check(Text(link, "type") == "smart" || !link.Has("appContext"), "cds-resp-3: appContext only with smart");
        }

        // What this service promises.
        Check(Text(card, "indicator") == "info", "always info");
        Check(suggestions.Count == 0, "no suggestions");
        Check(card.Has("uuid") && card.Has("detail") && card.Has("links") && card.Has("overrideReasons"), "uuid, detail, links and override reasons always");
        Check(!card.Has("source") || card.At("source").Has("topic") && card.At("source").Has("url"), "source has url and topic");
        Check(!card.Has("links") || card.Items("links").All(link => Text(link, "type") == "absolute" && Text(link, "url")!.Contains("release=", StringComparison.Ordinal)), "links are absolute and name a release");
        var detail = Text(card, "detail") ?? "";
        Check(Heading().IsMatch(detail), "detail begins with release and review date");
        var folded = Text(card, "summary")?.StartsWith("Evidence is on record for", StringComparison.Ordinal) == true;
        Check(folded
            ? Always[..3].All(part => detail.Contains(part, StringComparison.OrdinalIgnoreCase))
            : Always.All(part => detail.Contains(part, StringComparison.Ordinal)), "detail carries what speaks against, positions, harms and that it is no advice");
        Check(System.Text.Encoding.UTF8.GetByteCount(detail) < (folded ? 12 : 7) * 1024, "detail is short");

        void Check(bool holds, string rule)
        {
            if (!holds) broken.Add($"{rule}: {Text(card, "summary")}");
        }
    }

    private static void Source(JsonElement source, List<string> broken)
    {
        Members(source, SourceMembers, "source", broken);
        if (source.Has("url") && !IsAbsolute(Text(source, "url"))) broken.Add("source.url is absolute");
        if (source.Has("icon") && !IsAbsolute(Text(source, "icon"))) broken.Add("source.icon is absolute");
        if (source.Has("topic")) Coding(source.At("topic"), broken);
    }

    private static void Suggestion(JsonElement suggestion, List<string> broken)
    {
        Members(suggestion, SuggestionMembers, "suggestion", broken);
        if (Text(suggestion, "label") is not { Length: > 0 }) broken.Add("suggestion.label is required");
        if (Text(suggestion, "actionSelectionBehavior") is not (null or "all" or "any" or "at-most-one")) broken.Add("cds-resp-7: actionSelectionBehavior is all, any or at-most-one");
        foreach (var action in List(suggestion, "actions"))
        {
            Members(action, ActionMembers, "action", broken);
            if (Text(action, "type") is not ("create" or "update" or "delete")) broken.Add("action.type is create, update or delete");
            if (!action.Has("description")) broken.Add("cds-resp-5: an action has a description");
            if (Text(action, "type") == "delete" && (!action.Has("resourceId") || action.Has("resource"))) broken.Add("cds-resp-2: delete names a resourceId and no resource");
        }
    }

    private static void Coding(JsonElement coding, List<string> broken)
    {
        Members(coding, CodingMembers, "coding", broken);
        if (Text(coding, "code") is not { Length: > 0 } || !IsAbsolute(Text(coding, "system"))) broken.Add("a coding has a code and a system");
    }

    private static void Members(JsonElement element, string[] known, string what, List<string> broken) =>
        broken.AddRange(element.EnumerateObject().Where(member => !known.Contains(member.Name)).Select(member => $"{what} has no member {member.Name}"));

    /// <summary>Nothing is null or empty but the list of cards.</summary>
    private static void Empty(JsonElement element, string path, List<string> broken)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                broken.Add($"{path} is null");
                break;
            case JsonValueKind.String when string.IsNullOrWhiteSpace(element.GetString()):
                broken.Add($"{path} is an empty text");
                break;
            case JsonValueKind.Array:
                if (element.GetArrayLength() == 0 && path != "answer.cards") broken.Add($"{path} is an empty list");
                foreach (var inner in element.EnumerateArray()) Empty(inner, $"{path}[]", broken);
                break;
            case JsonValueKind.Object:
                if (!element.EnumerateObject().Any()) broken.Add($"{path} is an empty object");
                foreach (var member in element.EnumerateObject()) Empty(member.Value, $"{path}.{member.Name}", broken);
                break;
        }
    }

    private static IEnumerable<JsonElement> List(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static bool IsAbsolute(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^\*\*Release \d{4}\.\d+\.\d+(-\d+)?\*\* of \d{4}-\d{2}-\d{2}; .*\d{4}-\d{2}-\d{2} or later")]
    private static partial Regex Heading();
}
