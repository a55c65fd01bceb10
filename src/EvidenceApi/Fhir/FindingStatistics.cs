using System.Globalization;
using EvidenceApi.Records;
using EvidenceApi.Studies;

namespace EvidenceApi.Fhir;

/// <summary>The figures of a finding: the estimate, then each arm as printed and, where that can mean one thing only, as numbers.</summary>
internal static class FindingStatistics
{
    private sealed record Attribute(Coding? Type, string? Words, decimal? Value = null, string? Comparator = null, decimal? Level = null, decimal? Low = null, decimal? High = null);

    internal static IEnumerable<Action> Of(FhirWriter to, FindingRecord record)
    {
        var finding = record.Finding;
        if (finding.Estimate is not null || finding.P is not null) yield return () => Effect(to, record);
        if (finding.Intervention is { } intervention) yield return () => Arm(to, "Intervention", intervention, finding.InterventionValue);
        if (finding.Comparator is { } comparator) yield return () => Arm(to, finding.ComparatorName ?? "Comparator or baseline", comparator, finding.ComparatorValue);
    }

    private static void Effect(FhirWriter to, FindingRecord record)
    {
        var finding = record.Finding;
        to.Text("description", finding.Name);
        if (finding is { P: { } printed, PValue: null }) to.Notes($"p as printed: {printed}");
        if (finding is { Estimate: not null, EffectMeasure: { } measure })
        {
            var coding = EffectMeasure(measure);
            to.Concept("statisticType", coding is null ? measure : null, coding is { } known ? [known] : []);
        }
        if (finding.Estimate is { } estimate) to.Object("quantity", () => to.Number("value", estimate));
        to.Object("sampleSize", () =>
        {
            to.Text("description", record.Study.Participants is null ? "Participants were not read." : "Participants of the whole study; fewer may have been analysed for this outcome.");
            to.Number("numberOfParticipants", record.Study.Participants);
        });
        Attributes(to, [
            finding is { CiLow: not null, CiHigh: not null } ? new(HL7.ConfidenceInterval, null, Level: finding.CiLevel / 100, Low: finding.CiLow, High: finding.CiHigh) : null,
            P(finding.PValue),
        ]);
    }

    private static void Arm(FhirWriter to, string name, string printed, PrintedValue? value)
    {
        to.Text("description", $"{name}, as printed: {printed}");
        if (value?.Baseline is { } baseline)
        {
            to.Notes(string.Create(CultureInfo.InvariantCulture, $"Before treatment: {baseline}{(value.BaselineSd is { } sd ? $" (SD {sd})" : "")}"));
        }
        var (type, words, figure) = value switch
        {
            { Mean: { } mean } => (HL7.Mean, null, mean),
            { Median: { } median } => (HL7.Median, null, median),
            { Proportion: { } proportion } => (HL7.Proportion, null, proportion),
            { Value: { } plain } => (null, "as printed, without saying whether mean or median", plain),
            { Sucra: { } sucra } => (null, "SUCRA, surface under the cumulative ranking curve in per cent: a rank, not an effect", sucra),
            { PercentChange: { } change } => (null, "change from baseline in per cent", change),
            _ => ((Coding?)null, (string?)null, (decimal?)null),
        };
        if (figure is not null) to.Concept("statisticType", words, type is { } known ? [known] : []);
        to.Concept("category", name);
        if (figure is not null)
        {
            to.Object("quantity", () =>
            {
                to.Number("value", figure);
                to.Text("unit", value!.Unit);
            });
        }
        to.Number("numberOfEvents", value?.Events);
        if (value?.N is { } n) to.Object("sampleSize", () => to.Number("knownDataCount", n));
        if (value is null) return;
        Attributes(to, [
            value.Sd is { } deviation ? new(HL7.StandardDeviation, null, deviation) : null,
            value.StandardError is { } error ? new(HL7.StandardError, null, error) : null,
            value is { Low: not null, High: not null } ? Interval(value) : null,
            P(value.P),
        ]);
    }

    private static Attribute Interval(PrintedValue value) => value.Interval switch
    {
        "95% CI" => new(HL7.ConfidenceInterval, null, Level: 0.95m, Low: value.Low, High: value.High),
        "IQR" => new(HL7.InterquartileRange, null, Low: value.Low, High: value.High),
        "range" => new(HL7.Range, null, Low: value.Low, High: value.High),
        _ => new(null, "interval of a kind that is not said", Low: value.Low, High: value.High),
    };

    private static Attribute? P(PValue? p) => p is null ? null : new(HL7.PValue, null, p.Value, p.Relation == "=" ? null : p.Relation);

    private static void Attributes(FhirWriter to, IEnumerable<Attribute?> attributes) => to.Array("attributeEstimate", attributes.OfType<Attribute>(), attribute =>
    {
        to.Concept("type", attribute.Words, attribute.Type is { } type ? [type] : []);
        if (attribute.Value is { } value)
        {
            to.Object("quantity", () =>
            {
                to.Number("value", value);
                to.Text("comparator", attribute.Comparator);
            });
        }
        to.Number("level", attribute.Level);
        if (attribute.Low is null) return;
        to.Object("range", () =>
        {
            to.Object("low", () => to.Number("value", attribute.Low));
            to.Object("high", () => to.Number("value", attribute.High));
        });
    });

    private static Coding? EffectMeasure(string measure) => measure switch
    {
        "MD" => HL7.MeanDifference,
        "SMD" => HL7.StandardizedMeanDifference,
        "OR" => HL7.OddsRatio,
        "RR" => HL7.RelativeRisk,
        "proportion" => HL7.Proportion,
        _ => null,
    };
}
