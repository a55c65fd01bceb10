using EvidenceApi.Evidence;
using EvidenceApi.Releases;

namespace EvidenceApi.Fhir;

/// <summary>A text that a name or title must begin with, contain or be.</summary>
internal sealed record TextMatch(string Modifier, IReadOnlyList<string> Values)
{
    internal bool IsMatch(string text) => Values.Any(value => Modifier switch
    {
        "exact" => text == value,
        "contains" => text.Contains(value, StringComparison.OrdinalIgnoreCase),
        _ => text.StartsWith(value, StringComparison.OrdinalIgnoreCase),
    });

    /// <summary>As values of SQL's like, or of = where it must be exactly the text.</summary>
    internal string[] Patterns() => [.. Values.Select(value => Modifier switch
    {
        "exact" => value,
        "contains" => $"%{Escaped(value)}%",
        _ => $"{Escaped(value)}%",
    })];

    private static string Escaped(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>
/// What the parameters of a search leave over. Every parameter narrows further; a set that is null was not asked for, an empty one finds
/// nothing, and a remark says why.
/// </summary>
internal sealed class FhirCriteria(FhirContext fhir, FhirType type, IReadOnlyList<Release> releases)
{
    internal FhirType Type => type;
    internal IReadOnlySet<string>? Ids { get; private set; }
    internal IReadOnlySet<string>? Conditions { get; private set; }
    internal IReadOnlySet<string>? Modalities { get; private set; }
    internal IReadOnlySet<string>? TargetTissues { get; private set; }
    internal IReadOnlySet<string>? Kinds { get; private set; }
    internal IReadOnlySet<string>? CodeNames { get; private set; }

    /// <summary>Numbers of releases; null also where every release is meant.</summary>
    internal IReadOnlySet<int>? Versions
    {
        get => field?.Count == releases.Count ? null : field;
        private set;
    }

    internal IReadOnlyList<FhirToken>? Identifiers { get; private set; }
    internal TextMatch? Title { get; private set; }
    internal TextMatch? Name { get; private set; }
    internal bool IsNothing { get => field || Versions is { Count: 0 }; private set; }
    internal List<string> Remarks { get; } = [];

    /// <summary>Takes one parameter; returns what is wrong with it.</summary>
    /// <param name="values">Alternatives of which one must hold.</param>
    internal string? Take(string name, string modifier, IReadOnlyList<string> values)
    {
        if (modifier.Length > 0 && !(name is "title" or "name" && modifier is "exact" or "contains")) return $"The parameter {name} has no modifier '{OperationOutcome.Printable(modifier)}' here.";
        switch (name)
        {
            case "_id":
                Ids = Narrowed(Ids, values.Select(FhirToken.Plain));
                break;
            case "url":
                var own = $"{fhir.Base}/{type.Name}/";
                Ids = Narrowed(Ids, values.Select(FhirToken.Plain).Where(url => url.StartsWith(own, StringComparison.Ordinal)).Select(url => url[own.Length..]));
                break;
            case "version":
                Versions = Narrowed(Versions, releases.Where(release => values.Any(value => FhirToken.Parse(value).Code == release.Id)).Select(release => release.Number));
                break;
            case "date" or "_lastUpdated":
                var ranges = values.Select(DateMatch.Parse).ToList();
                if (ranges.Contains(null)) return $"The parameter {name} takes a date such as ge2026-11-22.";
                Versions = Narrowed(Versions, releases.Where(release => ranges.Exists(range => range!.IsMatch(release.PublishedOn))).Select(release => release.Number));
                break;
            case "status":
                IsNothing |= !values.Select(FhirToken.Parse).Any(token => token.Code == "active");
                break;
            case "identifier":
                if (Identifiers is not null) return "The parameter identifier may be given once.";
                Identifiers = [.. values.Select(FhirToken.Parse)];
                break;
            case "title" when Title is not null:
            case "name" when Name is not null:
                return $"The parameter {name} may be given once.";
            case "title":
                Title = new(modifier, [.. values.Select(FhirToken.Plain)]);
                break;
            case "name":
                Name = new(modifier, [.. values.Select(FhirToken.Plain)]);
                break;
            case "kind":
                Kinds = Narrowed(Kinds, Known("kind", values, value => FhirToken.Parse(value).Code is "item" or "finding" ? [FhirToken.Parse(value).Code] : []));
                break;
            case "code":
                CodeNames = Narrowed(CodeNames, values.Select(value => FhirToken.Parse(value).Code));
                break;
            case "context-type":
                IsNothing |= !values.Any(value => IsFocus(FhirToken.Parse(value)));
                Conditions ??= fhir.Snapshot.Conditions.Keys.ToHashSet();
                break;
            case "context":
                Conditions = Narrowed(Conditions, values.SelectMany(value => Exactly(FhirToken.Parse(value))));
                break;
            case "context-type-value":
                var pairs = values.Select(FhirToken.Split).ToList();
                if (pairs.Exists(pair => pair is null)) return "The parameter context-type-value takes a type and a code: focus$system|code.";
                Conditions = Narrowed(Conditions, pairs.Where(pair => IsFocus(pair!.Value.Type)).SelectMany(pair => Exactly(pair!.Value.Value)));
                break;
            case "condition":
                Conditions = Narrowed(Conditions, values.SelectMany(OfCondition));
                break;
            case "modality":
                Modalities = Narrowed(Modalities, Known("modality", values, value => FhirToken.Parse(value).Among(
                    fhir, "modality", fhir.Snapshot.Modalities.Values.Select(entry => (entry.Value.Id, entry.Value.Codes)))));
                break;
            case "target-tissue":
                TargetTissues = Narrowed(TargetTissues, Known("target tissue", values, value => FhirToken.Parse(value).Among(
                    fhir, "target-tissue", fhir.Snapshot.TargetTissues.Values.Select(entry => (entry.Value.Id, entry.Value.Codes)))));
                break;
        }
        return null;
    }

    private static bool IsFocus(FhirToken token) => token.Code == "focus" && token.System is null or HL7.UsageContextType;

    private IEnumerable<string> Exactly(FhirToken token)
    {
        var found = token.Code.Length == 0 ? [] : Codes.ConditionsWith(fhir, token.System, token.Code).ToList();
        if (found.Count == 0) Remarks.Add($"No condition has exactly the code '{OperationOutcome.Printable(token.Code)}'. The parameter condition also finds codes below one on record.");
        return found;
    }

    /// <summary>The conditions that the service's own lookup would answer for.</summary>
    private IEnumerable<string> OfCondition(string value)
    {
        var token = FhirToken.Parse(value);
        var snapshot = fhir.Snapshot;
        if (token.System is null || token.System == fhir.System("condition"))
        {
            if (snapshot.Conditions.ContainsKey(token.Code)) return ConditionMatches.Of(snapshot, [], token.Code, null).Accepted!.Keys;
            Remarks.Add($"There is no condition '{OperationOutcome.Printable(token.Code)}'. A diagnosis code needs its system: system|code.");
            return [];
        }
        if (token.Code.Length == 0 || snapshot.Codes.SystemOf(token.System) is not { } system || !snapshot.Codes.HasConditions(system))
        {
            Remarks.Add($"Codes of {OperationOutcome.Printable(token.System)} stand for no condition here. Known: {string.Join(", ", ConceptMapResource.Systems(fhir).Select(id => Codes.Uri(fhir, id)))}.");
            return [];
        }
        var matches = ConditionMatches.Of(snapshot, [$"{system}|{token.Code}"], null, null);
        if (EmptyReasons.UnknownCode(matches) is { } unknown) Remarks.Add($"{unknown.Message} This says nothing about evidence.");
        else if (type.Name == EvidenceResource.Type && !matches.Accepted!.Keys.Any(id => snapshot.Conditions[id].Value.EvidenceCount > 0)) Remarks.Add(EmptyReasons.NoEvidence(snapshot, matches).Message);
        return matches.Accepted!.Keys;
    }

    private HashSet<string> Known(string what, IReadOnlyList<string> values, Func<string, IEnumerable<string>> find)
    {
        var found = new HashSet<string>();
        foreach (var value in values)
        {
            var before = found.Count;
            found.UnionWith(find(value));
            if (found.Count == before) Remarks.Add($"There is no {what} '{OperationOutcome.Printable(value)}'.");
        }
        return found;
    }

    private static HashSet<T> Narrowed<T>(IReadOnlySet<T>? before, IEnumerable<T> values)
    {
        var set = values.ToHashSet();
        if (before is not null) set.IntersectWith(before);
        return set;
    }
}
