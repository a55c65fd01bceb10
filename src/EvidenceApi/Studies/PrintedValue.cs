using System.Globalization;
using System.Text.RegularExpressions;

namespace EvidenceApi.Studies;

/// <summary>
/// The result of one arm as numbers, read from the printed text where that can mean one thing only. Null: not printed, or not said
/// what it is. Figures keep the printed scale and sign; the outcome's name says whether a figure is a score, a change or an improvement.
/// At most one of mean, median and value is set.
/// </summary>
/// <param name="Mean">Mean, in the unit of the outcome measure.</param>
/// <param name="Median">Median, in the unit of the outcome measure.</param>
/// <param name="Value">A figure that is printed without saying whether it is a mean, a median or a count.</param>
/// <param name="Sd">Standard deviation of the mean or value.</param>
/// <param name="StandardError">Standard error of the mean.</param>
/// <param name="Low">Lower bound of the interval, on the scale of the figure beside it (a fraction where that is a proportion).</param>
/// <param name="High">Upper bound of the interval, on the same scale.</param>
/// <param name="Interval">What low and high are: "95% CI", "IQR" or "range". Null with bounds: not said.</param>
/// <param name="Events">How many had the outcome, or how many were counted; unit says what.</param>
/// <param name="N">Of how many: the denominator of events, or the arm's n as printed.</param>
/// <param name="Proportion">Share from 0 to 1: the printed per cent or fraction, else events divided by n to four places.</param>
/// <param name="PercentChange">Change from baseline in per cent, as printed: 44 for "44% decrease".</param>
/// <param name="Sucra">Surface under the cumulative ranking curve in per cent, 0 to 100: a rank, not an effect.</param>
/// <param name="Baseline">The same figure before treatment. In a comparator text: the comparison is with the arm's own baseline.</param>
/// <param name="BaselineSd">Standard deviation before treatment.</param>
/// <param name="Unit">Unit or counted thing as printed, such as "points", "%" or "hips".</param>
/// <param name="P">p value that stands beside the figure.</param>
public sealed record PrintedValue(
    decimal? Mean = null, decimal? Median = null, decimal? Value = null, decimal? Sd = null, decimal? StandardError = null,
    decimal? Low = null, decimal? High = null, string? Interval = null, int? Events = null, int? N = null, decimal? Proportion = null,
    decimal? PercentChange = null, decimal? Sucra = null, decimal? Baseline = null, decimal? BaselineSd = null, string? Unit = null,
    PValue? P = null)
{
    private const string Number = @"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?", Whole = @"[0-9]{1,9}", Percent = @"[0-9]{1,3}(?:\.[0-9]{1,9})?";
    private const string Counted =
        "patients?|participants?|subjects?|cases?|knees?|hips?|joints?|discs?|arms?|trials?|studies|study|reports?|procedures?|events?";
    private static readonly Regex SharePattern = new(
        $@"^(?:(?<e>{Whole})(?: ?/ ?| of | out of )(?<n>{Whole})(?: (?<unit>{Counted}))?(?: \((?<pct>{Percent}) ?%\))?"
        + $@"|(?<e>{Whole}) (?<unit>{Counted})(?: \((?<pct>{Percent}) ?%\))?|(?<e>{Whole}) \((?<pct>{Percent}) ?%\)"
        + $@"|(?<pct>{Percent}) ?% \((?<e>{Whole}) (?<unit>{Counted})\))\z");
    private static readonly Regex FromToPattern = new($@"^(?<before>{Number}(?: \([^()]*\))?) to (?<after>{Number}(?: \([^()]*\))?)\z");
    private static readonly Regex FigurePattern = new(
        $@"^(?:(?<label>mean|median|SUCRA) )?(?<v>{Number})(?<pct> ?%(?<change> (?:decrease|reduction|fall|increase|improvement))?)?"
        + @"(?: (?<unit>points?|degrees|mm|cm|kg|days|weeks|months|years))?(?<baseline> \(baseline\))?"
        + $@"(?: ?\((?<in>[^()]+)\)|, (?<out>[A-Za-z][^(),;]*|{Number} ?%)| (?<out>± ?{Number}))*(?<baseline> at baseline| before)?\z");
    private static readonly Regex ItemSeparator = new("; ?|, (?=[A-Za-z])");
    private static readonly Regex SpreadPattern = new(@"^(?:(?<kind>SD|SEM?) |± ?)?(?<v>[0-9]{1,9}(?:\.[0-9]{1,9})?)\z");
    private static readonly Regex IntervalPattern = new(
        $@"^(?:(?<kind>95% CI|IQR|range) )?(?<low>{Number})(?:-| to |, )(?<high>{Number})\z");
    private static readonly Regex ArmSizePattern = new($@"\b[nN] ?= ?({Whole})\b");
    private static readonly Regex PercentPattern = new($@"^({Number}) ?%\z");
    private static readonly Regex NamedSpread = new(@"\b[Mm]eans? \((SD|SEM?)\)");
    private static readonly Regex NamedInterval = new(@"\b(?:[Mm]ean|[Mm]edian)s? \((IQR|range|95% CI)\)");
    // "mean 24 months" and "median 117 days" speak of the follow-up.
    private static readonly Regex MeanName = new(@"(?i)\bmeans?\b(?! (?:of |age|follow|[0-9]))");
    private static readonly Regex MedianName = new(@"(?i)\bmedians?\b(?! (?:of |age|follow|[0-9]))");
    private static readonly Regex RatioName = new(@"(?i)\bratio\b");
    private static readonly Regex BeforeAndAfterName = new(@"(?i)\bbefore and\b|\bbaseline to\b");
    private static readonly Regex CountingName = new($@"(?i)^(?:{Counted})\b|\b(?:at least|more than|over) (?:one\b|[0-9]{{1,3}} ?%)");

    /// <summary>The text as numbers; null where it is prose, holds several figures, or contradicts itself.</summary>
    /// <param name="effectMeasure">What the outcome's estimate is; tells a share from a change in per cent.</param>
    /// <param name="outcomeName">Often the only place that says "median (IQR)" or "mean (SD)".</param>
    internal static PrintedValue? Parse(string? text, string? effectMeasure, string? outcomeName)
    {
        var printed = (text ?? "").Trim().Replace('−', '-').Replace('–', '-').Replace('\u00a0', ' ');
        var name = outcomeName ?? "";
        return Share(printed, effectMeasure, name) ?? BeforeAndAfter(printed, effectMeasure, name) ?? Figure(printed, effectMeasure, name);
    }

    /// <summary>The size of an arm from its name: 31 in "methylprednisolone (n=31)".</summary>
    internal static int? ArmSize(string? armName) =>
        ArmSizePattern.Matches(armName ?? "") is [var only] ? Integer(only.Groups[1]) : null;

    private static PrintedValue? Share(string text, string? effect, string name)
    {
        if (SharePattern.Match(text) is not { Success: true } match) return null;
        var unit = match.Groups["unit"] is { Success: true } printed ? printed.Value : null;
        int? events = Integer(match.Groups["e"]), n = match.Groups["n"].Success ? Integer(match.Groups["n"]) : null;
        decimal? percent = match.Groups["pct"].Success ? Decimal(match.Groups["pct"].Value) : null;
        // 6/10 may be a score of 6 on a scale to 10: it is a count only where effect, unit or name says so.
        if (!IsShare(effect) && unit is null && !(effect is null && n is not null && CountingName.IsMatch(name))) return null;
        if (n == 0 || events > n || percent > 100) return null;
        decimal? exact = n is null ? null : (decimal)events! / n;
        // A printed per cent may be rounded or cut off, but not differ by a whole unit of its last digit.
        if (percent is { } shown && Math.Abs(shown - (exact * 100 ?? shown)) >= new decimal(1, 0, 0, false, shown.Scale)) return null;
        var proportion = percent is not null ? percent / 100 : exact is null ? null : Math.Round(exact.Value, 4);
        return new PrintedValue(Events: events, N: n, Proportion: proportion, Unit: unit);
    }

    private static PrintedValue? BeforeAndAfter(string text, string? effect, string name)
    {
        // "3 to 5" alone may as well be a range.
        if (FromToPattern.Match(text) is not { Success: true } match || !BeforeAndAfterName.IsMatch(name)) return null;
        var before = Figure(match.Groups["before"].Value, effect, name);
        var after = Figure(match.Groups["after"].Value, effect, name);
        if ((before?.Mean ?? before?.Median ?? before?.Value) is not { } baseline || after is null) return null;
        return after with { Baseline = baseline, BaselineSd = before!.Sd };
    }

    private static PrintedValue? Figure(string text, string? effect, string name)
    {
        if (FigurePattern.Match(text) is not { Success: true } match) return null;
        var figure = Decimal(match.Groups["v"].Value);
        // A sign makes it a change, not a share.
        if (IsShare(effect) && match.Groups["v"].Value[0] == '+') return null;
        var label = match.Groups["label"].Value;
        var percent = match.Groups["pct"].Success;
        var read = new PrintedValue(Unit: match.Groups["unit"] is { Success: true } unit ? unit.Value : null);
        var atBaseline = match.Groups["baseline"].Success;
        var inside = match.Groups["in"].Captures.SelectMany(c => ItemSeparator.Split(c.Value));
        foreach (var item in inside.Concat(match.Groups["out"].Captures.Select(c => c.Value)))
        {
            if (read.Noting(item, effect, name) is not { } more) return null;
            read = more;
        }
        if (read.Low > read.High || (read.Interval is "95% CI" or "range" && (figure < read.Low || figure > read.High))) return null;
        if (percent && label != "SUCRA" && effect != "SUCRA") read = read with { Unit = "%" };

        var named = read.Named(figure, label, effect, name, percent, match.Groups["change"].Success);
        if (!atBaseline || named is null) return named;
        if ((named.Mean ?? named.Median ?? named.Value) is not { } before || named.StandardError is not null) return null;
        return named with { Mean = null, Median = null, Value = null, Sd = null, Baseline = before, BaselineSd = named.Sd };
    }

    /// <summary>What the figure is.</summary>
    private PrintedValue? Named(decimal figure, string label, string? effect, string name, bool percent, bool change)
    {
        var hasSpread = Sd is not null || StandardError is not null;
        if (label == "SUCRA" || effect == "SUCRA")
            return !hasSpread && (percent || figure > 1) && figure is >= 0 and <= 100 ? this with { Sucra = figure } : null;
        if (percent && PercentChange is not null) return null;
        if (percent && !hasSpread && (change || effect == "mean-change")) return this with { PercentChange = figure, Unit = null };
        if (IsShare(effect)) return hasSpread || label != "" ? null : AsProportion(figure, percent, effect);

        bool saysMean = label == "mean" || (label == "" && MeanName.IsMatch(name));
        bool saysMedian = label == "median" || (label == "" && MedianName.IsMatch(name));
        // An effect between arms is no result of an arm.
        if (!saysMean && !saysMedian && !hasSpread && (effect == "SMD" || (effect is null && RatioName.IsMatch(name)))) return null;
        if (saysMedian && !saysMean && !hasSpread) return this with { Median = figure };
        if (!saysMedian && (saysMean || hasSpread || (!percent && effect is "MD" or "mean-change"))) return this with { Mean = figure };
        return this with { Value = figure };
    }

    private PrintedValue? AsProportion(decimal figure, bool percent, string? effect)
    {
        var scale = percent ? 100 : 1;
        // Without a per cent sign only a decimal fraction or none at all is sure to be a share; 1 may be one patient.
        if (!percent && (effect != "proportion" || figure is not (>= 0 and < 1))) return null;
        if (Unit is not (null or "%") || figure < 0 || figure > scale) return null;
        return this with { Proportion = figure / scale, Low = Low / scale, High = High / scale, Unit = null };
    }

    /// <summary>One remark on the figure, such as "SD 7.35" or "95% CI 13.0 to 30.5"; null where it is of no known kind.</summary>
    private PrintedValue? Noting(string item, string? effect, string name)
    {
        if (SpreadPattern.Match(item) is { Success: true } spread)
        {
            if (Sd is not null || StandardError is not null) return null;
            var size = Decimal(spread.Groups["v"].Value);
            var kind = spread.Groups["kind"].Value is { Length: > 0 } printed ? printed : NamedSpread.Match(name).Groups[1].Value;
            // ± and a bare number in brackets may be either: the figure stands, its spread stays text.
            return kind switch { "SD" => this with { Sd = size }, "SE" or "SEM" => this with { StandardError = size }, _ => this };
        }
        if (IntervalPattern.Match(item) is { Success: true } bounds)
        {
            if (Low is not null) return null;
            var kind = bounds.Groups["kind"].Value is { Length: > 0 } printed ? printed : NamedInterval.Match(name).Groups[1].Value;
            decimal low = Decimal(bounds.Groups["low"].Value), high = Decimal(bounds.Groups["high"].Value);
            return this with { Low = low, High = high, Interval = kind == "" ? null : kind };
        }
        if (ArmSizePattern.Match(item) is { Success: true } arm && arm.Length == item.Length && N is null)
            return this with { N = Integer(arm.Groups[1]) };
        if (PercentPattern.Match(item) is { Success: true } percent && effect == "mean-change" && PercentChange is null)
            return this with { PercentChange = Decimal(percent.Groups[1].Value) };
        return item is ['P' or 'p', ..] && PValue.Parse(item) is { } p ? this with { P = p } : null;
    }

    private static bool IsShare(string? effect) => effect is "proportion" or "OR" or "RR";
    private static decimal Decimal(string digits) => decimal.Parse(digits, NumberStyles.Number, CultureInfo.InvariantCulture);
    private static int Integer(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);
}

/// <summary>A p value as printed.</summary>
/// <param name="Relation">How p stands to the value: &lt;, &lt;=, =, &gt;= or &gt;.</param>
/// <param name="Value">Between 0 and 1.</param>
public sealed record PValue(string Relation, decimal Value)
{
    private static readonly Regex Pattern = new(@"^(?:[Pp] ?)?(?<relation><=|>=|[<>=≤≥])? ?(?<v>[0-9]?\.[0-9]{1,12}|[01])\z");

    /// <summary>Null where the text names no number ("NS") or one that is no probability.</summary>
    internal static PValue? Parse(string? text)
    {
        if (Pattern.Match((text ?? "").Trim()) is not { Success: true } match) return null;
        var value = decimal.Parse(match.Groups["v"].Value, NumberStyles.Number, CultureInfo.InvariantCulture);
        if (value is <= 0 or > 1) return null;
        var relation = match.Groups["relation"].Value;
        return new PValue(relation switch { "" => "=", "≤" => "<=", "≥" => ">=", _ => relation }, value);
    }
}
