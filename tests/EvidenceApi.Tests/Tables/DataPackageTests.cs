using System.Globalization;
using System.Security.Cryptography;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>The data package keeps the rules of Frictionless Data Package 2, and its files keep what its schemas promise.</summary>
public sealed class DataPackageTests(EvidenceServiceFixture service)
{
    private static readonly string[] Types = ["string", "integer", "number", "boolean", "date"];

    [Fact]
    public async Task Every_build_of_a_release_has_the_same_bytes()
    {
        var first = await DataPackage.GetAsync(service.Client);
        var second = await DataPackage.GetAsync(service.Client);
        // Another database, another process of publishing, a later release beside it.
        await using var database = await service.EmptyDatabaseAsync();
        await EvidenceApi.Database.Migrator.MigrateAsync(database.ConnectionString, static _ => { }, TestContext.Current.CancellationToken);
        await database.PublishAsync("2026.12.1", "update study set standing = 'retracted', standing_note = 'gone' where id = 'bennell-2021-restore'");
        await using var running = await (await RunningService.StartAsync(database.ConnectionString)).ReadyAsync("2026.12.1");
        var third = await DataPackage.GetAsync(running.Client);
        var later = await DataPackage.GetAsync(running.Client, "2026.12.1");

        Assert.Equal(first.Zip, second.Zip);
        Assert.Equal(first.Zip, third.Zip);
        Assert.NotEqual(first.Zip, later.Zip);
        Assert.NotEmpty(later.Table("change").Rows);
    }

    [Fact]
    public async Task The_descriptor_is_complete()
    {
        var package = (await DataPackage.GetAsync(service.Client)).Descriptor;

        Assert.Equal("https://datapackage.org/profiles/2.0/datapackage.json", package.Text("$schema"));
        Assert.Matches("^[a-z0-9._-]+$", package.Text("name"));
        Assert.Equal("2026.11.1", package.Text("version"));
        Assert.True(DateTimeOffset.TryParseExact(package.Text("created"), "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        Assert.All(package.Items("licenses"), licence => Assert.True(licence.Has("name") && Uri.IsWellFormedUriString(licence.Text("path"), UriKind.Absolute)));
        Assert.All(package.Items("sources"), source => Assert.True(source.Has("title")));
        Assert.NotEmpty(package.Items("sources"));
        Assert.Equal((await service.GetAsync("/v1/releases/2026.11.1")).Text("citation"), package.Text("citation"));
        Assert.Equal(EvidenceApi.Tables.Table.All.Select(table => table.Name), package.Items("resources").Select(resource => resource.Text("name")));
    }

    [Fact]
    public async Task Every_file_is_described_and_is_what_its_description_says()
    {
        var package = await DataPackage.GetAsync(service.Client);

        Assert.Equal(package.Files.Keys.Order(StringComparer.Ordinal), package.Descriptor.Items("resources").Select(resource => resource.Text("path")).Append("README.md").Append("datapackage.json").Order(StringComparer.Ordinal));
        Assert.All(package.Descriptor.Items("resources"), resource =>
        {
            var file = package.Files[resource.Text("path")];
            Assert.Equal(["table", "csv", "text/csv", "utf-8"], [resource.Text("type"), resource.Text("format"), resource.Text("mediatype"), resource.Text("encoding")]);
            Assert.Equal(file.LongLength, resource.At("bytes").GetInt64());
            Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(file))}", resource.Text("hash"));
        });
    }

    [Fact]
    public async Task Every_value_is_of_the_type_and_within_the_constraints_of_its_field()
    {
        var package = await DataPackage.GetAsync(service.Client);
        foreach (var resource in package.Descriptor.Items("resources"))
        {
            var table = package.Table(resource.Text("name"));
            var fields = resource.Items("schema.fields").ToList();
            Assert.Equal(table.Columns, fields.Select(field => field.Text("name")));
            foreach (var field in fields)
            {
                var (name, type) = (field.Text("name"), field.Text("type"));
                Assert.Contains(type, Types);
                Assert.NotEmpty(field.Text("description"));
                var values = table.Column(name);
                Assert.All(values, value => Assert.True(value is null || IsOf(type, value), $"{resource.Text("name")}.{name}: {value} is no {type}"));
                if (!field.Has("constraints")) continue;
                var constraints = field.At("constraints");
                if (constraints.Has("required")) Assert.DoesNotContain(null, values);
                if (constraints.Has("enum")) Assert.Subset(constraints.Texts("enum").ToHashSet(), values.OfType<string>().ToHashSet());
            }
        }
    }

    [Fact]
    public async Task Keys_are_unique_and_references_are_met()
    {
        var package = await DataPackage.GetAsync(service.Client);
        var references = 0;
        foreach (var resource in package.Descriptor.Items("resources"))
        {
            var table = package.Table(resource.Text("name"));
            var key = resource.Texts("schema.primaryKey").Select(table.Column).ToList();
            Assert.Equal(table.Rows.Count, Enumerable.Range(0, table.Rows.Count).Select(row => string.Join('|', key.Select(column => column[row]))).Distinct().Count());
            foreach (var reference in resource.At("schema").Has("foreignKeys") ? resource.Items("schema.foreignKeys") : [])
            {
                var target = reference.At("reference").Has("resource") ? reference.Text("reference.resource") : resource.Text("name");
                var known = package.Table(target).Column(Assert.Single(reference.Texts("reference.fields"))).ToHashSet();
                Assert.All(table.Column(Assert.Single(reference.Texts("fields"))), value => Assert.True(
                    value is null || known.Contains(value), $"{resource.Text("name")}: {reference.GetRawText()} has no {value}"));
                references++;
            }
        }
        Assert.True(references > 30, $"only {references} references");
    }

    [Fact]
    public async Task A_release_that_there_is_not_has_no_package()
    {
        Assert.Contains("2026.11.1", (await service.GetProblemAsync("/v1/releases/2026.11.2/datapackage.zip", 404)).Texts("didYouMean"));
        await service.GetProblemAsync("/v1/releases/2026.11.1/datapackage.zip?fields=id", 400);
    }

    private static bool IsOf(string type, string value) => type switch
    {
        "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "number" => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        "boolean" => value is "true" or "false",
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => true,
    };
}
