namespace EvidenceApi.Publishing;

/// <summary>A row of record_document: how a record is found, and how it is shown.</summary>
internal sealed record CompiledRecord(string Kind, string Id, int? Year, string SortText, byte[] Brief, byte[] Body)
{
    public string[]? Conditions { get; init; }
    public string[]? Modalities { get; init; }
    public string? TargetTissue { get; init; }
    public string? Design { get; init; }
    public string? Measure { get; init; }
    public string[] Comparators { get; init; } = [];
    public string? Direction { get; init; }
    public string? Standing { get; init; }
    public string? Verification { get; init; }
    public int? Participants { get; init; }
    public string? Category { get; init; }
    public string? Position { get; init; }
    public string? Jurisdiction { get; init; }
    public string? Source { get; init; }
    public string? GradingSystem { get; init; }
    public string[] Levels { get; init; } = [];
    public bool IsMarked { get; init; }

    /// <summary>Where the order of the list is not that of years.</summary>
    public int? SortYear { get; init; }

    /// <summary>The record as a row of its table.</summary>
    public required string?[] Cells { get; init; }

    internal static readonly string[] ContentColumns =
    [
        "sort_year", "sort_text", "conditions", "modalities", "target_tissue", "design", "measure", "comparators", "direction", "standing",
        "verification", "year", "participants", "category", "position", "jurisdiction", "source", "grading_system", "levels", "is_marked", "cells", "brief", "body",
    ];

    internal object?[] Columns() =>
    [
        Kind, Id, SortYear ?? Year ?? 0, SortText, Conditions, Modalities, TargetTissue, Design, Measure, Comparators, Direction, Standing, Verification, Year,
        Participants, Category, Position, Jurisdiction, Source, GradingSystem, Levels, IsMarked, Cells, Brief, Body,
    ];
}
