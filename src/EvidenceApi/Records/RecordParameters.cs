using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Records;

/// <summary>Filters that every table of records about conditions and modalities has.</summary>
public class RecordParameters : PageParameters
{
    /// <summary>Diagnosis code as system|code, repeatable: records on the conditions that it stands for.</summary>
    [FromQuery(Name = "code")]
    public string[]? Code { get; init; }

    /// <summary>Condition id. A grouping stands for its descendants.</summary>
    [FromQuery(Name = "condition")]
    public string? Condition { get; init; }

    /// <summary>exact: only the requested code or condition itself. broad: also broader and narrower conditions.</summary>
    [FromQuery(Name = "match"), Vocabulary(typeof(MatchMode))]
    public string? Match { get; init; }

    /// <summary>Modality id. Records on it, its more specific forms, and every modality.</summary>
    [FromQuery(Name = "modality")]
    public string? Modality { get; init; }

    internal string[] Codes => Code ?? [];

    internal ConditionMatches Conditions(Snapshot snapshot) =>
        ConditionMatches.Of(snapshot, Codes, Condition, Json.Value<MatchMode>(Match));

    internal string[]? Modalities(Snapshot snapshot) => Modality is null ? null : [.. snapshot.FormsOf(Modality)];

    internal RecordFilter Filter(Snapshot snapshot, string kind) =>
        new(kind, snapshot.Release.Number) { Conditions = Conditions(snapshot).Accepted?.Keys.ToArray(), Modalities = Modalities(snapshot) };
}

internal class RecordParametersValidator<T> : PageParametersValidator<T> where T : RecordParameters
{
    public RecordParametersValidator()
    {
        RuleFor(query => query.Code).Codes();
        RuleFor(query => query.Condition).KnownCondition();
        RuleFor(query => query.Modality).KnownModality();
    }

    protected void Year(System.Linq.Expressions.Expression<Func<T, int?>> year) =>
        RuleFor(year).InclusiveBetween(1900, 2100).WithMessage("Must be a year from 1900 to 2100.");
}

/// <summary>Filters of records on a target tissue with a direction and a year.</summary>
public class ResearchParameters : RecordParameters
{
    /// <summary>Target tissue id.</summary>
    [FromQuery(Name = "targetTissue")]
    public string? TargetTissue { get; init; }

    /// <summary>Direction of the record.</summary>
    [FromQuery(Name = "direction"), Vocabulary(typeof(Direction))]
    public string? Direction { get; init; }

    /// <summary>Records of this year or later.</summary>
    [FromQuery(Name = "publishedSince")]
    public int? PublishedSince { get; init; }

    /// <summary>Records of this year or earlier.</summary>
    [FromQuery(Name = "publishedUntil")]
    public int? PublishedUntil { get; init; }
}

internal class ResearchParametersValidator<T> : RecordParametersValidator<T> where T : ResearchParameters
{
    public ResearchParametersValidator()
    {
        RuleFor(query => query.TargetTissue).KnownTargetTissue();
        Year(query => query.PublishedSince);
        Year(query => query.PublishedUntil);
    }
}
