using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Records;
using EvidenceApi.Studies;

namespace EvidenceApi.Fhir;

/// <summary>A resource of an answer.</summary>
/// <param name="Key">Where a page that ends with it goes on.</param>
internal sealed record FhirHit(string Id, ResourceVersion Version, string[] Key, Action<FhirWriter> Write);

/// <summary>Finds resources, in the documents of a release and in its vocabularies alike.</summary>
internal sealed class FhirResources(FhirQueries queries)
{
    internal const int KeyValues = 2;

    // Evidence items come before findings; the others have one kind of document.
    private static readonly Dictionary<string, string?[]> StoredKinds = new()
    {
        [EvidenceResource.Type] = [null, FindingEndpoints.Kind],
        [FhirVersion.R5.Citation] = [StudyEndpoints.Kind],
        [ArtifactAssessmentResource.Type] = [GradingEndpoints.Kind],
    };

    internal async Task<FhirHit?> FindAsync(FhirContext fhir, FhirType type, string id, CancellationToken cancel)
    {
        if (!FhirId.IsValid(id)) return null;
        if (!FhirTypes.IsStored(type.Name)) return (await MemoryAsync(fhir, type, cancel)).FirstOrDefault(hit => hit.Id == id);
        foreach (var (kind, index) in StoredKinds[type.Name].Select((kind, index) => (kind, index)))
        {
            if (await queries.FullIdAsync(kind, id, fhir.Snapshot.Release.Number, cancel) is not { } full) continue;
            if (await queries.ListAsync(new(kind, fhir.Snapshot.Release.Number) { Ids = [full] }, null, 1, cancel) is [var row]) return Hit(kind, index, row);
        }
        return null;
    }

    /// <param name="after">Key of the resource before; null at the beginning.</param>
    internal async Task<IReadOnlyList<FhirHit>> ListAsync(FhirContext fhir, FhirCriteria criteria, string[]? after, int limit, CancellationToken cancel)
    {
        if (criteria.IsNothing) return [];
        if (!FhirTypes.IsStored(criteria.Type.Name))
        {
            var all = (await MemoryAsync(fhir, criteria, cancel)).Where(hit => after is null || string.CompareOrdinal(hit.Id, after[1]) > 0);
            return [.. all.Take(limit)];
        }
        var hits = new List<FhirHit>();
        foreach (var (filter, index) in await FiltersAsync(fhir, criteria, cancel))
        {
            var begun = after is not null && int.TryParse(after[0], out var at) ? at : 0;
            if (index < begun || hits.Count >= limit) continue;
            var rows = await queries.ListAsync(filter, index == begun ? after?[1] : null, limit - hits.Count, cancel);
            hits.AddRange(rows.Select(row => Hit(filter.Kind, index, row)));
        }
        return hits;
    }

    internal async Task<int> CountAsync(FhirContext fhir, FhirCriteria criteria, CancellationToken cancel)
    {
        if (criteria.IsNothing) return 0;
        if (!FhirTypes.IsStored(criteria.Type.Name)) return (await MemoryAsync(fhir, criteria, cancel)).Count();
        var count = 0;
        foreach (var (filter, _) in await FiltersAsync(fhir, criteria, cancel)) count += await queries.CountAsync(filter, cancel);
        return count;
    }

    private async Task<IEnumerable<FhirHit>> MemoryAsync(FhirContext fhir, FhirType type, CancellationToken cancel) =>
        await MemoryAsync(fhir, new FhirCriteria(fhir, type, []), cancel);

    private async Task<IEnumerable<FhirHit>> MemoryAsync(FhirContext fhir, FhirCriteria criteria, CancellationToken cancel)
    {
        var exposures = criteria.Type.Name == EvidenceVariableResource.Type ? await queries.ExposuresAsync(fhir.Snapshot.Release.Number, cancel) : [];
        var modalities = criteria.Modalities?.SelectMany(id => fhir.Snapshot.ModalitiesOf(id)!).ToHashSet();
        return FhirTypes.Memory(fhir, criteria.Type.Name, exposures)
            .Where(resource =>
                (criteria.Ids?.Contains(FhirId.Of(resource.Id)) ?? true) &&
                (criteria.Versions?.Contains(fhir.Current.Number) ?? true) &&
                (criteria.Conditions is null || (resource.Condition is { } condition && criteria.Conditions.Contains(condition))) &&
                (modalities is null || (resource.Modality is { } modality && modalities.Contains(modality))) &&
                (criteria.TargetTissues is null || (resource.TargetTissue is { } tissue && criteria.TargetTissues.Contains(tissue))) &&
                (criteria.CodeNames is null || (resource.Code is { } code && criteria.CodeNames.Contains(code))) &&
                (criteria.Name?.IsMatch(resource.Name) ?? true) &&
                (criteria.Title?.IsMatch(resource.Title) ?? true))
            .Select(resource => new FhirHit(FhirId.Of(resource.Id), fhir.Current, ["0", FhirId.Of(resource.Id)], resource.Write));
    }

