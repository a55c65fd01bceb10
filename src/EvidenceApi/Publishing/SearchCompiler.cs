using System.Globalization;
using Dapper;
using EvidenceApi.Evidence;
using EvidenceApi.Http;
using EvidenceApi.Search;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>A row of search_document.</summary>
/// <param name="Weight">How much evidence there is, within the kind.</param>
internal sealed record CompiledSearch(SearchEntry Entry, int Weight)
{
    public IEnumerable<string?> Identifiers { get; init; } = [];
    public IEnumerable<string?> Names { get; init; } = [];
    public IEnumerable<string?> Related { get; init; } = [];
    public IEnumerable<string?> Context { get; init; } = [];
    public string Passage { get; init; } = "";

    internal static readonly string[] ContentColumns = ["place", "weight", "title", "identifiers", "names", "related", "context", "passage", "body"];

    internal object?[] Columns() =>
    [
        Json.Name(Entry.Kind), Entry.Id, Place(Entry.Kind), Weight, Entry.Title, Texts(Identifiers.Prepend(Entry.Id)), Texts(Names.Prepend(Entry.Title)),
        Texts(Related), Texts(Context), Passage, Json.Bytes(Entry),
    ];

    private static string[] Texts(IEnumerable<string?> texts) => [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)];

    private static int Place(SearchKind kind) => kind switch { SearchKind.Evidence => 2, SearchKind.Recommendation => 3, SearchKind.Study => 4, _ => 1 };
}

/// <summary>Composes what the search finds: everything under all the names that the vocabularies have for it.</summary>
internal sealed class SearchCompiler(Content content, Tree conditions, Tree modalities, IReadOnlyList<CompiledEvidence> evidence)
{
    private readonly Dictionary<string, ConditionRow> condition = content.Conditions.ToDictionary(row => row.Id);
    private readonly Dictionary<string, ModalityRow> modality = content.Modalities.ToDictionary(row => row.Id);
    private readonly Dictionary<string, TargetTissueRow> targetTissue = content.TargetTissues.ToDictionary(row => row.Id);
    private readonly Dictionary<string, string> design = content.StudyDesigns.ToDictionary(row => row.Id, row => row.Name);

    internal IEnumerable<CompiledSearch> Compile() =>
    [
        .. content.Conditions.Select(Condition), .. content.Modalities.Select(Modality), .. content.TargetTissues.Select(TargetTissue),
        .. evidence.Select(compiled => Evidence(compiled.Item)), .. content.Recommendations.Select(Recommendation), .. content.Studies.Select(Study),
    ];

    /// <summary>Rows of search_word for the documents that were staged.</summary>
    internal static async Task<IReadOnlyList<object?[]>> WordsAsync(NpgsqlConnection connection, string staged, CancellationToken cancel)
    {
        var sql = $"""
            select w.word, count(*)::int as document_count
            from {staged} d,
              lateral (select distinct unnest(string_to_array(search_words(array_to_string(names || related || context || passage, ' ')), ' ')) as word) w
            where w.word <> ''
            group by w.word
            """;
        var words = await connection.QueryAsync<(string Word, int DocumentCount)>(new CommandDefinition(sql, cancellationToken: cancel));
        return [.. words.Select(word => new object?[] { word.Word, word.DocumentCount })];
    }

    private CompiledSearch Condition(ConditionRow row)
    {
        var ids = conditions.SelfAndDescendants(row.Id).ToHashSet();
        return new(Entry(SearchKind.Condition, row.Id, row.Name), content.Studies.Count(study => study.Conditions.Any(ids.Contains)))
        {
            Identifiers = row.Codes.Select(code => code.Code),
            Names = row.Synonyms,
            Context = conditions.Ancestors(row.Id).SelectMany(NamesOfCondition),
        };
    }

    private CompiledSearch Modality(ModalityRow row)
    {
        var ids = modalities.SelfAndDescendants(row.Id).ToHashSet();
        return new(Entry(SearchKind.Modality, row.Id, row.Name), content.Studies.Count(study => study.Modality is not null && ids.Contains(study.Modality)))
        {
            Identifiers = row.Codes.Select(code => code.Value),
            Names = NamesOfModality(row.Id),
            Context = modalities.Ancestors(row.Id).SelectMany(NamesOfModality),
        };
    }

