using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.Modalities;
using EvidenceApi.TargetTissues;

namespace EvidenceApi.Publishing;

/// <summary>Composes conditions, modalities with their profiles, and target tissues, with what the evidence base holds on each.</summary>
internal sealed class VocabularyCompiler(Content content, Tree conditions, Tree modalities, IReadOnlyList<CompiledEvidence> evidence)
{
    internal IEnumerable<Condition> Conditions()
    {
        var items = evidence.ToLookup(compiled => compiled.Item.Condition.Id);
        var studies = content.Studies.SelectMany(study => study.Conditions).CountBy(id => id).ToDictionary();
        var indications = content.Claims.Where(claim => claim is { Kind: "indication", Condition: not null }).ToLookup(claim => claim.Condition!);
        return content.Conditions.Select(row => new Condition(
            row.Id, row.Name, row.Synonyms, row.BodyRegion, row.IsGrouping, row.Parent,
            [.. conditions.Ancestors(row.Id)], [.. conditions.Children(row.Id).Order(StringComparer.Ordinal)], row.Codes,
            items[row.Id].Count(), conditions.SelfAndDescendants(row.Id).Sum(id => items[id].Count()), studies.GetValueOrDefault(row.Id),
            [.. items[row.Id].Select(compiled => compiled.Item.Modality.Id).Distinct().Order(StringComparer.Ordinal)],
            [.. indications[row.Id].Select(claim => claim.View(null))]));
    }

    internal IEnumerable<TargetTissue> TargetTissues()
    {
        var items = evidence.CountBy(compiled => compiled.Item.TargetTissue.Id).ToDictionary();
        return content.TargetTissues.Select(row => new TargetTissue(row.Id, row.Name, row.Synonyms, row.Codes, items.GetValueOrDefault(row.Id)));
    }

    internal IEnumerable<Modality> Modalities()
    {
        var items = evidence.CountBy(compiled => compiled.Item.Modality.Id).ToDictionary();
        var studies = content.Studies.Where(study => study.Modality is not null).CountBy(study => study.Modality!).ToDictionary();
        return content.Modalities.Select(row => new Modality(
            row.Id, row.Name, row.Abbreviation, row.Synonyms, row.IsGrouping, row.Parent,
            [.. modalities.Children(row.Id).Order(StringComparer.Ordinal)], row.Codes,
            items.GetValueOrDefault(row.Id), studies.GetValueOrDefault(row.Id), Profile(row.Id),
            [.. content.Gradings.Where(grading => grading.Condition is null && Concerns(row.Id, grading.Modality, null)).Select(grading => grading.View(ViaOf(row.Id, grading.Modality)))]));
    }

    private ModalityProfile Profile(string modality)
    {
        return new(
            Claims("ingredient"), Claims("mechanism"), Claims("primary-target"), Claims("indication"),
            Claims("procedure", "guidance"), Claims("course", "duration", "recovery", "aftercare"),
            [.. Claims("adverse-effect"), .. Safety("adverse-effect", "rate")],
            [.. Claims("precaution"), .. Safety("precaution", "contraindication")],
            [.. Claims("regulatory"), .. Regulators()],
            Claims("effectiveness", "evidence-level", "comparison"), Claims("limitation"),
            Claims("selection-likely", "selection-poor"), Claims("practice-recommendation", "overall-position"));

        IReadOnlyList<ProfileStatement> Claims(params string[] kinds) =>
        [
            .. content.Claims
                .Where(row => kinds.Contains(row.Kind) && Concerns(modality, row.Modality, row.Condition))
                .OrderBy(row => Array.IndexOf(kinds, row.Kind)).ThenBy(row => row.SourceDocument.Id, StringComparer.Ordinal).ThenBy(row => row.Position)
                .Select(row => new ProfileStatement(
                    "claim", row.Id, row.Kind, row.Statement, row.IsUncited, null, row.Condition, row.TargetTissue, row.Details,
                    new(row.SourceDocument.Id, row.SourceDocument.Title, row.SourceDocument.Publisher, row.SourceDocument.Kind, null),
                    ViaOf(modality, row.Modality))),
        ];

        IEnumerable<ProfileStatement> Safety(params string[] kinds) => content.SafetyFacts
            .Where(row => kinds.Contains(row.Kind) && Concerns(modality, row.Modality, row.Condition))
            .Select(row => new ProfileStatement(
                "safety-fact", row.Id, row.Kind, row.Statement, false, null, row.Condition, null, Views.Details(new { row.Name, row.Rate, row.ReportedBy }),
                row.SourceStudy is null
                    ? new(null, row.ReportedBy ?? row.SourceUrl, null, "page", row.SourceUrl)
                    : new(row.SourceStudy, content.Studies.First(study => study.Id == row.SourceStudy).Title, null, "study", row.SourceUrl),
                ViaOf(modality, row.Modality)));

        IEnumerable<ProfileStatement> Regulators() => content.Recommendations
            .Where(row => row.Kind == "regulator" && Concerns(modality, row.Modality, row.Condition))
            .OrderByDescending(row => row.Year ?? 0).ThenBy(row => row.Id, StringComparer.Ordinal)
            .Select(row => new ProfileStatement(
                "recommendation", row.Id, row.Kind, row.Statement, false, row.Year, row.Condition, null,
                Views.Details(new { row.Position, row.Jurisdiction, row.Strength, row.ReportedBy }),
                new(null, $"{row.Organization}: {row.Title}", row.Organization, row.OrganizationType ?? row.Kind, row.SourceUrl),
                ViaOf(modality, row.Modality)));
    }

    // A record that names no modality concerns all of them; one that names a condition instead belongs to the items of that condition.
    private bool Concerns(string modality, string? about, string? aboutCondition) =>
        about is null ? aboutCondition is null : modalities.SelfAndDescendants(modality).Contains(about) || modalities.Ancestors(modality).Contains(about);

    private static Via? ViaOf(string modality, string? about) => about is null || about == modality ? null : new(about, null);
}
