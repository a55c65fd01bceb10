using Dapper;
using EvidenceApi.Database;
using EvidenceApi.Publishing;
using Npgsql;

namespace EvidenceApi.Checking;

/// <summary>
/// What a curator asks before publishing: does the database take the content, does it keep the rules, and what would it change. Everything
/// happens in a database that is thrown away; the published one is only read.
/// </summary>
internal static class ContentCheck
{
    /// <param name="seeds">The content, as edited.</param>
    /// <param name="scratch">An empty database.</param>
    /// <param name="published">The database whose published state is compared with; null where there is none.</param>
    /// <param name="output">What the curator reads.</param>
    /// <param name="cancel">Stops the check.</param>
    /// <returns>Whether there is no error.</returns>
    internal static async Task<bool> RunAsync(IReadOnlyList<Seed> seeds, string scratch, string? published, TextWriter output, CancellationToken cancel)
    {
        await Migrator.CreateSchemaAsync(scratch);
        // The detail of a refusal names the row.
        await using var connection = await Migrator.OpenAsync($"{scratch};Include Error Detail=true", cancel);
        var refusals = await new SeedRun(connection, seeds).RefusalsAsync(cancel);
        foreach (var refusal in refusals) await output.WriteLineAsync($"error: {refusal}");
        if (refusals.Count > 0)
        {
            await output.WriteLineAsync($"{Count(refusals.Count, "error")}: the database refuses this content. Correct it, then check again for the rules of content.");
            return false;
        }

        await Publisher.PublishAsync(connection, cancel);
        var (errors, warnings) = (0, 0);
        foreach (var rule in ContentRule.All)
        {
            foreach (var (table, record, words) in await connection.QueryAsync<(string, string, string)>(new CommandDefinition(rule.Sql, cancellationToken: cancel)))
            {
                (errors, warnings) = rule.IsError ? (errors + 1, warnings) : (errors, warnings + 1);
                var place = seeds.Select(seed => seed.PlaceOf(table, record)).FirstOrDefault(place => place is not null);
                await output.WriteLineAsync($"{(rule.IsError ? "error" : "warning")}: {place ?? "db/seed"}: {table} {record} {rule.Name}: {words}");
            }
        }
        await output.WriteLineAsync($"{Count(errors, "error")}, {Count(warnings, "warning")} in {seeds.Count} files of db/seed.");
        await output.WriteLineAsync();
        await CompareAsync(connection, published, output, cancel);
        return errors == 0;
    }

    private static async Task CompareAsync(NpgsqlConnection scratch, string? published, TextWriter output, CancellationToken cancel)
    {
        const string hasDocuments = "select to_regclass('evidence.record_document') is not null";
        const string hasRelease = "select exists (select from release where is_published)";
        if (published is not null)
        {
            await using var connection = await Migrator.OpenAsync(published, cancel);
            await connection.ExecuteAsync("set default_transaction_read_only = on");
            if (await connection.QuerySingleAsync<bool>(hasDocuments) && await connection.QuerySingleAsync<bool>(hasRelease))
            {
                await new PublishPreview(scratch, connection, output).WriteAsync(cancel);
                return;
            }
        }
        await output.WriteLineAsync("Nothing is published yet that this could be compared with.");
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
