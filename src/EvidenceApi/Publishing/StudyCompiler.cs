using EvidenceApi.Evidence;
using EvidenceApi.Studies;

namespace EvidenceApi.Publishing;

/// <summary>A study in both its forms.</summary>
internal sealed record CompiledStudy(StudyRow Row, StudyBrief Brief, Study Study);

/// <summary>Composes the studies with their findings.</summary>
internal static class StudyCompiler
{
    internal static IEnumerable<CompiledStudy> Compile(Content content, IReadOnlyList<JudgedKey> judged)
    {
        var condition = content.Conditions.ToDictionary(row => row.Id, row => new Reference(row.Id, row.Name));
        var modality = content.Vocabularies.Modalities.ToDictionary(row => row.Id, row => new ModalityReference(row.Id, row.Name, row.Abbreviation));
        var targetTissue = content.Vocabularies.TargetTissues.ToDictionary(row => row.Id, row => new Reference(row.Id, row.Name));
        var items = judged.SelectMany(item => item.Studies.Select(each => (each.Study.Id, Item: item.Key.Id))).ToLookup(pair => pair.Id, pair => pair.Item);

        return content.Studies.Where(row => content.CompiledStudies.Contains(row.Id)).Select(row =>
        {
            var about = row.Conditions.Select(id => condition[id]).ToList();
            var injected = row.Modality is null ? null : modality[row.Modality];
            var brief = new StudyBrief(
                row.Id, row.Title, row.Authors, row.Year, row.Journal, row.Design, about, injected, targetTissue[row.TargetTissue], row.Comparators,
                row.Participants, row.Direction, row.Level(), row.Summary, row.Verification, row.Standing, row.SameTrialAs, row.Url());
            var study = new Study(
                row.Id, row.Title, row.Authors, row.Year, row.Journal, row.Volume, row.Issue, row.Pages, row.Pmid, row.Pmcid, row.Doi, row.Registration,
                row.Url(), row.Design, row.Blinding, row.Country, about, row.Population, injected, row.Preparation, row.Comparators,
                targetTissue[row.TargetTissue], row.Route, row.Guidance, row.Participants, row.IncludedStudies, row.FollowUpMonths, row.Direction,
                row.Level(), row.Summary, row.Limitations, row.AdverseEvents, row.SeriousAdverseEvents, row.Funding, row.Standing,
                row.StandingCheckedOn, row.StandingNoticeUrl, row.StandingNote, row.Verification,
                new(row.VerifiedUrl, row.VerifiedBasis, row.VerifiedReadOn, row.ResultReadOn, row.VerifiedNote), row.Unverified, row.Inferred,
                row.IncompleteReason, row.CurationNote, row.SameTrialAs,
                row.SameTrial, row.ReviewedOn,
                Findings(row), [.. items[row.Id].Order(StringComparer.Ordinal)]);
            return new CompiledStudy(row, brief, study);
        });
    }

    internal static IReadOnlyList<Finding> Findings(StudyRow study) => [.. study.Findings.Select(finding => View(study.Id, finding))];

    internal static Finding View(string study, FindingRow row) => new(
        $"{study}.{row.Position}", row.Measure, row.Name, row.TimepointMonths, row.InterventionText,
        PrintedValue.Parse(row.InterventionText, row.EffectMeasure, row.Name), row.ComparatorName, row.ComparatorText,
        PrintedValue.Parse(row.ComparatorText, row.EffectMeasure, row.Name),
        row.EffectMeasure, row.Estimate, row.CiLow, row.CiHigh, row.CiLevel, row.PText, PValue.Parse(row.PText), row.HigherIsBetter, row.IsPrimary, row.Direction);
}
