using EvidenceApi.Publishing;

namespace EvidenceApi.Tables;

internal sealed record GradingCells(GradingRow Row, Evidence.GradingView View, TableNames Names);

internal static class GradingTable
{
    internal static readonly IReadOnlyList<Cell<GradingCells>> Columns =
    [
        new("condition", row => row.Row.Condition),
        new("condition_name", row => row.Names.Condition(row.Row.Condition)),
        new("modality", row => row.Row.Modality),
        new("modality_name", row => row.Names.Modality(row.Row.Modality)),
        new("route", row => row.Row.Route),
        new("level_system", row => row.Row.LevelSystem),
        new("level", row => row.Row.Level),
        new("level_as_written", row => row.Row.LevelAsWritten),
        new("statement", row => row.Row.Statement),
        new("population", row => row.Row.Population),
        new("basis_studies", row => row.Row.BasisStudies),
        new("basis_participants", row => row.Row.BasisParticipants),
        new("source_verification", row => row.Row.SourceVerification),
        new("source_url", row => row.Row.SourceUrl),
        new("basis", row => row.Row.Basis),
        new("note", row => row.View.Note),
        new("last_reviewed", row => row.Row.ReviewedOn),
    ];
}

internal static class RecommendationTable
{
    internal static readonly IReadOnlyList<Cell<RecommendationRow>> Columns =
    [
        new("organization", row => row.Organization),
        new("organization_type", row => row.OrganizationType),
        new("condition", row => row.Condition),
        new("modality", row => row.Modality),
        new("strength", row => row.Strength),
        new("statement", row => row.Statement),
        new("title", row => row.Title),
        new("doi", row => row.Doi),
        new("source_url", row => row.SourceUrl),
        new("reported_by", row => row.ReportedBy),
        new("note", row => row.View(null).Note),
        new("unverified", row => row.Unverified),
        new("last_reviewed", row => row.ReviewedOn),
    ];
}

internal static class SafetyFactTable
{
    internal static readonly IReadOnlyList<Cell<SafetyFactRow>> Columns =
    [
        new("name", row => row.Name),
        new("statement", row => row.Statement),
        new("rate", row => row.Rate),
        new("condition", row => row.Condition),
        new("modality", row => row.Modality),
        new("source_url", row => row.SourceUrl),
        new("reported_by", row => row.ReportedBy),
        new("note", row => row.View(null).Note),
        new("last_reviewed", row => row.ReviewedOn),
    ];
}

internal static class ClaimTable
{
    internal static readonly IReadOnlyList<Cell<ClaimRow>> Columns =
    [
        new("statement", row => row.Statement),
        new("condition", row => row.Condition),
        new("modality", row => row.Modality),
        new("details", row => row.Details.GetRawText()),
        new("source_title", row => row.SourceDocument.Title),
        new("source_publisher", row => row.SourceDocument.Publisher),
        new("last_reviewed", row => row.ReviewedOn),
    ];
}

internal static class SourceTable
{
    internal static readonly IReadOnlyList<Cell<Records.SourceView>> Columns =
    [
        new("document", row => row.Document),
        new("title", row => row.Title),
        new("publisher", row => row.Publisher),
        new("claim_count", row => row.ClaimCount),
    ];
}
