using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Evidence;

/// <summary>How much of an item is shown.</summary>
public enum View { Summary, Standard, Full }

/// <summary>Order of a list.</summary>
public enum EvidenceSort { Condition, Strength, Participants, Newest }

/// <summary>Which matches are accepted.</summary>
public enum MatchMode { Exact, Broad }

/// <summary>Filters on evidence items.</summary>
public class EvidenceFilters : ReadParameters
{
    /// <summary>Modality id. A grouping answers with its members.</summary>
    [FromQuery(Name = "modality")]
    public string? Modality { get; init; }

    /// <summary>Target tissue id.</summary>
    [FromQuery(Name = "targetTissue")]
    public string? TargetTissue { get; init; }

    /// <summary>
    /// A level as its system writes it: III, 2, very-low, B. Finds items whose evidence level or certainty it is, or that have it by a
    /// system for strength of recommendation. With gradingSystem: in that system.
    /// </summary>
    [FromQuery(Name = "level")]
    public string? Level { get; init; }

    /// <summary>Grading system id. Items that it graded; ocebm-2011 also where the level is derived by it.</summary>
    [FromQuery(Name = "gradingSystem")]
    public string? GradingSystem { get; init; }

    /// <summary>Direction of the item.</summary>
    [FromQuery(Name = "direction"), Vocabulary(typeof(Direction))]
    public string? Direction { get; init; }

    /// <summary>Agreement of the counted studies.</summary>
    [FromQuery(Name = "agreement"), Vocabulary(typeof(Agreement))]
    public string? Agreement { get; init; }

    /// <summary>Study design id. Items with a study of this design, counted or not.</summary>
    [FromQuery(Name = "design")]
    public string? Design { get; init; }

    /// <summary>Items with at least this participantCount.</summary>
    [FromQuery(Name = "minParticipants")]
    public int? MinParticipants { get; init; }

    /// <summary>Items with a study or grading of this year or later.</summary>
    [FromQuery(Name = "publishedSince")]
    public int? PublishedSince { get; init; }

    /// <summary>
    /// exact: only the requested code or condition itself. broad: also broader conditions, and narrower ones of a condition that is no
    /// grouping. Without it: exact and subtree matches, and the members of a grouping.
    /// </summary>
    [FromQuery(Name = "match"), Vocabulary(typeof(MatchMode))]
    public string? Match { get; init; }

    internal virtual string[] RequestedCodes => [];
    internal virtual string? RequestedCondition => ConditionInPath;
    internal virtual string? RequestedRegion => null;

    /// <summary>Set where the address names the condition.</summary>
    internal string? ConditionInPath { get; set; }

    /// <summary>What the lookup asks the database for, and how its conditions were reached.</summary>
    internal (EvidenceFilter Filter, ConditionMatches Matches) Filter(Snapshot snapshot)
    {
        var matches = ConditionMatches.Of(snapshot, RequestedCodes, RequestedCondition, Json.Value<MatchMode>(Match));
        var conditions = matches.Accepted?.Keys.ToArray();
        if (RequestedRegion is { } region)
        {
            conditions = [.. (conditions ?? snapshot.Conditions.Keys).Where(id => snapshot.Conditions[id].Value.BodyRegion == region)];
        }
        return (new(
            snapshot.Release.Number, conditions, snapshot.ModalitiesOf(Modality), TargetTissue,
            this is { Level: not null, GradingSystem: not null } ? $"{GradingSystem}|{Level}" : Level,
            GradingSystem, Direction, Agreement, Design, MinParticipants, PublishedSince), matches);
    }
}

/// <summary>A list of evidence items.</summary>
public class ListEvidence : EvidenceFilters, IPaged
{
    /// <summary>Words that an item must meet, as in /v1/search: names, synonyms and abbreviations of condition, modality and tissue.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>summary: headline, levels and counts. standard (default): also up to five studies and guideline positions. full: everything.</summary>
    [FromQuery(Name = "view"), Vocabulary(typeof(View))]
    public string? View { get; init; }

    /// <summary>
    /// condition (default): by condition, then level, then participants. strength: by level, strongest first; ranks of different systems
    /// stand side by side. participants: most first. newest: latest study or grading first.
    /// </summary>
    [FromQuery(Name = "sort"), Vocabulary(typeof(EvidenceSort))]
    public string? Sort { get; init; }

    /// <summary>Items on a page, 1 to 100. Default 20.</summary>
    [FromQuery(Name = "limit"), Range(1, Page.MostItems), DefaultValue(Page.DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>Cursor of the next page, from page.next of the page before. Goes on reading the release that the first page came from.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>exact: count the whole list, however long. none: do not count. Without it: counted up to 100,000, null beyond.</summary>
    [FromQuery(Name = "total"), Vocabulary("exact", "none")]
    public string? Total { get; init; }
}

/// <summary>The main lookup: by code or condition.</summary>
public sealed class FindEvidence : ListEvidence
{
    /// <summary>
    /// Diagnosis code as system|code, repeatable: icd-10-cm|M51.360. The system as slug or FHIR URI; the code with or without dot, in any case.
    /// </summary>
    [FromQuery(Name = "code")]
    public string[]? Code { get; init; }

    /// <summary>Condition id. A grouping answers for its descendants.</summary>
    [FromQuery(Name = "condition")]
    public string? Condition { get; init; }

    /// <summary>Region of the body.</summary>
    [FromQuery(Name = "bodyRegion")]
    public string? BodyRegion { get; init; }

    internal override string[] RequestedCodes => Code ?? [];
    internal override string? RequestedCondition => Condition;
    internal override string? RequestedRegion => BodyRegion;
}

internal class EvidenceFiltersValidator<T> : AbstractValidator<T> where T : EvidenceFilters
{
    public EvidenceFiltersValidator()
    {
        RuleFor(query => query.Modality).KnownModality();
        RuleFor(query => query.TargetTissue).KnownTargetTissue();
        RuleFor(query => query.Design).KnownDesign();
        RuleFor(query => query.GradingSystem).KnownGradingSystem();
        RuleFor(query => query.Level).KnownLevel(query => query.GradingSystem);
        RuleFor(query => query.PublishedSince).InclusiveBetween(1900, 2100).WithMessage("Must be a year from 1900 to 2100.");
    }
}

internal class ListEvidenceValidator<T> : EvidenceFiltersValidator<T> where T : ListEvidence
{
    public ListEvidenceValidator()
    {
        Include(new PageParametersValidator<T>());
        RuleFor(query => query.Q).MaximumLength(Search.SearchParameters.LongestQuestion).WithMessage($"At most {Search.SearchParameters.LongestQuestion} characters.");
    }
}

internal sealed class FindEvidenceValidator : ListEvidenceValidator<FindEvidence>
{
    public FindEvidenceValidator()
    {
        RuleFor(query => query.Code).Codes();
        RuleFor(query => query.Condition).KnownCondition();
        RuleFor(query => query.BodyRegion).KnownBodyRegion();
    }
}

/// <summary>How one evidence item is shown.</summary>
public sealed class GetEvidence : ReadParameters
{
    /// <summary>summary, standard or full (default: everything).</summary>
    [FromQuery(Name = "view"), Vocabulary(typeof(View))]
    public string? View { get; init; }
}
