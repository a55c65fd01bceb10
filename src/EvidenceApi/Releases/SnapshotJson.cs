using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.CdsHooks;
using EvidenceApi.Conditions;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Http;
using EvidenceApi.Modalities;
using EvidenceApi.Studies;
using EvidenceApi.TargetTissues;

namespace EvidenceApi.Releases;

/// <summary>Reads the documents of a snapshot in the dialect of the service, with code generated at build time: a start waits for them.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Condition)), JsonSerializable(typeof(Modality)), JsonSerializable(typeof(TargetTissue)), JsonSerializable(typeof(GradingSystem))]
[JsonSerializable(typeof(CodeSystem)), JsonSerializable(typeof(StudyDesign)), JsonSerializable(typeof(OutcomeMeasure)), JsonSerializable(typeof(Reference))]
[JsonSerializable(typeof(ConditionCard))]
internal sealed partial class SnapshotJson : JsonSerializerContext
{
    internal static readonly SnapshotJson Reading = new(new JsonSerializerOptions(Json.Wire) { TypeInfoResolver = null });
}
