using System.Globalization;
using Dapper;
using EvidenceApi.Database;

namespace EvidenceApi.Authentication;

/// <summary>Makes, lists and revokes keys, as the owner of the database.</summary>
internal static class KeyCommand
{
    private const string Usage = """
        keys add --name HOLDER --scope evidence.read --expires 2027-01-01
        keys list
        keys revoke ID
        """;

    private sealed record Row(string Id, string Holder, string Scopes, DateTime CreatedAt, DateTime ExpiresAt, DateTime? RevokedAt);

    /// <summary>Exit code: 0 done, 1 refused, 2 not understood.</summary>
    internal static async Task<int> RunAsync(string owner, string[] words, TextWriter output, TextWriter remarks, CancellationToken cancel)
    {
        switch (words)
        {
            case ["add", "--name", { } holder, "--scope", { } scopes, "--expires", { } expires]:
                return await AddAsync(owner, holder, scopes.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries), expires, output, remarks, cancel);
            case ["list"]:
                await ListAsync(owner, output, cancel);
                return 0;
            case ["revoke", { } id]:
                return await RevokeAsync(owner, id, remarks, cancel);
            default:
                await remarks.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static async Task<int> AddAsync(string owner, string holder, string[] scopes, string expires, TextWriter output, TextWriter remarks, CancellationToken cancel)
    {
        const string sql = "insert into api_key (id, holder, secret_hash, scopes, expires_at) values (@Id, @holder, @SecretHash, @scopes, @end)";
        var isDay = DateTime.TryParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end);
        var fault =
            holder.Trim() is not { Length: > 0 and <= 100 } || holder.Any(char.IsControl) ? "--name takes the holder's name, 1 to 100 letters."
            : scopes.Length == 0 || !scopes.All(Scopes.IsKnown) ? "--scope takes evidence.read, system/*.rs, or system/Evidence.rs with any FHIR type; several with spaces or commas between."
            : !isDay || end <= DateTime.UtcNow ? "--expires takes a day to come, such as 2027-01-01."
            : null;
        if (fault is not null)
        {
            await remarks.WriteLineAsync(fault);
            return 1;
        }
        var (key, text) = ApiKey.Create();
        await using var connection = await Migrator.OpenAsync(owner, cancel);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { key.Id, holder = holder.Trim(), key.SecretHash, scopes, end }, cancellationToken: cancel));
        await output.WriteLineAsync(text);
        await remarks.WriteLineAsync($"Key {key.Id} of {holder.Trim()}, until {expires}. It is shown this once; send it as Authorization: Bearer or X-Api-Key.");
        return 0;
    }

    private static async Task ListAsync(string owner, TextWriter output, CancellationToken cancel)
    {
        const string sql = "select id, holder, array_to_string(scopes, ' ') as scopes, created_at, expires_at, revoked_at from api_key order by created_at, id";
        await using var connection = await Migrator.OpenAsync(owner, cancel);
        await output.WriteLineAsync("id\tholder\tscopes\tcreated\texpires\tstate");
        foreach (var row in await connection.QueryAsync<Row>(new CommandDefinition(sql, cancellationToken: cancel)))
        {
            var state = row.RevokedAt is { } revoked ? $"revoked {Day(revoked)}" : row.ExpiresAt <= DateTime.UtcNow ? "expired" : "good";
            await output.WriteLineAsync($"{row.Id}\t{row.Holder}\t{row.Scopes}\t{Day(row.CreatedAt)}\t{Day(row.ExpiresAt)}\t{state}");
        }

        static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static async Task<int> RevokeAsync(string owner, string id, TextWriter remarks, CancellationToken cancel)
    {
        const string sql = "update api_key set revoked_at = now() where id = @id and revoked_at is null";
        await using var connection = await Migrator.OpenAsync(owner, cancel);
        var revoked = await connection.ExecuteAsync(new CommandDefinition(sql, new { id }, cancellationToken: cancel)) > 0;
        await remarks.WriteLineAsync(revoked ? $"Key {id} opens nothing any more, within a minute." : $"There is no key {id} to revoke.");
        return revoked ? 0 : 1;
    }
}
