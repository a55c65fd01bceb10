using System.Text.Json.Nodes;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>Compares the staged evidence items with those of the release before, field by field.</summary>
internal static class EvidenceChanges
{
    /// <summary>Writes evidence_change for every item that differs. The first release has nothing to be compared with.</summary>
    internal static async Task StoreAsync(NpgsqlConnection connection, PublishedRelease release, IReadOnlyList<DocumentPair> changed, CancellationToken cancel)
    {
        if (release.Before is null || changed.Count == 0) return;
        await using var copy = await connection.BeginBinaryImportAsync("copy evidence_change (release, id, condition, modality, target_tissue, body) from stdin (format binary)", cancel);
        foreach (var (published, compiled) in changed)
        {
            var (condition, id, modality, tissue) = (published ?? compiled) is [string first, string second, string third, string fourth, ..] ? (first, second, third, fourth) : default;
            var change = Between(id, release.Before, (byte[]?)published?[^1], release.Id, (byte[]?)compiled?[^1]);
            await copy.WriteRowAsync(cancel, release.Number, id, condition, modality, tissue, Json.Bytes(change));
        }
        await copy.CompleteAsync(cancel);
    }

    /// <summary>What differs between two documents, one of which may not be there.</summary>
    internal static EvidenceChange Between(string id, string before, byte[]? published, string now, byte[]? compiled)
    {
        var from = published is null ? [] : JsonNode.Parse(published)!.AsObject();
        var to = compiled is null ? [] : JsonNode.Parse(compiled)!.AsObject();
        var kind = published is null ? ChangeKind.Added : compiled is null ? ChangeKind.Removed : ChangeKind.Changed;
        var members = from.Select(member => member.Key).Union(to.Select(member => member.Key)).ToList();
        var lists = members.Where(name => IsList(from[name]) || IsList(to[name])).Select(name => Compare(name, from[name], to[name])).OfType<ListChange>().ToList();
        var fields = members.Where(name => !IsList(from[name]) && !IsList(to[name])).Select(name => Compare(name, from, to)).OfType<FieldChange>().ToList();
        return new(id, now, before, kind, ChangeSentence.Of(kind, fields, lists), fields, lists);
    }

    private static bool IsList(JsonNode? node) => node is JsonArray { Count: > 0 } array && array[0] is JsonObject first && first.ContainsKey("id");

    private static FieldChange? Compare(string name, JsonObject from, JsonObject to) =>
        JsonNode.DeepEquals(from[name], to[name]) ? null : new(name, from[name]?.DeepClone(), to[name]?.DeepClone());

    private static ListChange? Compare(string name, JsonNode? from, JsonNode? to)
    {
        var (before, after) = (ById(from), ById(to));
        var change = new ListChange(
            name,
            [.. after.Keys.Except(before.Keys)],
            [.. before.Keys.Except(after.Keys)],
            [
                .. after.Where(entry => before.ContainsKey(entry.Key))
                    .Select(entry => new RecordChange(entry.Key, [.. entry.Value.Select(member => Compare(member.Key, before[entry.Key], entry.Value)).OfType<FieldChange>()]))
                    .Where(record => record.Fields.Count > 0),
            ]);
        return change is { Added.Count: 0, Removed.Count: 0, Changed.Count: 0 } ? null : change;
    }

    private static Dictionary<string, JsonObject> ById(JsonNode? list) =>
        (list?.AsArray() ?? []).Select(node => node!.AsObject()).ToDictionary(record => record["id"]!.GetValue<string>());
}
