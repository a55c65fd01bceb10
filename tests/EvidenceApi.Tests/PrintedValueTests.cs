using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.Http;
using EvidenceApi.Studies;

namespace EvidenceApi.Tests;

/// <summary>Every pattern in which a curated outcome prints an arm's result, with texts and names as they stand in the sources.</summary>
public class PrintedValueTests
{
    private static readonly JsonSerializerOptions WithoutNulls =
        new(Json.Wire) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static string? Read(string? text, string? effect, string? name) =>
        PrintedValue.Parse(text, effect, name) is { } value ? JsonSerializer.Serialize(value, WithoutNulls) : null;

    [Theory]
    [InlineData("51.94 (SD 7.35)", null, "WOMAC total at 1 year", """{"mean":51.94,"sd":7.35}""")]
    [InlineData("-2.9 (SD 2.5)", "mean-change", "overall pain, VAS 0-10 cm", """{"mean":-2.9,"sd":2.5}""")]
    [InlineData("5.2 (5.4)", null, "pain VAS, 6 months, mean (SD); baseline 5.3 v 5.3", """{"mean":5.2,"sd":5.4}""")]
    [InlineData("17.5 (SE 3.2)", null, "ODI, baseline 56.7 (SE 3.6), 36 months, n=20", """{"mean":17.5,"standardError":3.2}""")]
    [InlineData("18.7 (SE 9.6; 41.1%)", "mean-change", "PRTEE improvement", """{"mean":18.7,"standardError":9.6,"percentChange":41.1}""")]
    [InlineData("3.4 (SD 2.3), 52%", "mean-change", "fall in NRS from 6.5, 12 months", """{"mean":3.4,"sd":2.3,"percentChange":52}""")]
    [InlineData("82.2 (SD 18.3), n=85", null, "Achilles Tendon Rupture Score, 0-100", """{"mean":82.2,"sd":18.3,"n":85}""")]
    [InlineData("-6.1 (SD 13.9), P=0.11", "mean-change", "WOMAC 0-96, change over the first 16 weeks",
        """{"mean":-6.1,"sd":13.9,"p":{"relation":"=","value":0.11}}""")]
    [InlineData("88.1% (SD 9.8)", null, "analgesia within a session", """{"mean":88.1,"sd":9.8,"unit":"%"}""")]
    [InlineData("+120", "mean-change", "6-minute pain-free walking distance, change", """{"mean":120}""")]
    [InlineData("54.4", "MD", "VISA-A, 0-100 (higher better)", """{"mean":54.4}""")]
    [InlineData("0.46", "MD", "pain NRS", """{"mean":0.46}""")]
    [InlineData("44", null, "mean KOOS, baseline 37", """{"mean":44}""")]
    [InlineData("1.6", null, "number of injections needed, mean", """{"mean":1.6}""")]
    [InlineData("21.7 (95% CI 13.0 to 30.5)", "MD", "VISA-A improvement", """{"mean":21.7,"low":13.0,"high":30.5,"interval":"95% CI"}""")]
    [InlineData("-1.56 (95% CI -2.59 to -0.53)", "mean-change", "pain reduction",
        """{"mean":-1.56,"low":-2.59,"high":-0.53,"interval":"95% CI"}""")]
    [InlineData("−2.1", "mean-change", "pain, change from baseline", """{"mean":-2.1}""")]
    [InlineData("60%", null, "modified SANE rating, 3 years, mean improvement", """{"mean":60,"unit":"%"}""")]
    public void A_mean_is_read_where_text_effect_or_name_says_so(string text, string? effect, string name, string expected) =>
        Assert.Equal(expected, Read(text, effect, name));

