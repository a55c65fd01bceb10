using System.Text.Json;
using EvidenceApi.Evidence;

namespace EvidenceApi.Publishing;

/// <summary>Curated rows as an answer shows them.</summary>
internal static class Views
{
    internal static string Url(this StudyRow study) => study switch
    {
        { Doi: not null } => $"https://doi.org/{study.Doi}",
        { Pmid: not null } => $"https://pubmed.ncbi.nlm.nih.gov/{study.Pmid}/",
        _ => study.VerifiedUrl,
    };

    internal static int Level(this StudyRow study) => int.Parse(study.OcebmLevel, System.Globalization.CultureInfo.InvariantCulture);

    internal static StudySummary View(this ItemStudy item, Via? via)
    {
        var study = item.Study;
        return new(study.Id, study.Title, study.Year, study.Design, study.Participants, study.Direction, item.OcebmLevel, study.Summary,
            study.Limitations, study.Comparators, study.FollowUpMonths, study.Standing, study.StandingCheckedOn, study.Verification,
            item.NotCounted, study.SameTrialAs, study.Url(), via, null);
    }

    internal static GradingView View(this GradingRow grading, Via? via) => new(
        grading.Id, grading.Condition, grading.Modality, grading.TargetTissue, grading.GradingSystem, grading.LevelSystem, grading.Level, grading.LevelAsWritten, grading.Direction, grading.Statement,
        grading.Population, grading.Route, grading.Year, grading.BasisStudies, grading.BasisParticipants, grading.SourceStudy,
        grading.SourceVerification, grading.SourceUrl, grading.Basis, Notes(grading.GradingNote, ReadOn(grading.ReadOn)), via);

    internal static RecommendationView View(this RecommendationRow row, Via? via) => new(
        row.Id, row.Organization, row.OrganizationType, row.Year, row.Kind, row.Condition, row.Modality, row.Position, row.Strength,
        row.Statement, row.Title, row.Doi, row.SourceUrl, row.Jurisdiction, row.ReportedBy,
        Notes(row.SourceNote, row.GradingNote, ReadOn(row.ReadOn)), row.Unverified, via);

    internal static SafetyFactView View(this SafetyFactRow row, Via? via) => new(
        row.Id, row.Kind, row.Name, row.Statement, row.Rate, row.Condition, row.Modality, row.SourceStudy, row.SourceUrl, row.ReportedBy,
        Notes(row.SourceNote, row.Note, ReadOn(row.ReadOn)), via);

    internal static ClaimView View(this ClaimRow row, Via? via) => new(
        row.Id, row.Kind, row.Statement, row.IsUncited, row.Direction, row.Condition, row.Modality, row.TargetTissue, row.Details,
        row.SourceDocument, via);

    private static string? ReadOn(string? site) => site is null ? null : $"read on {site}";

    private static string? Notes(params string?[] notes) => string.Join("; ", notes.OfType<string>()) is { Length: > 0 } text ? text : null;

    internal static JsonElement Details(object value) => JsonSerializer.SerializeToElement(value, Http.Json.Wire);
}
