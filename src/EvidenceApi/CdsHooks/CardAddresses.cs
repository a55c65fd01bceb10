using EvidenceApi.Evidence;

namespace EvidenceApi.CdsHooks;

/// <summary>Every address and code system that a card names: the one place that knows where its readers are sent.</summary>
/// <param name="service">Absolute address of the service.</param>
/// <param name="release">Release from which the card comes: what it links to says the same for ever.</param>
internal sealed class CardAddresses(string service, string release)
{
    internal const string NotRelevant = "not-relevant";
    private const string CodeSystems = "/fhir/r5/CodeSystem/";
    internal const string OverrideReasonSystem = CodeSystems + "card-override-reason";

    internal CardSource SourceOf(Reference condition) => Source(new($"{service}{CodeSystems}condition", condition.Id, condition.Name));

    /// <summary>Topics of cards beside the conditions.</summary>
    internal static readonly IReadOnlyList<(string Code, string Display)> Topics = [("several-conditions", "Several conditions")];

    /// <summary>Reasons for which a card may be overridden.</summary>
    internal static readonly IReadOnlyList<(string Code, string Display)> Reasons =
    [
        (NotRelevant, "Not relevant here"), ("already-known", "Known already"), ("evidence-disputed", "Disagrees with the evidence shown"), ("other", "Another reason"),
    ];

    internal CardSource SourceOfFolded => Source(new($"{service}{CodeSystems}card-topic", Topics[0].Code, Topics[0].Display));

    internal IReadOnlyList<Coding> OverrideReasons { get; } = [.. Reasons.Select(reason => new Coding(service + OverrideReasonSystem, reason.Code, reason.Display))];

    internal string EvidenceTable(string condition) => $"{service}/conditions/{condition}?release={release}";

    internal CardLink EvidenceTable(Reference condition) => new($"Evidence table: {condition.Name}", EvidenceTable(condition.Id), "absolute");

    internal CardLink Evidence(string id) => new("Strongest item whole, with studies and sources", $"{service}/evidence/{id}?release={release}", "absolute");

    private CardSource Source(Coding topic) => new("Evidence API, curated evidence base", $"{service}/releases/{release}", topic);
}
