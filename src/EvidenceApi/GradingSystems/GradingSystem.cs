namespace EvidenceApi.GradingSystems;

/// <summary>What a grading system measures. The four are never converted into each other.</summary>
public enum GradingKind { Level, Certainty, Strength, Narrative }

/// <summary>A scheme by which a body of evidence or a recommendation is graded.</summary>
/// <param name="Organization">Who made it; null for free-text conclusions of authors.</param>
/// <param name="Kind">level of evidence, certainty of effect, strength of recommendation, or narrative without a named scheme.</param>
/// <param name="Description">What it says, and what was not read of it.</param>
/// <param name="SourceUrl">Page on which it was read; null where there is none.</param>
/// <param name="Levels">Its levels, strongest first; empty where it has no ranked scale.</param>
public sealed record GradingSystem(
    string Id, string Name, string? Organization, GradingKind Kind, string Description, string? SourceUrl, IReadOnlyList<SystemLevel> Levels);

/// <summary>A level of a grading system.</summary>
/// <param name="Level">As the system writes it.</param>
/// <param name="Rank">Order within the system, 1 the strongest; ranks of two systems are not comparable.</param>
/// <param name="Definition">The system's definition; null until a curator has read it.</param>
public sealed record SystemLevel(string Level, int Rank, string? Definition);
