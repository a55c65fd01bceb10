using System.Text.Json;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>Every list says the same in every form: same rows, same order, same values, same filters.</summary>
public sealed class TableFormTests(EvidenceServiceFixture service)
{
    private static readonly string[] Files = ["csv", "xlsx", "parquet"];

    [Theory]
    [MemberData(nameof(TableRoutes.All), MemberType = typeof(TableRoutes))]
    public async Task All_rows_are_the_same_in_every_form(string path, string table)
    {
        var items = await service.AllAsync(path);

        await Same(path, table, items, full: true);
    }

    [Theory]
    [MemberData(nameof(TableRoutes.All), MemberType = typeof(TableRoutes))]
    public async Task Filtered_rows_are_the_same_in_every_form(string path, string table)
    {
        var seed = Environment.GetEnvironmentVariable("TABLE_SEED") is { Length: > 0 } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"TABLE_SEED={seed}");
        var questions = await RandomQuestions.ForAsync(service, path, new Random(seed));
        for (var number = 0; number < 10; number++)
        {
            var question = questions.Next();
            var items = await service.AllAsync(question);
            await Same(question, table, items, full: false);
        }
    }

    [Theory]
    [InlineData("/v1/evidence?sort=strength", "evidence")]
    [InlineData("/v1/evidence?sort=newest&modality=prp", "evidence")]
    [InlineData("/v1/evidence?sort=participants", "evidence")]
    [InlineData("/v1/evidence?code=icd-10-cm%7CM17.11&match=broad", "evidence")]
    [InlineData("/v1/conditions?q=elbow", "condition")]
    public async Task Order_and_match_are_those_of_the_list(string path, string table) => await Same(path, table, await service.AllAsync(path), full: false);

    [Theory]
    [InlineData("/v1/evidence?view=summary")]
    [InlineData("/v1/evidence?view=full&condition=knee-osteoarthritis")]
    [InlineData("/v1/studies?fields=id,title,conditions.id")]
    [InlineData("/v1/conditions?fields=id,codes.code")]
    public async Task Ndjson_has_the_members_that_were_chosen(string path) =>
        Assert.Equal((await service.AllAsync(path)).Select(item => item.GetRawText()), await TableFile.NdjsonAsync(service.Client, path));

    private async Task Same(string path, string table, IReadOnlyList<JsonElement> items, bool full)
    {
        Assert.True(items.Select(item => item.GetRawText()).SequenceEqual(await TableFile.NdjsonAsync(service.Client, path)), $"{path} as ndjson");
        var keys = items.Select(item => TableRoutes.Key(item, table)).ToList();
        var dictionary = (await service.AllAsync($"/v1/dictionary?table={table}")).ToDictionary(entry => entry.Text("column"), entry => entry.Text("type"));
        var unguarded = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}guard=off";
        TableFile? first = null;
        foreach (var form in Files)
        {
            var file = await TableFile.GetAsync(service.Client, unguarded, form);
            Assert.True(keys.SequenceEqual(TableRoutes.Keys(file, table)), $"{path} as {form}: {file.Rows.Count} rows for {keys.Count} items, or in another order");
            Assert.Equal(dictionary.Keys, file.Columns);
            first ??= file;
            foreach (var (column, index) in (full ? file.Columns : []).Select((column, index) => (column, index)))
            {
                var expected = first.Rows.Select(row => TableFile.Normal(row[index], dictionary[column]));
                var found = file.Rows.Select(row => TableFile.Normal(row[index], dictionary[column]));
                Assert.True(expected.SequenceEqual(found), $"{path}: {column} differs between csv and {form}");
            }
        }
    }
}
