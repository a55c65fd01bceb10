using System.Globalization;
using System.Text.Json.Nodes;
using EvidenceApi.Releases;
using EvidenceApi.Tables;

namespace EvidenceApi.DataPackages;

/// <summary>A file of a data package, once it has been written.</summary>
internal sealed record PackagedTable(Table Table, IReadOnlyList<DictionaryEntry> Columns, long Bytes, string Sha256)
{
    internal static string PathOf(Table table) => $"{table.Name}.csv";
}

/// <summary>datapackage.json: Frictionless Data Package, version 2.</summary>
internal static class DataPackageDescriptor
{
    private const string Licence = "https://www.apache.org/licenses/LICENSE-2.0";

    internal static JsonObject Of(ReleaseView release, IReadOnlyList<PackagedTable> tables) => new()
    {
        ["$schema"] = "https://datapackage.org/profiles/2.0/datapackage.json",
        ["name"] = "evidence-base",
        ["id"] = $"evidence-base-{release.Id}",
        ["title"] = "Curated evidence base on regenerative injection therapies",
        ["description"] =
            "For a condition: which regenerative injection has been tried on which tissue, how strong the evidence is, and what the studies found. " +
            "Levels stand as their source states them. Information, not medical advice. README.md says how the tables belong together.",
        ["version"] = release.Id,
        ["created"] = string.Create(CultureInfo.InvariantCulture, $"{release.PublishedOn:yyyy-MM-dd}T00:00:00Z"),
        ["licenses"] = new JsonArray(new JsonObject { ["name"] = "Apache-2.0", ["path"] = Licence, ["title"] = "Apache License 2.0" }),
        ["sources"] = new JsonArray(
            new JsonObject { ["title"] = "Studies, each with its DOI, PubMed identifier or address", ["path"] = PackagedTable.PathOf(Table.Study) },
            new JsonObject { ["title"] = "Published gradings, each with the address at which it was read", ["path"] = PackagedTable.PathOf(Table.Grading) },
            new JsonObject { ["title"] = "Positions of guideline bodies, regulators and payers, each with its address", ["path"] = PackagedTable.PathOf(Table.Recommendation) },
            new JsonObject { ["title"] = "Harms and precautions, each with its address", ["path"] = PackagedTable.PathOf(Table.SafetyFact) },
            new JsonObject { ["title"] = "Documents of clinics and publishers whose claims are on record", ["path"] = PackagedTable.PathOf(Table.Source) }),
        ["keywords"] = new JsonArray("evidence-based medicine", "regenerative medicine", "platelet-rich plasma", "prolotherapy", "musculoskeletal"),
        ["citation"] = release.Citation,
        ["resources"] = new JsonArray([.. tables.Select(Resource)]),
    };

    private static JsonObject Resource(PackagedTable packaged) => new()
    {
        ["name"] = packaged.Table.Name,
        ["type"] = "table",
        ["title"] = packaged.Columns[0].TableMeaning,
        ["path"] = PackagedTable.PathOf(packaged.Table),
        ["format"] = "csv",
        ["mediatype"] = "text/csv",
        ["encoding"] = "utf-8",
        ["bytes"] = packaged.Bytes,
        ["hash"] = $"sha256:{packaged.Sha256}",
        ["dialect"] = new JsonObject { ["header"] = true, ["delimiter"] = ",", ["lineTerminator"] = "\r\n", ["quoteChar"] = "\"", ["doubleQuote"] = true },
        ["schema"] = Schema(packaged),
    };

    private static JsonObject Schema(PackagedTable packaged)
    {
        var schema = new JsonObject
        {
            ["fields"] = new JsonArray([.. packaged.Columns.Select(Field)]),
            ["missingValues"] = new JsonArray(""),
        };
        if (packaged.Columns.Any(column => column.IsKey)) schema["primaryKey"] = new JsonArray([.. packaged.Columns.Where(column => column.IsKey).Select(column => (JsonNode)column.Column)]);
        var references = packaged.Columns.Where(column => column.RefersTo is not null).ToList();
        if (references.Count > 0) schema["foreignKeys"] = new JsonArray([.. references.Select(column => Reference(packaged.Table, column))]);
        return schema;
    }

    private static JsonObject Field(DictionaryEntry column)
    {
        var field = new JsonObject { ["name"] = column.Column, ["type"] = column.Type, ["description"] = column.Unit is null ? column.Meaning : $"{column.Meaning} Unit: {column.Unit}." };
        var constraints = new JsonObject();
        if (column.Required) constraints["required"] = true;
        if (column.Vocabulary is { } values) constraints["enum"] = new JsonArray([.. values.Split(", ").Select(value => (JsonNode)value)]);
        if (constraints.Count > 0) field["constraints"] = constraints;
        return field;
    }

    private static JsonObject Reference(Table table, DictionaryEntry column)
    {
        var (resource, field) = (column.RefersTo!.Split('.')[0], column.RefersTo.Split('.')[1]);
        var reference = new JsonObject { ["fields"] = new JsonArray(field) };
        // A table that refers to itself leaves the resource out.
        if (resource != table.Name) reference["resource"] = resource;
        return new() { ["fields"] = new JsonArray(column.Column), ["reference"] = reference };
    }
}
