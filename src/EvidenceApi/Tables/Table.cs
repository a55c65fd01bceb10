namespace EvidenceApi.Tables;

/// <summary>A table for researchers. Its columns, their types and their meaning are those of the view of this name.</summary>
/// <param name="Key">What identifies a row, in SQL on the view.</param>
/// <param name="Order">Order of its rows where a list does not choose another, in SQL on the view.</param>
internal sealed record Table(string Name, string Key, string Order)
{
    internal static readonly Table Study = Record("study");
    internal static readonly Table Finding = Record("finding");
    internal static readonly Table Grading = Record("grading");
    internal static readonly Table Recommendation = Record("recommendation");
    internal static readonly Table SafetyFact = Record("safety_fact");
    internal static readonly Table Claim = Record("claim");
    internal static readonly Table Source = Record("source");
    internal static readonly Table EvidenceStudy = Record("evidence_study", "evidence || '/' || study");
    internal static readonly Table EvidenceFinding = Record("evidence_finding", "evidence || '/' || finding");
    internal static readonly Table Evidence = new("evidence", "id", "id");
    internal static readonly Table Condition = Vocabulary("condition");
    internal static readonly Table ConditionCode = Vocabulary("condition_code", "condition, system, code");
    internal static readonly Table Modality = Vocabulary("modality");
    internal static readonly Table TargetTissue = Vocabulary("target_tissue");
    internal static readonly Table ModalityCode = Vocabulary("modality_code", "modality, system, code");
    internal static readonly Table TargetTissueCode = Vocabulary("target_tissue_code", "target_tissue, system, code");
    internal static readonly Table OutcomeMeasure = Vocabulary("outcome_measure");
    internal static readonly Table GradingSystem = Vocabulary("grading_system");
    internal static readonly Table EvidenceLevel = Vocabulary("evidence_level", "grading_system, rank");
    internal static readonly Table StudyDesign = Vocabulary("study_design");
    internal static readonly Table Comparator = Vocabulary("comparator");
    internal static readonly Table CodeSystem = Vocabulary("code_system");
    internal static readonly Table Change = new("change", "from_release || '/' || evidence", "from_release, evidence");
    internal static readonly Table Dictionary = new("dictionary", "\"table\" || '.' || \"column\"", "\"table\", position");

    /// <summary>All tables, as a data package holds them.</summary>
    internal static readonly IReadOnlyList<Table> All =
    [
        Evidence, EvidenceStudy, EvidenceFinding, Study, Finding, Grading, Recommendation, SafetyFact, Claim, Source,
        Condition, ConditionCode, Modality, ModalityCode, TargetTissue, TargetTissueCode, StudyDesign, Comparator, OutcomeMeasure, GradingSystem, EvidenceLevel, CodeSystem,
        Change, Dictionary,
    ];

    internal static Table OfKind(string kind) => All.First(table => table.Name == kind.Replace('-', '_'));

    internal string View => $"{Name}_table";

    private static Table Record(string name, string key = "id") => new(name, key, "-sort_year, sort_text");

    private static Table Vocabulary(string name, string order = "id") => new(name, "id", order);
}

/// <summary>Rows of a table that an answer consists of.</summary>
/// <param name="Where">Which rows, in SQL on the view, with parameters as @Name.</param>
/// <param name="Order">In which order.</param>
/// <param name="Parameters">An object with a property for every parameter.</param>
/// <param name="Documents">The same rows as the JSON answer has them.</param>
internal sealed record TableRows(Table Table, string Where, string Order, object Parameters, Documents Documents)
{
    private const string Valid = "from_release <= @Release and (until_release is null or until_release > @Release)";

    /// <summary>Every row of a release.</summary>
    internal static TableRows All(Table table, int release) => new(table, Valid, table.Order, new { Release = release }, new([]));

    /// <summary>Rows by key, in the order of the keys: a page, or a list that is found in memory.</summary>
    internal static TableRows Of(Table table, int release, string[] keys, IReadOnlyList<byte[]> documents) => new(
        table, $"{Valid} and {table.Key} = any(@Keys::text[])", $"array_position(@Keys::text[], {table.Key})", new { Release = release, Keys = keys }, new(documents));

    internal string Select(string columns) => $"select {columns} from {Table.View} where {Where} order by {Order}";
}

/// <summary>Rows as the JSON answer has them: at hand, or to be read one by one.</summary>
/// <param name="AtHand">The documents; null where they have to be read.</param>
internal sealed record Documents(IReadOnlyList<byte[]>? AtHand)
{
    /// <summary>Statement whose rows begin with the document, with the parameters of the rows.</summary>
    internal string? Sql { get; init; }

    /// <summary>What is added to a document, by the second column of the statement.</summary>
    internal Func<string, byte[], byte[]>? Complete { get; init; }
}