    [Theory]
    [InlineData("2 (1, 3)", null, "VAS, median (IQR) from 7 (5, 8)", """{"median":2,"low":1,"high":3,"interval":"IQR"}""")]
    [InlineData("16.5 (12, 19)", "mean-change", "WOMAC, median (IQR)", """{"median":16.5,"low":12,"high":19,"interval":"IQR"}""")]
    [InlineData("1 (1-3)", null, "VAS pain, median (range)", """{"median":1,"low":1,"high":3,"interval":"range"}""")]
    [InlineData("median 3 (IQR 2-4)", null, "VAS pain", """{"median":3,"low":2,"high":4,"interval":"IQR"}""")]
    [InlineData("-11.7", null, "median change in DASH at 3 months", """{"median":-11.7}""")]
    [InlineData("20 points", "mean-change", "IKDC subjective and total KOOS, median improvement", """{"median":20,"unit":"points"}""")]
    [InlineData("-10 (95% CI -20 to 0)", "MD", "pain on load, NRS 0-100 (difference of medians)",
        """{"median":-10,"low":-20,"high":0,"interval":"95% CI"}""")]
    public void A_median_stays_a_median(string text, string? effect, string name, string expected) =>
        Assert.Equal(expected, Read(text, effect, name));

    [Theory]
    [InlineData("33.4", null, "ODI 1 month (baseline 46.1 v 44.3)", """{"value":33.4}""")]
    [InlineData("0.48", null, "Gobbi series, 25 patients, mean 41.3 months: VAS", """{"value":0.48}""")]
    [InlineData("9.5 (5.0-11.0)", null, "Neck Disability Index, 3 months", """{"value":9.5,"low":5.0,"high":11.0}""")]
    [InlineData("21 (95% CI 15-28)", null, "pain, VAS 0-100", """{"value":21,"low":15,"high":28,"interval":"95% CI"}""")]
    [InlineData("21.9 (4.4)", null, "VAS, baseline 82.1 (2.6), 36 months, n=20", """{"value":21.9}""")]
    [InlineData("43%", null, "pain with walking, improvement", """{"value":43,"unit":"%"}""")]
    [InlineData("95%", null, "prolotherapy met expectations for pain and function, mean 24 months", """{"value":95,"unit":"%"}""")]
    public void A_figure_of_unsaid_kind_is_a_value_and_nothing_more(string text, string? effect, string name, string expected) =>
        Assert.Equal(expected, Read(text, effect, name));

    [Fact]
    public void A_plus_minus_of_unsaid_kind_is_neither_deviation_nor_error() =>
        Assert.Equal("""{"mean":15.3}""", Read("15.3 (±3.5)", "mean-change", "composite WOMAC, improvement at 52 weeks vs saline"));

    [Theory]
    [InlineData("23/32", "proportion", "improved", """{"events":23,"n":32,"proportion":0.7188}""")]
    [InlineData("24/28 (85.7%)", "proportion", "patients", """{"events":24,"n":28,"proportion":0.857}""")]
    [InlineData("21/37 (56.7%)", "proportion", "share", """{"events":21,"n":37,"proportion":0.567}""")]
    [InlineData("30/125 (24%)", "OR", "total hip replacement", """{"events":30,"n":125,"proportion":0.24}""")]
    [InlineData("91 (20%)", "OR", "stage progression", """{"events":91,"proportion":0.2}""")]
    [InlineData("15/23 hips", "proportion", "total hip replacement", """{"events":15,"n":23,"proportion":0.6522,"unit":"hips"}""")]
    [InlineData("28 of 31 arms", "proportion", "PRP arms", """{"events":28,"n":31,"proportion":0.9032,"unit":"arms"}""")]
    [InlineData("0/923 procedures", "proportion", "infections", """{"events":0,"n":923,"proportion":0,"unit":"procedures"}""")]
    [InlineData("4 patients (8%)", "proportion", "knee replacement", """{"events":4,"proportion":0.08,"unit":"patients"}""")]
    [InlineData("5% (1 patient)", "proportion", "decline", """{"events":1,"proportion":0.05,"unit":"patient"}""")]
    [InlineData("6/10", null, "patients with significant improvement in VAS", """{"events":6,"n":10,"proportion":0.6}""")]
    [InlineData("8/13", null, "more than 70% improvement, recurrent vs persistent", """{"events":8,"n":13,"proportion":0.6154}""")]
    [InlineData("1 case", null, "septic arthritis three days after bilateral injection", """{"events":1,"unit":"case"}""")]
    [InlineData("472 reports", null, "reports of adverse events", """{"events":472,"unit":"reports"}""")]
    [InlineData("59%", "proportion", "share keeping a pain improvement", """{"proportion":0.59}""")]
    [InlineData("95.8%", "OR", "needle placement accuracy", """{"proportion":0.958}""")]
    [InlineData("0.46", "proportion", "over 50% pain reduction, 12 months", """{"proportion":0.46}""")]
    [InlineData("0", "proportion", "clinically significant decline", """{"proportion":0}""")]
    [InlineData("40% (95% CI 27-50)", "proportion", "at least 50% relief",
        """{"low":0.27,"high":0.5,"interval":"95% CI","proportion":0.4}""")]
    public void Counts_and_shares_are_read(string text, string? effect, string name, string expected) =>
        Assert.Equal(expected, Read(text, effect, name));

