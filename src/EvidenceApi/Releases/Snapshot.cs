using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EvidenceApi.CdsHooks;
using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Modalities;
using EvidenceApi.Studies;
using EvidenceApi.TargetTissues;

namespace EvidenceApi.Releases;

/// <summary>Which state of the evidence base an answer comes from.</summary>
internal sealed record Release(string Id, int Number, DateOnly PublishedOn);

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
        OutcomeMeasures = Entries<OutcomeMeasure>("outcome-measure", entry => entry.Id);
        Comparators = Entries<Reference>("comparator", entry => entry.Id);
        Cards = Entries<ConditionCard>("card", entry => entry.Condition.Id);
        BodyRegions = [.. Conditions.Values.Select(entry => entry.Value.BodyRegion).Distinct().Order(StringComparer.Ordinal)];
        Codes = new(Conditions.Values.Select(entry => entry.Value), CodeSystems.Values.Select(entry => entry.Value));

        SortedDictionary<string, Entry<T>> Entries<T>(string kind, Func<T, string> id)
        {
            var type = (JsonTypeInfo<T>)SnapshotJson.Reading.GetTypeInfo(typeof(T))!;
            var entries = documents[kind].Select(body => new Entry<T>(JsonSerializer.Deserialize(body, type)!, body));
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
    internal IReadOnlyDictionary<string, Entry<OutcomeMeasure>> OutcomeMeasures { get; }
    internal IReadOnlyDictionary<string, Entry<Reference>> Comparators { get; }
    internal IReadOnlyDictionary<string, Entry<ConditionCard>> Cards { get; }

    /// <summary>Regions of the body that conditions have, in their order.</summary>
    internal IReadOnlyList<string> BodyRegions { get; }

    internal CodeIndex Codes { get; }

    /// <summary>A condition, or the members of a grouping; null where none was asked for.</summary>
    internal string[]? ConditionsOf(string? id) => id is null ? null : Conditions[id].Value.Grouping ? [.. SelfAndDescendants(id)] : [id];

    /// <summary>A modality, or the members of a grouping; null where none was asked for. A form's records are part of its parent's item.</summary>
    internal string[]? ModalitiesOf(string? id) =>
        id is null ? null : Modalities[id].Value is { Grouping: true } grouping ? [.. grouping.Forms.SelectMany(form => ModalitiesOf(form)!)] : [id];

    /// <summary>The modality and its more specific forms: where records about it are found.</summary>
    internal IEnumerable<string> FormsOf(string modality) => Modalities[modality].Value.Forms.SelectMany(FormsOf).Prepend(modality);

    /// <summary>The condition and everything below it.</summary>
    internal IEnumerable<string> SelfAndDescendants(string condition) =>
        Conditions[condition].Value.Children.SelectMany(SelfAndDescendants).Prepend(condition);
}

/// <summary>A vocabulary entry with its finished JSON.</summary>
internal sealed record Entry<T>(T Value, byte[] Body);
