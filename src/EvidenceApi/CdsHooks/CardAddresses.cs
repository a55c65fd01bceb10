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

    internal CardSource SourceOfFolded => Source(new($"{service}{CodeSystems}card-topic", "several-conditions", "Several conditions"));

    internal IReadOnlyList<Coding> OverrideReasons { get; } =
    [
        .. new (string Code, string Display)[]
        {
            (NotRelevant, "Not relevant here"), ("already-known", "Known already"), ("evidence-disputed", "Disagrees with the evidence shown"), ("other", "Another reason"),
        }.Select(reason => new Coding(service + OverrideReasonSystem, reason.Code, reason.Display)),
    ];

    internal string EvidenceTable(string condition) => $"{service}/v1/conditions/{condition}/evidence?release={release}";

    internal CardLink EvidenceTable(Reference condition) => new($"Evidence table: {condition.Name}", EvidenceTable(condition.Id), "absolute");

    internal CardLink Evidence(string id) => new("Strongest item whole, with studies and sources", $"{service}/v1/evidence/{id}?release={release}", "absolute");

    private CardSource Source(Coding topic) => new("Evidence API, curated evidence base", $"{service}/v1/releases/{release}", topic);
}
