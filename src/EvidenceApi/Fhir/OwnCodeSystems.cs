using EvidenceApi.CdsHooks;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Http;
using EvidenceApi.Modalities;

namespace EvidenceApi.Fhir;

/// <summary>A code system of this service.</summary>
/// <param name="HierarchyMeaning">What a code below a code means; null for a flat list.</param>
internal sealed record OwnCodeSystem(string Id, string Title, string Description, IReadOnlyList<OwnConcept> Concepts, string? HierarchyMeaning = null);

/// <summary>A code with its other names, its properties and the codes below it.</summary>
internal sealed record OwnConcept(string Code, string Display, string? Definition = null)
{
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public IReadOnlyList<ConceptProperty> Properties { get; init; } = [];
    public IReadOnlyList<OwnConcept> Below { get; init; } = [];
}

/// <summary>A property of a code: text, whole number, yes or no, or a code of another system.</summary>
internal sealed record ConceptProperty(string Code, string? Text = null, int? Number = null, bool? Flag = null, Coding? Coding = null)
{
    internal string Type => (Text, Number, Flag) switch { ({ }, _, _) => "string", (_, { }, _) => "integer", (_, _, { }) => "boolean", _ => "Coding" };
}

/// <summary>The vocabularies as code systems.</summary>
internal static class OwnCodeSystems
{
    internal static IEnumerable<OwnCodeSystem> All(FhirContext fhir)
    {
        var snapshot = fhir.Snapshot;
        return
        [
            new("agreement", "Agreement of studies", "Whether the counted studies of an evidence item agree.",
                [.. Enum.GetValues<Agreement>().Select(value => Value(value, GradingSystemEndpoints.Rules.Agreement[Json.Name(value)]))]),
            new("card-override-reason", "Reasons for overriding a card", "Why a user dismissed a CDS Hooks card.", [.. CardAddresses.Reasons.Select(reason => new OwnConcept(reason.Code, reason.Display))]),
            new("card-topic", "Topics of cards", "What a CDS Hooks card is about where that is no single condition.", [.. CardAddresses.Topics.Select(topic => new OwnConcept(topic.Code, topic.Display))]),
            new("comparator", "Comparators", "What modalities were compared with.", [.. snapshot.Comparators.Values.Select(entry => new OwnConcept(entry.Value.Id, entry.Value.Name))]),
            new("condition", "Conditions", "Conditions for which evidence is kept. Codes of other systems: see the concept maps.", Conditions(fhir, null), "grouped-by"),
            new("direction", "Directions", "What a study, outcome or grading found, from the side of the intervention.",
                [.. Enum.GetValues<Direction>().Select(value => Value(value, Definition(value)))]),
            new("grading-system", "Grading systems", "Schemes by which bodies of evidence or recommendations are graded. Those of different kinds are never converted into each other.",
                [.. snapshot.GradingSystems.Values.Select(entry => new OwnConcept(entry.Value.Id, entry.Value.Name, entry.Value.Description) { Properties = [new("kind", Json.Name(entry.Value.Kind))] })]),
            .. snapshot.GradingSystems.Values.Where(entry => entry.Value.Levels.Count > 0).Select(entry => Levels(entry.Value)),
            new("level-basis", "Basis of a level", "Where a level of evidence comes from.",
            [
                Value(LevelBasis.Published, "A published grading says so."),
                Value(LevelBasis.Derived, "By rule from the designs of the counted studies."),
            ]),
            new("modality", "Modalities", "What is injected.", Modalities(fhir, null), "is-a"),
            new("not-counted-reason", "Reasons for not counting a study", "Why a study is shown but not counted in levels, directions, agreement and totals.",
                [.. Enum.GetValues<NotCountedReason>().Select(value => Value(value, Definition(value)))]),
            new("outcome-measure", "Outcome measures", "Instruments and endpoints by which studies measured an outcome.",
                [.. snapshot.OutcomeMeasures.Values.Select(entry => new OwnConcept(entry.Value.Id, entry.Value.Name) { Synonyms = entry.Value.Abbreviation is { } abbreviation ? [abbreviation] : [] })]),
            new("study-design", "Study designs", "Designs of studies.",
                [.. snapshot.StudyDesigns.Values.OrderBy(entry => entry.Value.Rank).Select(entry => new OwnConcept(entry.Value.Id, entry.Value.Name, entry.Value.Definition) { Properties = [new("kind", Json.Name(entry.Value.Kind))] })]),
            new("target-tissue", "Target tissues", "Tissues and spaces into which is injected.",
                [.. snapshot.TargetTissues.Values.Select(entry => new OwnConcept(entry.Value.Id, entry.Value.Name) { Synonyms = entry.Value.Synonyms, Properties = External(fhir, entry.Value.Codes) })]),
        ];
    }

