using EvidenceApi.Conditions;
using EvidenceApi.Releases;
using FluentValidation;
using FluentValidation.Results;

namespace EvidenceApi.Http;

/// <summary>Rules that several routes share: a value must be known to the release that answers.</summary>
internal static class Rules
{
    internal static Snapshot Snapshot<T>(this ValidationContext<T> context) => (Snapshot)context.RootContextData[QueryParameters.SnapshotKey];

    internal static void Fail<T>(this ValidationContext<T> context, ParameterError error) =>
        context.AddFailure(new ValidationFailure(context.PropertyPath, error.Message) { CustomState = error });

    /// <param name="isKnown">Whether the release has the id: the vocabulary is gone through only for what an error says.</param>
    internal static void Known<T>(
        this IRuleBuilderInitial<T, string?> rule, string what, Func<Snapshot, string, bool> isKnown, Func<Snapshot, IEnumerable<(string Id, IEnumerable<string> Names)>> vocabulary) =>
        rule.Custom((value, context) =>
        {
            if (value is null || isKnown(context.Snapshot(), value)) return;
            var entries = vocabulary(context.Snapshot()).ToList();
            var near = NearMatches.Of(value, entries.SelectMany(entry => entry.Names.Prepend(entry.Id).Select(name => (entry.Id, name))));
            context.Fail(ParameterError.Unknown(value, $"There is no {what} '{value}'.", [.. entries.Select(entry => entry.Id)], near));
        });

    internal static void KnownCondition<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("condition", (snapshot, id) => snapshot.Conditions.ContainsKey(id), snapshot => snapshot.Conditions.Values.Select(entry => (entry.Value.Id, entry.Value.Synonyms.Prepend(entry.Value.Name))));

    /// <summary>Ids of records are too many to be checked here: an unknown one finds nothing, and the answer says so.</summary>
    internal static void RecordId<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches("^[a-z0-9]+(-[a-z0-9]+)*$").MaximumLength(120).WithMessage("Is no id: small letters, digits and hyphens.");

    internal static void KnownBodyRegion<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("body region", (snapshot, region) => snapshot.BodyRegions.Contains(region), snapshot => snapshot.BodyRegions.Select(region => (region, Enumerable.Empty<string>())));

    internal static void KnownModality<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("modality", (snapshot, id) => snapshot.Modalities.ContainsKey(id), snapshot => snapshot.Modalities.Values.Select(
            entry => (entry.Value.Id, entry.Value.Synonyms.Prepend(entry.Value.Name).Append(entry.Value.Abbreviation ?? ""))));

    internal static void KnownTargetTissue<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("target tissue", (snapshot, id) => snapshot.TargetTissues.ContainsKey(id), snapshot => snapshot.TargetTissues.Values.Select(entry => (entry.Value.Id, entry.Value.Synonyms.Prepend(entry.Value.Name))));

    internal static void KnownDesign<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("study design", (snapshot, id) => snapshot.StudyDesigns.ContainsKey(id), snapshot => snapshot.StudyDesigns.Values.Select(entry => (entry.Value.Id, Enumerable.Repeat(entry.Value.Name, 1))));

    internal static void KnownMeasure<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("outcome measure", (snapshot, id) => snapshot.OutcomeMeasures.ContainsKey(id), snapshot => snapshot.OutcomeMeasures.Values.Select(entry => (entry.Value.Id, Enumerable.Repeat(entry.Value.Name, 1))));

    internal static void KnownComparator<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("comparator", (snapshot, id) => snapshot.Comparators.ContainsKey(id) || snapshot.Modalities.ContainsKey(id), snapshot => snapshot.Comparators.Values.Select(entry => (entry.Value.Id, Enumerable.Repeat(entry.Value.Name, 1)))
            .Concat(snapshot.Modalities.Values.Select(entry => (entry.Value.Id, Enumerable.Repeat(entry.Value.Name, 1)))));

    internal static void KnownGradingSystem<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Known("grading system", (snapshot, id) => snapshot.GradingSystems.ContainsKey(id), snapshot => snapshot.GradingSystems.Values.Select(entry => (entry.Value.Id, Enumerable.Repeat(entry.Value.Name, 1))));

    /// <param name="systemOf">The grading system asked for beside the level; any where it is null.</param>
    internal static void KnownLevel<T>(this IRuleBuilderInitial<T, string?> rule, Func<T, string?> systemOf) => rule.Custom((level, context) =>
    {
        if (level is null) return;
        var systems = context.Snapshot().GradingSystems;
        var system = systemOf(context.InstanceToValidate);
        if (system is not null && !systems.ContainsKey(system)) return;
        List<string> allowed =
        [
            .. (system is null ? systems.Values.Select(entry => entry.Value) : [systems[system].Value]).SelectMany(entry => entry.Levels).Select(entry => entry.Level).Distinct(),
        ];
        if (!allowed.Contains(level)) context.Fail(ParameterError.Unknown(level, system is null ? "No grading system has this level." : $"{system} has no such level.", allowed));
    });

    internal static void Codes<T>(this IRuleBuilderInitial<T, string[]?> rule) => rule.Custom((values, context) =>
    {
        const int most = 100;
        if (values is null) return;
        if (values.Length > most) context.Fail(ParameterError.Invalid(null, $"At most {most} codes in one request."));
        var codes = context.Snapshot();
        foreach (var value in values)
        {
            var systems = codes.CodeSystems.Values.Where(entry => codes.Codes.HasConditions(entry.Value.Id)).Select(entry => entry.Value).ToList();
            var allowed = systems.Select(system => system.Id).ToList();
            if (CodeToken.Parse(value) is not { } token)
            {
                context.Fail(ParameterError.Unknown(value, "A code needs its system: system|code, for example icd-10-cm|M17.11.", allowed, []));
            }
            else if (codes.Codes.SystemOf(token.System) is not { } system)
            {
                context.Fail(ParameterError.Unknown(token.System, $"There is no code system '{token.System}'.", [.. allowed, .. systems.Select(entry => entry.Uri)], NearMatches.Of(token.System, allowed)));
            }
            else if (!codes.Codes.HasConditions(system))
            {
                context.Fail(ParameterError.Unknown(token.System, $"Codes of {system} stand for no condition.", allowed, []));
            }
        }
    });
}