    private async Task<IReadOnlyList<(StoredFilter Filter, int Index)>> FiltersAsync(FhirContext fhir, FhirCriteria criteria, CancellationToken cancel)
    {
        var filters = new List<(StoredFilter, int)>();
        foreach (var (kind, index) in StoredKinds[criteria.Type.Name].Select((kind, index) => (kind, index)))
        {
            if (criteria.Type.Name == EvidenceResource.Type && criteria.Kinds?.Contains(kind is null ? "item" : "finding") == false) continue;
            var (ids, members) = Identified(fhir, criteria.Identifiers, kind);
            string[]? wanted = null;
            if (criteria.Ids is not null)
            {
                wanted = await Task.WhenAll(criteria.Ids.Where(FhirId.IsValid).Select(async id => await queries.FullIdAsync(kind, id, fhir.Snapshot.Release.Number, cancel) ?? id));
            }
            // An evidence item has no identifier but its id.
            if (kind is null && ids is not null) wanted = wanted is null ? ids : [.. wanted.Intersect(ids)];
            filters.Add((new(kind, fhir.Snapshot.Release.Number)
            {
                Ids = wanted,
                Versions = criteria.Versions?.ToArray(),
                Conditions = criteria.Conditions?.ToArray(),
                Modalities = criteria.Modalities?.SelectMany(id => kind is null ? fhir.Snapshot.ModalitiesOf(id)! : fhir.Snapshot.FormsOf(id)).Distinct().ToArray(),
                TargetTissues = criteria.TargetTissues?.ToArray(),
                Alternatives = kind is null ? null : ids,
                Members = members,
                Titles = criteria.Title?.Patterns(),
                IsTitleExact = criteria.Title?.Modifier == "exact",
            }, index));
        }
        return filters;
    }

    /// <summary>Ids of records, and JSON members of the document, that an identifier may mean.</summary>
    private static (string[]? Ids, byte[][] Members) Identified(FhirContext fhir, IReadOnlyList<FhirToken>? tokens, string? kind)
    {
        if (tokens is null) return (null, []);
        var own = $"{fhir.Root}/v1/{kind switch { null => "evidence", StudyEndpoints.Kind => "studies", GradingEndpoints.Kind => "gradings", _ => "findings" }}";
        (string Member, string? System)[] external = kind != StudyEndpoints.Kind
            ? []
            : [("doi", CitationResource.Doi), ("pmid", CitationResource.Pubmed), ("pmcid", CitationResource.Pmc), ("registration", null), ("registration", CitationResource.ClinicalTrials)];
        return (
            [.. tokens.Where(token => token.System is null || token.System == own).Select(token => token.Code)],
            [.. tokens.SelectMany(token => external
                .Where(entry => token.Code.Length > 0 && (token.System is null || token.System == (entry.System ?? "")))
                .Select(entry => Encoding.UTF8.GetBytes($"\"{entry.Member}\":{JsonSerializer.Serialize(token.Code, Json.Wire)}")))]);
    }

    private static FhirHit Hit(string? kind, int index, StoredRow row) => new(
        FhirId.Of(row.Id), row.Version, [index.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Id], kind switch
        {
            null => to => EvidenceResource.Write(to, Read<EvidenceItem>(row), row.Version),
            StudyEndpoints.Kind => to => CitationResource.Write(to, Read<Study>(row), row.Version),
            GradingEndpoints.Kind => to => ArtifactAssessmentResource.Write(to, Read<GradingView>(row), row.Version),
            _ => to => FindingResource.Write(to, Read<FindingRecord>(row), row.Version),
        });

    private static T Read<T>(StoredRow row) => JsonSerializer.Deserialize<T>(row.Body, WithoutFindings)!;

    private static readonly JsonSerializerOptions WithoutFindings = new(Json.Wire) { Converters = { new SkippedFindings() } };

    /// <summary>Findings are most of an item's document and resources of their own: those inside it are not read.</summary>
    private sealed class SkippedFindings : JsonConverter<IReadOnlyList<Finding>>
    {
        public override IReadOnlyList<Finding> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return [];
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<Finding> value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
