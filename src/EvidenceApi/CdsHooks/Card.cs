using System.Text.Json.Serialization;

namespace EvidenceApi.CdsHooks;

/// <summary>What to show: at most five information cards, none where nothing is relevant or the time was up.</summary>
public sealed record HookAnswer(IReadOnlyList<Card> Cards);

/// <summary>What is published on a condition. Information, not advice; says nothing about the patient.</summary>
/// <param name="Uuid">Names the card in feedback.</param>
/// <param name="Summary">One sentence below 140 characters.</param>
/// <param name="Detail">GitHub-flavoured Markdown: all evidence items, what speaks against, guideline positions, harms, release and review date.</param>
/// <param name="Indicator">Always info.</param>
/// <param name="OverrideReasons">Reasons for which a user may dismiss it.</param>
/// <param name="Links">Where to read on.</param>
public sealed record Card(
    Guid Uuid, string Summary, string Detail, string Indicator, CardSource Source, IReadOnlyList<Coding> OverrideReasons, IReadOnlyList<CardLink> Links);

/// <summary>Where the content of a card comes from.</summary>
/// <param name="Topic">The condition; several-conditions for a card that folds the rest.</param>
public sealed record CardSource(string Label, string Url, Coding Topic);

/// <summary>An address to read on.</summary>
/// <param name="Type">Always absolute.</param>
public sealed record CardLink(string Label, string Url, string Type);

/// <summary>A code of a code system.</summary>
public sealed record Coding(string System, string Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Display = null);
