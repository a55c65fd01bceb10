using System.ComponentModel.DataAnnotations;
using EvidenceApi.Citations;
using EvidenceApi.Evidence;
using EvidenceApi.ForestPlots.Drawing;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Studies;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.ForestPlots;

/// <summary>Which plot of an evidence item. What is left open is chosen: a pooled plot, else the one with most studies.</summary>
public sealed class FindForestPlot : ReadParameters
{
    /// <summary>Outcome measure id.</summary>
    [FromQuery(Name = "measure")]
    public string? Measure { get; init; }

    /// <summary>Comparator of one of the item's plots: comparator or modality id, baseline for changes without a comparison, or the printed words as id.</summary>
    [FromQuery(Name = "comparator")]
    public string? Comparator { get; init; }

    /// <summary>Effect measure: mean difference, standardized mean difference, odds, risk or hazard ratio, or change against baseline.</summary>
    [FromQuery(Name = "effectMeasure"), Vocabulary("MD", "SMD", "OR", "RR", "HR", "mean-change")]
    public string? EffectMeasure { get; init; }

    /// <summary>Direction of scale, where findings of one measure have both.</summary>
    [FromQuery(Name = "higherIsBetter"), Vocabulary("true", "false")]
    public string? HigherIsBetter { get; init; }

    /// <summary>Months after treatment, 0 to 600: findings from three quarters to one and a half times of it. 0: within three weeks.</summary>
    [FromQuery(Name = "timepoint"), Range(0, MostMonths)]
    public int? Timepoint { get; init; }

    internal const int MostMonths = 600;

    internal PlotChoice Choice => new(Measure, Comparator, EffectMeasure, HigherIsBetter is null ? null : HigherIsBetter == "true", Timepoint);
}

internal sealed class FindForestPlotValidator : AbstractValidator<FindForestPlot>
{
    public FindForestPlotValidator()
    {
        RuleFor(query => query.Measure).KnownMeasure();
        RuleFor(query => query.Timepoint).InclusiveBetween(0, FindForestPlot.MostMonths).WithMessage($"Must be from 0 to {FindForestPlot.MostMonths} months.");
    }
}

internal static class ForestPlotEndpoints
{
    private static readonly Representation Svg = new("svg", "image/svg+xml");
    private static readonly Representation Png = new("png", "image/png");

    /// <summary>What a browser may load for a page or picture of the service: nothing but its own style.</summary>
    internal const string NothingFromOutside = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    internal static IServiceCollection AddForestPlots(this IServiceCollection services) => services.AddSingleton<IValidator<FindForestPlot>, FindForestPlotValidator>();

    internal static void MapForestPlots(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/evidence/{id}/forest-plot", GetForestPlot).WithTags("Evidence").WithName(nameof(GetForestPlot))
        .Produces<ForestPlotAnswer>().Query<FindForestPlot, ForestPlotAnswer>().Offers(Svg, Png).ProducesProblem(404);

    /// <summary>Forest plot of an evidence item</summary>
    /// <remarks>
    /// Effects of one outcome measure against one comparator, study by study, as data, SVG or PNG; which plots there are stands in plots.
    /// A mean is estimated only from three or more independent verified randomized trials of the same effect, and refused with a reason else.
    /// </remarks>
    /// <param name="id">Evidence item id.</param>
    private static async Task<IResult> GetForestPlot(
        string id, [AsParameters] FindForestPlot query, HttpContext http, Snapshot snapshot, EvidenceQueries evidence, StudyQueries studies)
    {
        var (release, cancel) = (snapshot.Release, http.RequestAborted);
        if (await evidence.ItemAsync(id, snapshot, cancel) is not { } item) return await evidence.NoSuchItemAsync(id, snapshot, cancel);
        var composer = new ForestPlotComposer(item, snapshot, await LabelsAsync(item, studies, release, cancel));
        var all = composer.Compose(new(null, null, null, null, null));
        if (query.Comparator is { } comparator && comparator != ComparisonWith.BaselineId && !snapshot.ComparisonNames().ContainsKey(comparator) && all.All(plot => plot.Comparator.Id != comparator))
        {
            var known = all.Select(plot => plot.Comparator.Id).Distinct().Order(StringComparer.Ordinal).ToList();
            return Problems.InvalidParameters(new Dictionary<string, IReadOnlyList<ParameterError>>
            {
                ["comparator"] = [ParameterError.Unknown(comparator, "No plot of this item has this comparator.", known)],
            });
        }

        var plots = query.Choice == new PlotChoice(null, null, null, null, null) ? all : composer.Compose(query.Choice);
        var answer = new ForestPlotAnswer(
            EvidenceHeadline.Of(item), [.. plots.Select(plot => Outline(item.Id, plot, query))], plots.Count > 0 ? plots[0] : null, composer.NotPlotted,
            plots.Count > 0 ? null : Reason(all), ForestPlotComposer.Method);
        var form = Representation.Of(http);
        if (form == Representation.Json) return Answer.Document(http, release, Json.Bytes(answer));
        var picture = ForestPlotDrawing.Of(answer with { Release = release.Id });
        Answer.SetHeaders(http, release);
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{item.Id}.{form.Name}\"";
        http.Response.Headers.ContentSecurityPolicy = NothingFromOutside;
        return form == Svg ? TypedResults.Bytes(SvgWriter.Write(picture), Svg.MediaType) : TypedResults.Bytes(PngWriter.Write(picture), Png.MediaType);
    }

    internal static async Task<IReadOnlyDictionary<string, string>> LabelsAsync(EvidenceItem item, StudyQueries studies, Release release, CancellationToken cancel)
    {
        var found = await studies.OfAsync([.. item.Studies!.Select(study => study.Id)], release.Number, cancel);
        return found.ToDictionary(study => study.Id, study => AuthorName.Of(study.Authors) is [var first, ..] ? $"{first.Family ?? first.Literal} {study.Year}" : study.Id);
    }

    internal static ForestPlotOutline Outline(string id, ForestPlot plot, FindForestPlot query)
    {
        var address = $"/v1/evidence/{id}/forest-plot?measure={plot.Measure.Id}&comparator={plot.Comparator.Id}&effectMeasure={plot.EffectMeasure}" +
            (plot.HigherIsBetter is { } higher ? $"&higherIsBetter={(higher ? "true" : "false")}" : "") +
            (query.Timepoint is { } months ? $"&timepoint={months}" : "") + (query.Release is { } release ? $"&release={release}" : "");
        var poolable = plot.Rows.Where(row => row.NotPooled is null).Select(row => row.Study.SameTrialAs ?? row.Study.Id).Distinct().Count();
        return new(
            plot.Measure, plot.Comparator, plot.EffectMeasure, plot.HigherIsBetter, plot.Rows.Count, plot.Rows.Select(row => row.Study.Id).Distinct().Count(), poolable,
            plot.Pooled is not null, plot.PoolingRefused, address);
    }

    private static EmptyReason Reason(IReadOnlyList<ForestPlot> all) => all.Count == 0
        ? new("no-effect-with-interval", "No finding of this item gives an effect with a confidence interval, or arms from which one could be computed.",
            "What the findings say stands in notPlotted and at /v1/findings.", [])
        : EmptyReasons.FiltersExcludeAll($"Plots exist for {string.Join(", ", all.Select(plot => $"{plot.Measure.Id} against {plot.Comparator.Id} ({plot.EffectMeasure})").Distinct())}.");
}
