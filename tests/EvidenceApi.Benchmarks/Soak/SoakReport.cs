using System.Globalization;

namespace EvidenceApi.Benchmarks.Soak;

/// <summary>The first instance at one moment, and connections to the database of all.</summary>
/// <param name="Memory">Resident, MB.</param>
internal sealed record SoakSample(double Memory, int Handles, int Threads, int Connections);

/// <summary>What came of a run, as Markdown.</summary>
internal static class SoakReport
{
    private const double SamplesAnHour = 360;

    /// <summary>0 where every answer was the expected one, else 1.</summary>
    internal static int Write(
        int sent, IReadOnlyDictionary<string, int> failed, IReadOnlyDictionary<(string Release, int Request, string Hash), int> said,
        IReadOnlyDictionary<(string Release, int Request), string> expected, IReadOnlyList<SoakRequest> requests, IReadOnlyCollection<string> disagreements, IReadOnlyList<SoakSample> samples)
    {
        var wrong = said.Where(answer => expected.GetValueOrDefault((answer.Key.Release, answer.Key.Request)) != answer.Key.Hash).ToList();
        foreach (var (answer, count) in wrong) Console.Error.WriteLine($"wrong {count} times: {answer.Release} {requests[answer.Request].Address}");
        foreach (var disagreement in disagreements) Console.Error.WriteLine($"not the same twice: {disagreement}");
        Print($"| requests sent | {sent} |\n|---|---|");
        Print($"| of {requests.Count} different ones, answered | {said.Values.Sum()} |");
        Print($"| releases | {said.Keys.Select(answer => answer.Release).Distinct().Count()} |");
        Print($"| wrong answers | {wrong.Sum(answer => answer.Value) + disagreements.Count} |");
        Print($"| failed | {failed.Values.Sum()} |");
        foreach (var (during, count) in failed.OrderBy(entry => entry.Key, StringComparer.Ordinal)) Print($"| … during {during} | {count} |");
        Console.WriteLine();
        Print($"| first instance | start | middle | end | most | slope of the second half, an hour |\n|---|---|---|---|---|---|");
        Row("memory, MB", sample => sample.Memory);
        Row("handles", sample => sample.Handles);
        Row("threads", sample => sample.Threads);
        Row("connections of all to the database", sample => sample.Connections);
        return wrong.Count + disagreements.Count == 0 && !failed.Keys.Any(during => during.StartsWith("nothing", StringComparison.Ordinal) || during.StartsWith("publish", StringComparison.Ordinal)) ? 0 : 1;

        void Row(string name, Func<SoakSample, double> of) =>
            Print($"| {name} | {of(samples[0]):0} | {of(samples[samples.Count / 2]):0} | {of(samples[^1]):0} | {samples.Max(of):0} | {Slope([.. samples.Skip(samples.Count / 2).Select(of)]):+0.0;-0.0} |");
    }

    // Of the straight line that lies nearest to the values.
    private static double Slope(IReadOnlyList<double> values)
    {
        var middle = (values.Count - 1) / 2.0;
        var spread = values.Select((_, at) => (at - middle) * (at - middle)).Sum();
        return spread == 0 ? 0 : values.Select((value, at) => (at - middle) * value).Sum() / spread * SamplesAnHour;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
