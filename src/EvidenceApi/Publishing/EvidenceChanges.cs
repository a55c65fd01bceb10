using System.Text.Json.Nodes;
using Dapper;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using Npgsql;

namespace EvidenceApi.Publishing;

/// <summary>Compares the staged evidence items with those of the release before, field by field.</summary>
internal static class EvidenceChanges
{
    private sealed record Pair(string Id, string Condition, string Modality, string TargetTissue, byte[]? Before, byte[]? After);

    /// <summary>Writes evidence_change for every item that differs. The first release has nothing to be compared with.</summary>
    internal static async Task RecordAsync(NpgsqlConnection connection, int release, string incoming, CancellationToken cancel)
    {
        const string insert = """
            insert into evidence_change (release, id, condition, modality, target_tissue, body)
            values (@release, @Id, @Condition, @Modality, @TargetTissue, @body)
            """;
        if (await DifferencesAsync(connection, release, incoming, cancel) is not { } changes) return;
        foreach (var (pair, change) in changes)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                insert, new { release, pair.Id, pair.Condition, pair.Modality, pair.TargetTissue, body = Json.Bytes(change) }, cancellationToken: cancel));
        }
    }

    private static async Task<IEnumerable<(Pair Pair, EvidenceChange Change)>?> DifferencesAsync(NpgsqlConnection connection, int release, string incoming, CancellationToken cancel)
    {
        const string names = """
            select
              (select id from release where number = @release) as now,
              (select id from release where number < @release and is_published order by number desc limit 1) as before
            """;
        var differing = $"""
            select
              coalesce(i.id, d.id) as id, coalesce(i.condition, d.condition) as condition, coalesce(i.modality, d.modality) as modality,
              coalesce(i.target_tissue, d.target_tissue) as target_tissue, d.body as before, i.body as after
            from {incoming} i full join (select * from evidence_document where until_release is null) d on i.id = d.id
            where i.body is distinct from d.body
            order by 1
            """;
        var (now, before) = await connection.QuerySingleAsync<(string, string?)>(new CommandDefinition(names, new { release }, cancellationToken: cancel));
        if (before is null) return null;
        var pairs = await connection.QueryAsync<Pair>(new CommandDefinition(differing, cancellationToken: cancel));
        return pairs.Select(pair => (pair, Between(pair.Id, before, pair.Before, now, pair.After)));
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