    [Theory]
    [InlineData("-1.4%", "mean-change", "cartilage volume, % change from baseline", """{"percentChange":-1.4}""")]
    [InlineData("78%", "mean-change", "overall WOMAC, improvement from baseline at 1 year", """{"percentChange":78}""")]
    [InlineData("44% decrease", "proportion", "pain, fall from baseline", """{"percentChange":44}""")]
    [InlineData("91.5%", "SUCRA", "SUCRA rank, pain", """{"sucra":91.5}""")]
    [InlineData("88.8", "SUCRA", "SUCRA rank for function", """{"sucra":88.8}""")]
    [InlineData("SUCRA 100%", "SUCRA", "pain at 3 months", """{"sucra":100}""")]
    public void Per_cent_of_another_kind_is_no_share(string text, string effect, string name, string expected) =>
        Assert.Equal(expected, Read(text, effect, name));

    [Theory]
    [InlineData("37 (baseline)", null, "mean KOOS, baseline 37", """{"baseline":37}""")]
    [InlineData("5.4 at baseline", null, "Gobbi series: VAS", """{"baseline":5.4}""")]
    [InlineData("62 (SD 9.8) at baseline", null, "KOOS", """{"baseline":62,"baselineSd":9.8}""")]
    [InlineData("9.05 (SD 0.91) before", null, "VAS pain", """{"baseline":9.05,"baselineSd":0.91}""")]
    [InlineData("9 (7-10) at baseline", null, "VAS, median (range)", """{"low":7,"high":10,"interval":"range","baseline":9}""")]
    [InlineData("57 to 75.5", "mean-change", "VISA score, mean before and at 6 months", """{"mean":75.5,"baseline":57}""")]
    [InlineData("6.3 (SD 1.4) to 1.0 (SD 2.4)", "mean-change", "pain VAS with sport, before and at last follow-up",
        """{"mean":1.0,"sd":2.4,"baseline":6.3,"baselineSd":1.4}""")]
    [InlineData("6.66 (2.26) to 3.08 (2.14)", null, "pain, baseline to 3 months", """{"value":3.08,"baseline":6.66}""")]
    public void A_baseline_is_never_taken_for_a_result(string text, string? effect, string name, string expected) =>
        Assert.Equal(expected, Read(text, effect, name));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", "mean-change", "fall from baseline")]
    [InlineData("significant improvement", null, "normalized KOOS vs baseline")]
    [InlineData("not significant", "mean-change", "VAS pain, mean improvement")]
    [InlineData("no major adverse events", null, "severe pain and swelling")]
    [InlineData("about 80%", "proportion", "patients reaching the minimal important difference")]
    [InlineData("79% (prolotherapy); 86% (combined)", "proportion", "share reaching a 20-point gain")]
    [InlineData("76.9% (recurrent)", null, "symptom relief of at least 50%")]
    [InlineData("12 patients (Texas 7, Florida 4, Arizona 1)", null, "reported culture-confirmed infections")]
    [InlineData("22.8 times", null, "average cost of PRP relative to hyaluronic acid")]
    [InlineData("0.332", null, "hazard ratio for progression with graft")]
    [InlineData("3/6", null, "increased disc water content on diffusion MRI among the six improved")]
    [InlineData("6/10", "MD", "pain NRS")]
    [InlineData("-0.4", "SMD", "pain")]
    [InlineData("1.4", "OR", "stage progression")]
    [InlineData("1", "proportion", "infections")]
    [InlineData("12", "proportion", "infections")]
    [InlineData("120%", "proportion", "improved")]
    [InlineData("+12%", "proportion", "improved")]
    [InlineData("0.7", "SUCRA", "rank")]
    [InlineData("33/32", "proportion", "improved")]
    [InlineData("0/0", "proportion", "improved")]
    [InlineData("23/32 (12%)", "proportion", "improved")]
    [InlineData("3 to 5", "mean-change", "pain")]
    [InlineData("5 (95% CI 9 to 2)", "MD", "pain")]
    [InlineData("5 (95% CI 6 to 9)", "MD", "pain")]
    [InlineData("1,234", "MD", "steps")]
    [InlineData("5, 3", "MD", "pain")]
    [InlineData("<5", "MD", "pain")]
    [InlineData("٣/٤", "proportion", "improved")]
    [InlineData("5 (;)", "MD", "pain")]
    public void What_is_not_sure_is_left_as_text(string? text, string? effect, string? name) => Assert.Null(Read(text, effect, name));