    private static List<OwnConcept> Conditions(FhirContext fhir, string? parent) =>
    [
        .. fhir.Snapshot.Conditions.Values.Select(entry => entry.Value).Where(condition => condition.Parent == parent).Select(condition => new OwnConcept(condition.Id, condition.Name)
        {
            Synonyms = condition.Synonyms,
            Properties = [new("body-region", condition.BodyRegion), new("grouping", Flag: condition.Grouping), new("evidence-count", Number: condition.EvidenceCount)],
            Below = Conditions(fhir, condition.Id),
        }),
    ];

    private static List<OwnConcept> Modalities(FhirContext fhir, string? parent) =>
    [
        .. fhir.Snapshot.Modalities.Values.Select(entry => entry.Value).Where(modality => modality.Parent == parent).Select(modality => new OwnConcept(modality.Id, modality.Name)
        {
            Synonyms = modality.Abbreviation is { } abbreviation ? [abbreviation, .. modality.Synonyms.Where(name => name != abbreviation)] : modality.Synonyms,
            Properties = [new("grouping", Flag: modality.Grouping), new("evidence-count", Number: modality.EvidenceCount), .. External(fhir, modality.Codes)],
            Below = Modalities(fhir, modality.Id),
        }),
    ];

    private static OwnCodeSystem Levels(GradingSystem system) => new(
        Codes.LevelSystem(system.Id), $"Levels: {system.Name}", $"{system.Description} Rank 1 is the strongest; ranks of two systems are not comparable.",
        [.. system.Levels.Select(level => new OwnConcept(level.Level, Codes.Display(level.Level), level.Definition) { Properties = [new("rank", Number: level.Rank)] })]);

    private static List<ConceptProperty> External(FhirContext fhir, IReadOnlyList<Code> codes) =>
        [.. codes.Select(code => new ConceptProperty("external-code", Coding: new(Codes.Uri(fhir, code.System), code.Value, code.Display)))];

    private static OwnConcept Value<T>(T value, string definition) where T : struct, Enum => new(Json.Name(value), Codes.Display(Json.Name(value)), definition);

    private static string Definition(Direction direction) => direction switch
    {
        Direction.FavoursIntervention => "Better than the comparator.",
        Direction.NoDifference => "No difference between intervention and comparator.",
        Direction.FavoursComparator => "Worse than the comparator.",
        Direction.Mixed => "Outcomes, time points or comparisons point different ways.",
        Direction.UncontrolledImprovement => "Patients improved; there was no control group.",
        Direction.UncontrolledNoImprovement => "Patients did not improve; there was no control group.",
        Direction.Unclear => "No readable result, or nothing to pool.",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, null),
    };

    private static string Definition(NotCountedReason reason) => reason switch
    {
        NotCountedReason.Incomplete => "A fact that identifies or classifies it was not read.",
        NotCountedReason.SecondReport => "Another report of a trial that is counted already.",
        NotCountedReason.Retracted => "The publication was retracted.",
        NotCountedReason.Superseded => "The publication was superseded.",
        NotCountedReason.Preprint => "Not peer reviewed.",
        NotCountedReason.Protocol => "A plan without results.",
        NotCountedReason.WithinModality => "Compares forms or doses of the modality with each other, which says nothing for or against it.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
