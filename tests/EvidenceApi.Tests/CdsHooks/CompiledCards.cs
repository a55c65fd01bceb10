using System.Text.Json;
using Dapper;
using EvidenceApi.CdsHooks;
using EvidenceApi.Http;
using EvidenceApi.Releases;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.CdsHooks;

/// <summary>Cards of conditions by id: some conditions have no code by which a call could reach them.</summary>
internal static class CompiledCards
{
    internal static async Task<Snapshot> SnapshotAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        var release = await connection.QuerySingleAsync<Release>("select id, number, published_on from release where is_published order by number desc limit 1");
        var rows = await connection.QueryAsync<(string Kind, byte[] Body)>("select kind, body from vocabulary_document where until_release is null order by kind, id");
        return new(release, rows.ToLookup(row => row.Kind, row => row.Body));
    }

    internal static JsonElement Answer(Snapshot snapshot, params IEnumerable<string> conditions) =>
        JsonSerializer.SerializeToElement(CardList.Of(snapshot, conditions, "https://evidence.example.org", HookCall.PatientView, Guid.NewGuid()), Json.Wire);
}
