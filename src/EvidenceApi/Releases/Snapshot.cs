using System.Text.Json;
using EvidenceApi.Conditions;
using EvidenceApi.GradingSystems;
using EvidenceApi.Http;
using EvidenceApi.Modalities;
using EvidenceApi.Studies;
using EvidenceApi.TargetTissues;

namespace EvidenceApi.Releases;

/// <summary>Which state of the evidence base an answer comes from.</summary>
internal sealed record Release(string Id, int Number, int Revision, DateOnly PublishedOn);

/// <summary>
/// The vocabularies of one release, held in memory: what a request is checked and matched against without asking the database. Immutable;
/// a request that took one keeps it to its end, so that no answer mixes two releases.
/// </summary>
internal sealed class Snapshot
{
    internal Snapshot(Release release, ILookup<string, byte[]> documents)
    {
        Release = release;
        Conditions = Entries<Condition>("condition", entry => entry.Id);
        Modalities = Entries<Modality>("modality", entry => entry.Id);
        TargetTissues = Entries<TargetTissue>("target-tissue", entry => entry.Id);
        GradingSystems = Entries<GradingSystem>("grading-system", entry => entry.Id);
        CodeSystems = Entries<CodeSystem>("code-system", entry => entry.Id);
        StudyDesigns = Entries<StudyDesign>("study-design", entry => entry.Id);
        Codes = new(Conditions.Values.Select(entry => entry.Value), CodeSystems.Values.Select(entry => entry.Value));

        SortedDictionary<string, Entry<T>> Entries<T>(string kind, Func<T, string> id)
        {
            var entries = documents[kind].Select(body => new Entry<T>(JsonSerializer.Deserialize<T>(body, Json.Wire)!, body));
            return new(entries.ToDictionary(entry => id(entry.Value)), StringComparer.Ordinal);
        }
    }

    internal Release Release { get; }
    internal IReadOnlyDictionary<string, Entry<Condition>> Conditions { get; }
    internal IReadOnlyDictionary<string, Entry<Modality>> Modalities { get; }
    internal IReadOnlyDictionary<string, Entry<TargetTissue>> TargetTissues { get; }
    internal IReadOnlyDictionary<string, Entry<GradingSystem>> GradingSystems { get; }
    internal IReadOnlyDictionary<string, Entry<CodeSystem>> CodeSystems { get; }
    internal IReadOnlyDictionary<string, Entry<StudyDesign>> StudyDesigns { get; }
    internal CodeIndex Codes { get; }

    /// <summary>The condition and everything below it.</summary>
    internal IEnumerable<string> SelfAndDescendants(string condition) =>
        Conditions[condition].Value.Children.SelectMany(SelfAndDescendants).Prepend(condition);
}

/// <summary>A vocabulary entry with its finished JSON.</summary>
internal sealed record Entry<T>(T Value, byte[] Body);
