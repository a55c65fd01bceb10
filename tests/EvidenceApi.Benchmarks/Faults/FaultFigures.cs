namespace EvidenceApi.Benchmarks.Faults;

/// <summary>What came of a request. Unavailable: a problem with status 503 that says when to try again.</summary>
internal enum Outcome { Right, Unavailable, Failed, Wrong }

/// <summary>What came of the requests of one kind.</summary>
internal sealed class FaultFigures
{
    public int Sent { get; private set; }

    public int Right { get; private set; }

    public int Unavailable { get; private set; }

    public int Failed { get; private set; }

    public int Wrong { get; set; }

    /// <summary>Answers that say that nobody knows whether there is a newer release.</summary>
    public int Stale { get; private set; }

    public TimeSpan Longest { get; private set; }

    public void Count(Outcome outcome, bool isStale, TimeSpan time)
    {
        Sent++;
        if (outcome == Outcome.Right) Right++;
        if (outcome == Outcome.Unavailable) Unavailable++;
        if (outcome == Outcome.Failed) Failed++;
        if (outcome == Outcome.Wrong) Wrong++;
        if (isStale) Stale++;
        if (time > Longest) Longest = time;
    }
}
