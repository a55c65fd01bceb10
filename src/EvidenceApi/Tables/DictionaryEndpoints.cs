using EvidenceApi.Http;
using EvidenceApi.Releases;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Tables;

/// <summary>Filters on the data dictionary.</summary>
public sealed class FindColumns : PageParameters
{
    /// <summary>Table: its columns only.</summary>
    [FromQuery(Name = "table")]
    public string? Table { get; init; }
}

internal sealed class FindColumnsValidator : PageParametersValidator<FindColumns>
{
    public FindColumnsValidator() => RuleFor(query => query.Table).Known(
        "table", (_, name) => Tables.Table.All.Any(table => table.Name == name), _ => Tables.Table.All.Select(table => (table.Name, Enumerable.Empty<string>())));
}

internal static class DictionaryEndpoints
{
    internal static void MapDictionary(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/dictionary", FindColumns).WithTags("Tables").WithName(nameof(FindColumns))
        .Produces<ItemList<DictionaryEntry>>().Query<FindColumns, DictionaryEntry>().Offers(TableAnswers.Forms);

    /// <summary>Data dictionary</summary>
    /// <remarks>Every column of every table: type, meaning, unit, vocabulary. CSV, XLSX, Parquet and the data package have these columns in this order.</remarks>
    private static async Task<IResult> FindColumns([AsParameters] FindColumns query, HttpContext http, Snapshot snapshot, ReleaseSource releases, TableCatalog catalog)
    {
        var entries = (await catalog.EntriesAsync(http.RequestAborted)).Where(entry => query.Table is null || entry.Table == query.Table).ToList();
        return await MemoryList.AnswerAsync(
            http, query, snapshot, releases, _ => [.. entries.Select(Json.Bytes)], table: Table.Dictionary,
            keyOf: entry => $"{entry.GetProperty("table").GetString()}.{entry.GetProperty("column").GetString()}");
    }
}

internal static class TableServices
{
    /// <summary>Tables, and their own connections.</summary>
    internal static IServiceCollection AddTables(this IServiceCollection services, string connectionString) => services
        .AddSingleton(_ => new Exports(connectionString)).AddSingleton<TableCatalog>().AddSingleton<TableAnswers>()
        .AddSingleton<IValidator<FindColumns>, FindColumnsValidator>();
}
