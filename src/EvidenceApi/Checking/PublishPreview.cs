using System.Text.Json.Nodes;
using Dapper;
using EvidenceApi.Publishing;
using EvidenceApi.Releases;
using Npgsql;

namespace EvidenceApi.Checking;

/// <summary>What publishing would change in a database, said before it happens. Both databases are only read.</summary>
internal sealed class PublishPreview(NpgsqlConnection scratch, NpgsqlConnection published, TextWriter output)
{
    private sealed record Document(string Kind, string Id, byte[] Body);

    private sealed record Difference(string Kind, string Id, byte[]? Published, byte[]? Compiled);

    internal async Task WriteAsync(CancellationToken cancel)
    {
        const string evidence = "select 'evidence' as kind, id, body from evidence_document where until_release is null";
        // A study's document holds its findings, an item's its studies.
        const string recordDocuments = "select kind, id, body from record_document where until_release is null and kind not in ('finding', 'evidence-study', 'evidence-finding')";
        // A condition's card says what its items say.
        const string vocabularyDocuments = "select kind, id, body from vocabulary_document where until_release is null and kind <> 'card'";

        var (id, isNew, now, before) = await ReleasesAsync(cancel);
        var items = (await DifferencesAsync(evidence)).Select(Change).ToList();
        var records = await DifferencesAsync(recordDocuments);
        var vocabulary = await DifferencesAsync(vocabularyDocuments);
        // Seeds add and correct; they delete only what belongs to a record: its findings, names and codes.
        var left = records.Concat(vocabulary).Where(difference => difference.Compiled is null).ToList();
        if (items.Count + records.Count + vocabulary.Count == 0)
        {
            await output.WriteLineAsync(isNew
                ? $"Publishing would change nothing but the release: {id}, which is new, in place of {before}."
                : $"Publishing would change nothing: release {before} says the same.");
            return;
        }

        await output.WriteLineAsync(isNew
            ? $"Publishing would change this, as release {now}, which is new (published now: {before}):"
            : $"Publishing would change this, as release {now}: {id} is published already and stays as it is. "
                + "Add a row to db/seed/seed_010_release.sql to give the change a release of its own.");
        await WriteAsync("Levels that move", items.Where(MovesLevel).Select(Line));
        await WriteAsync("Other evidence items", items.Where(item => !MovesLevel(item)).Select(Line));
        await WriteAsync("Records", records.Except(left).Select(difference => $"{difference.Kind} {difference.Id}: {Words(Change(difference))}"));
        await WriteAsync("Vocabularies and their counts", vocabulary.Except(left).CountBy(difference => difference.Kind).Select(entry => $"{entry.Key}: {entry.Value}"));
        await WriteAsync(
            "No longer in the seeds, but migrate deletes nothing: they stay as they are published. A study is retired by its standing",
            left.Select(difference => $"{difference.Kind} {difference.Id}"));

        EvidenceChange Change(Difference difference) => EvidenceChanges.Between(difference.Id, before, difference.Published, now, difference.Compiled);

        async Task<IReadOnlyList<Difference>> DifferencesAsync(string sql)
        {
            var (from, to) = (await ReadAsync(published, sql), await ReadAsync(scratch, sql));
            return
            [
                .. from.Keys.Union(to.Keys).Order()
                    .Select(key => new Difference(key.Kind, key.Id, from.GetValueOrDefault(key), to.GetValueOrDefault(key)))
                    .Where(pair => pair.Published is null || pair.Compiled is null || !pair.Published.AsSpan().SequenceEqual(pair.Compiled)),
            ];
        }

        async Task<Dictionary<(string Kind, string Id), byte[]>> ReadAsync(NpgsqlConnection connection, string sql) =>
            (await connection.QueryAsync<Document>(new CommandDefinition(sql, cancellationToken: cancel))).ToDictionary(row => (row.Kind, row.Id), row => row.Body);
    }

    private async Task<(string Id, bool IsNew, string Now, string Before)> ReleasesAsync(CancellationToken cancel)
    {
        const string newest = "select id from release order by number desc limit 1";
        const string current = "select id from release where is_published order by number desc limit 1";
        const string isPublished = "select exists (select from release where id = @id and is_published)";
        var id = await scratch.QuerySingleAsync<string>(new CommandDefinition(newest, cancellationToken: cancel));
        var before = await published.QuerySingleAsync<string>(new CommandDefinition(current, cancellationToken: cancel));
        var isNew = !await published.QuerySingleAsync<bool>(new CommandDefinition(isPublished, new { id }, cancellationToken: cancel));
        if (isNew) return (id, isNew, id, before);
        var following = new CommandDefinition($"select {ReleaseInWork.FollowingId}", new { id }, cancellationToken: cancel);
        return (id, isNew, await published.QuerySingleAsync<string>(following), before);
    }

    private async Task WriteAsync(string heading, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0) return;
        await output.WriteLineAsync($"{heading} ({all.Count}):");
        foreach (var line in all) await output.WriteLineAsync($"  {line}");
    }

    private static bool MovesLevel(EvidenceChange change) => change.Fields.Any(field => field.Field == "evidenceLevel" && Level(field.From) != Level(field.To));

    private static (string?, string?) Level(JsonNode? level) => (level?["system"]?.ToString(), level?["level"]?.ToString());

    private static string Line(EvidenceChange change) => $"{change.Evidence}: {change.Summary}";

    private static string Words(EvidenceChange change) => change.Kind != ChangeKind.Changed
        ? change.Kind == ChangeKind.Added ? "added" : "removed"
        : string.Join("; ", change.Fields.Select(Words).Concat(change.Lists.Select(Words)));

    private static string Words(FieldChange field) => field.From is JsonObject or JsonArray || field.To is JsonObject or JsonArray
        ? $"{field.Field} changed"
        : $"{field.Field} {Short(field.From)} → {Short(field.To)}";

    private static string Words(ListChange list) => $"{list.List}: " + string.Join(", ", list.Added.Select(id => $"{id} added")
        .Concat(list.Removed.Select(id => $"{id} removed"))
        .Concat(list.Changed.Select(record => $"{record.Id} {string.Join(", ", record.Fields.Select(Words))}")));

    private static string Short(JsonNode? value) => value?.ToJsonString(Http.Json.Wire) is not { } text ? "null" : text.Length <= 60 ? text : $"{text[..60]} …";
}
