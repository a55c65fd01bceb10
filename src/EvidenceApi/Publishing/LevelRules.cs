using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;

namespace EvidenceApi.Publishing;

/// <summary>Which published level and certainty an evidence item shows first, and how a level is derived where none was published.</summary>
internal sealed class LevelRules(IReadOnlyList<GradingSystem> systems)
{
    internal const string Derived = "ocebm-2011";
    internal const string Grade = "grade";

    internal const string PublishedRule = "The most recent published grading of this condition, modality and target tissue by a system of kind level.";
    internal const string DerivedRule =
        "No level was published. The strongest OCEBM 2011 level among the counted studies whose result is clear: verified, standing, one report per trial. " +
        "Not lowered for inconsistency or imprecision: read it with agreement and directions.";
    internal const string CertaintyRule =
        "The most recent GRADE rating that a source gave (Cochrane reviews rate with GRADE); the lowest where one source rated several outcomes. " +
        "rating is null where the words name several.";

    private readonly Dictionary<string, GradingSystem> systems = systems.ToDictionary(system => system.Id);

    /// <param name="gradings">Gradings of exactly this key; those of a more specific form give it no level.</param>
    internal EvidenceLevel? LevelOf(IEnumerable<GradingRow> gradings, IReadOnlyList<ItemStudy> counted)
    {
        var published = gradings
            .Where(grading => grading is { Level: not null, Year: not null } && systems[grading.GradingSystem].Kind == GradingKind.Level)
            .OrderByDescending(grading => grading.Year)
            .ThenByDescending(grading => RankOf(grading.LevelSystem!, grading.Level!))
            .ThenBy(grading => grading.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (published is not null)
        {
            return new(published.GradingSystem, published.Level!, LevelBasis.Published, PublishedRule, published.Year, published.SourceStudy,
                published.SourceUrl, DefinitionOf(published.GradingSystem, published.Level!), NoteOf(published), published.Id, []);
        }

        // A review that found nothing to pool, or a trial without a readable result, supports no level.
        var clear = counted.Where(item => item.Study.Direction != Direction.Unclear).ToList();
        if (clear.Count == 0) return null;
        var strongest = clear.Min(item => item.OcebmLevel);
        var level = strongest.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new(Derived, level, LevelBasis.Derived, DerivedRule, null, null, null, DefinitionOf(Derived, level), null, null,
            [.. clear.Where(item => item.OcebmLevel == strongest).Select(item => item.Study.Id)]);
    }

    internal Certainty? CertaintyOf(IEnumerable<GradingRow> gradings)
    {
        var rated = gradings
            .Where(grading => grading.Year is not null && (grading.GradingSystem == Grade || grading.LevelSystem == Grade))
            .OrderByDescending(grading => grading.Year)
            .ThenByDescending(grading => grading.Level is null ? int.MaxValue : RankOf(Grade, grading.Level))
            .ThenBy(grading => grading.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        return rated is null
            ? null
            : new(Grade, rated.Level, rated.LevelAsWritten, rated.Year, rated.SourceStudy, rated.SourceUrl, NoteOf(rated), rated.Id);
    }

    internal int RankOf(string system, string level) => systems[system].Levels.First(entry => entry.Level == level).Rank;

    private string? DefinitionOf(string system, string level) => systems[system].Levels.First(entry => entry.Level == level).Definition;

    private static string? NoteOf(GradingRow grading) => grading switch
    {
        { Basis: not null, GradingNote: not null } => $"{grading.Basis}; {grading.GradingNote}",
        _ => grading.Basis ?? grading.GradingNote,
    };
}
