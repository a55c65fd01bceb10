using F23.StringSimilarity;

namespace EvidenceApi.Http;

/// <summary>What somebody may have meant.</summary>
internal static class NearMatches
{
    private const double Near = 0.82;
    private const int Shown = 5;
    private static readonly JaroWinkler Similarity = new();

    internal static IReadOnlyList<string> Of(string sent, IEnumerable<string> candidates) => Of(sent, candidates.Select(candidate => (candidate, candidate)));

    /// <param name="candidates">Ids with the names under which each may be meant.</param>
    internal static IReadOnlyList<string> Of(string sent, IEnumerable<(string Id, string Name)> candidates)
    {
        // One or two letters are near to everything.
        if (sent.Length < 3) return [];
        var wanted = Plain(sent);
        return
        [
            .. candidates
                .Select(candidate => (candidate.Id, Score: Score(wanted, Plain(candidate.Name))))
                .Where(candidate => candidate.Score >= Near)
                .OrderByDescending(candidate => candidate.Score)
                .DistinctBy(candidate => candidate.Id)
                .Take(Shown)
                .Select(candidate => candidate.Id),
        ];
    }

    // A whole word of the name is as near as a slip of the pen: "knee" means knee-osteoarthritis.
    private static double Score(string wanted, string name) =>
        wanted.Length >= 3 && name.Split(' ').Contains(wanted) ? 0.95 : Similarity.Similarity(wanted, name);

    private static string Plain(string text) => text.Replace('-', ' ').Replace('.', ' ').Trim().ToLowerInvariant();
}