    [Theory]
    [InlineData("<0.001", "<", "0.001")]
    [InlineData("<=0.019", "<=", "0.019")]
    [InlineData("≤.05", "<=", "0.05")]
    [InlineData(">0.05", ">", "0.05")]
    [InlineData("0.040", "=", "0.040")]
    [InlineData("P = 0.11", "=", "0.11")]
    public void A_p_value_keeps_its_relation(string text, string relation, string value) =>
        Assert.Equal(new PValue(relation, decimal.Parse(value, CultureInfo.InvariantCulture)), PValue.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("NS")]
    [InlineData("0.000")]
    [InlineData("1.2")]
    [InlineData("0.02 and 0.03")]
    public void What_is_no_p_value_is_left_as_text(string? text) => Assert.Null(PValue.Parse(text));

    [Theory]
    [InlineData("methylprednisolone (n=31)", 31)]
    [InlineData("prolotherapy (15% dextrose)", null)]
    [InlineData("steroid (n=31) or saline (n=18)", null)]
    [InlineData(null, null)]
    public void The_size_of_an_arm_is_read_from_its_name(string? name, int? expected) => Assert.Equal(expected, PrintedValue.ArmSize(name));

    [Fact]
    public void No_text_makes_it_throw()
    {
        var random = new Random(7);
        string[] pieces =
        [
            "5", "0.4", "9999999999",
            "-", "+", "%", "/", " ", "(", ")", "SD ", "95% CI ", " to ", ";", ", ", "n=", "P<", "±", "½", "٣", "\0",
        ];
        string?[] effects = [null, "MD", "SMD", "mean-change", "OR", "RR", "proportion", "SUCRA", "?"];
        for (var round = 0; round < 50_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var value = PrintedValue.Parse(text, effects[random.Next(effects.Length)], "before and after, mean (SD)");
            Assert.True(value?.Proportion is null or (>= 0 and <= 1), text);
            _ = PValue.Parse(text);
            _ = PrintedValue.ArmSize(text);
        }
    }
}
