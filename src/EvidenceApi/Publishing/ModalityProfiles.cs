using EvidenceApi.Evidence;
using EvidenceApi.Modalities;

namespace EvidenceApi.Publishing;

/// <summary>Composes the profile of a modality: what documents, studies, guidelines and regulators say of it, whatever the condition.</summary>
internal sealed class ModalityProfiles(SharedContent content)
{
    private readonly Tree modalities = content.Vocabularies.ModalityTree;

    /// <summary>Verdicts on several conditions together.</summary>
    internal IReadOnlyList<GradingView> Gradings(string modality) =>
        [.. content.Gradings.Where(grading => Concerns(modality, grading.Modality, null)).Select(grading => grading.View(ViaOf(modality, grading.Modality)))];

    internal ModalityProfile Of(string modality)
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
                    : new(row.SourceStudy, row.SourceTitle!, null, "study", row.SourceUrl),
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
