using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

/// <summary>Which studies of an item the table shows, and in which order. Null: all, in the order of the item.</summary>
/// <param name="Counted">yes or no.</param>
/// <param name="Sort">year, participants, direction or design; null: strongest first.</param>
public sealed record StudyChoice(string? Design, string? Direction, string? Counted, string? Sort)
{
    internal static readonly string[] Sorts = ["strength", "year", "participants", "direction", "design"];

    internal bool IsNarrowed => Design is not null || Direction is not null || Counted is not null;

    internal IReadOnlyList<StudySummary> Of(IReadOnlyList<StudySummary> studies, Snapshot read)
    {
        var chosen = studies.Where(study =>
            (Design is null || study.Design == Design) &&
            (Direction is null || Json.Name(study.Direction) == Direction) &&
            (Counted is null || study.NotCounted is null == (Counted == "yes")));
        return
        [
            .. Sort switch
            {
                "year" => chosen.OrderByDescending(study => study.Year),
                "participants" => chosen.OrderByDescending(study => study.Participants ?? -1),
                "direction" => chosen.OrderBy(study => study.Direction),
                "design" => chosen.OrderBy(study => read.DesignRank(study.Design)),
                _ => chosen,
            },
        ];
    }
}