    private CompiledSearch TargetTissue(TargetTissueRow row) =>
        new(Entry(SearchKind.TargetTissue, row.Id, row.Name), content.Studies.Count(study => study.TargetTissue == row.Id))
        {
            Identifiers = row.Codes.Select(code => code.Value),
            Names = row.Synonyms,
        };

    // The title names condition, modality and tissue, and says nothing of an effect.
    private CompiledSearch Evidence(EvidenceItem item) =>
        new(
            Entry(SearchKind.Evidence, item.Id, $"{item.Condition.Name} · {item.Modality.Name} · {item.TargetTissue.Name}") with
            {
                Level = item.EvidenceLevel is { } level ? new(level.System, level.Level) : null,
                Agreement = item.Agreement,
                Direction = item.Direction,
                StudyCount = item.StudyCount,
            },
            item.StudyCount)
        {
            Names = [.. NamesOfCondition(item.Condition.Id), .. NamesOfModality(item.Modality.Id), .. NamesOfTissue(item.TargetTissue.Id)],
            Context = Broader([item.Condition.Id], item.Modality.Id),
            Passage = item.Summary,
        };

    private CompiledSearch Recommendation(RecommendationRow row)
    {
        var filters = string.Concat($"?kind={row.Kind}", row.Condition is null ? "" : $"&condition={row.Condition}", row.Modality is null ? "" : $"&modality={row.Modality}");
        return new(
            new(SearchKind.Recommendation, row.Id, row.Title, $"/v1/recommendations{filters}") { Year = row.Year, Position = row.Position, Organization = row.Organization },
            row.Year ?? 0)
        {
            Related = [.. Names(row.Condition, NamesOfCondition), .. Names(row.Modality, NamesOfModality)],
            Context = [.. Broader(row.Condition is null ? [] : [row.Condition], row.Modality), row.Organization, row.Doi],
            Passage = row.Statement,
        };
    }

    private CompiledSearch Study(StudyRow row) =>
        new(
            Entry(SearchKind.Study, row.Id, row.Title) with
            {
                Year = row.Year,
                Design = row.Design,
                Direction = row.Direction,
                Standing = row.Standing,
                Verification = row.Verification,
            },
            row.Verification == Verification.Verified && row.Standing is Standing.Current or Standing.Corrected ? row.Participants ?? 0 : 0)
        {
            Identifiers = [row.Doi, row.Pmid, row.Pmcid, row.Registration],
            Related = [.. row.Conditions.SelectMany(NamesOfCondition), .. Names(row.Modality, NamesOfModality), .. NamesOfTissue(row.TargetTissue)],
            Context =
            [
                .. Broader(row.Conditions, row.Modality), .. row.Authors, row.Year.ToString(CultureInfo.InvariantCulture), row.Journal, design[row.Design],
                row.Registration, row.Id,
            ],
            Passage = row.Summary,
        };

    private static SearchEntry Entry(SearchKind kind, string id, string title) => new(kind, id, title, SearchEntry.UrlOf(kind, id));

    private IEnumerable<string?> NamesOfCondition(string id) => condition[id].Synonyms.Prepend(condition[id].Name);

    private IEnumerable<string?> NamesOfModality(string id) => [modality[id].Name, modality[id].Abbreviation, .. modality[id].Synonyms];

    private IEnumerable<string?> NamesOfTissue(string id) => targetTissue[id].Synonyms.Prepend(targetTissue[id].Name);

    private static IEnumerable<string?> Names(string? id, Func<string, IEnumerable<string?>> namesOf) => id is null ? [] : namesOf(id);

    private IEnumerable<string?> Broader(IEnumerable<string> conditionIds, string? modalityId) =>
    [
        .. conditionIds.SelectMany(conditions.Ancestors).SelectMany(NamesOfCondition),
        .. modalityId is null ? [] : modalities.Ancestors(modalityId).SelectMany(NamesOfModality),
    ];
}
