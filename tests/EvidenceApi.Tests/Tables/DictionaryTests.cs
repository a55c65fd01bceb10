using System.Text.RegularExpressions;
using Dapper;
using EvidenceApi.Tables;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Tables;

/// <summary>The dictionary tells of every column, and the views have what publish writes.</summary>
public sealed partial class DictionaryTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Columns keep name, type and place: scripts of researchers depend on them. A new column goes to the end of its table.</summary>
    [Fact]
    public async Task Columns_are_those_on_file()
    {
        var columns = (await service.AllAsync("/v1/dictionary")).Select(entry => $"{entry.Text("table")}.{entry.Text("column")}: {entry.Text("type")}").ToList();
        var file = Path.Combine(AppContext.BaseDirectory, "Content", "table-columns.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_COLUMNS") is { Length: > 0 } target) await File.WriteAllLinesAsync(target, columns, Cancel);

        Assert.Equal(await File.ReadAllLinesAsync(file, Cancel), columns);
    }

    [Fact]
    public async Task Every_column_of_every_table_is_explained()
    {
        var entries = await service.AllAsync("/v1/dictionary");

        Assert.Equal(Table.All.Select(table => table.Name).Order(StringComparer.Ordinal), entries.Select(entry => entry.Text("table")).Distinct());
        Assert.All(entries, entry =>
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", entry.Text("column"));
            Assert.True(entry.Text("meaning").Length > 3 && entry.Text("meaning").EndsWith('.'), entry.GetRawText());
            Assert.DoesNotContain("[", entry.Text("meaning"), StringComparison.Ordinal);
        });
        Assert.All(entries.GroupBy(entry => entry.Text("table")), table => Assert.Contains(table, entry => entry.At("isKey").GetBoolean()));
        var known = entries.Select(entry => $"{entry.Text("table")}.{entry.Text("column")}").ToHashSet();
        Assert.All(entries.Where(entry => !entry.IsNull("refersTo")), entry => Assert.Contains(entry.Text("refersTo"), known));
    }

    [Fact]
    public async Task A_table_can_be_asked_for_alone()
    {
        var entries = await service.AllAsync("/v1/dictionary?table=finding");

        Assert.All(entries, entry => Assert.Equal("finding", entry.Text("table")));
        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => entry.Number("position")));
        Assert.Contains("findings", (await service.GetProblemAsync("/v1/dictionary?table=findings", 400)).ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string[]> Compiled() => new()
    {
        { "study", [.. StudyTable.Columns.Select(column => column.Column)] },
        { "finding", [.. FindingTable.Columns.Select(column => column.Column)] },
        { "evidence_finding", [.. EvidenceFindingTable.Columns.Select(column => column.Column)] },
        { "evidence_study", [.. EvidenceStudyTable.Columns.Select(column => column.Column)] },
        { "evidence", [.. EvidenceTable.Columns.Select(column => column.Column)] },
        { "grading", [.. GradingTable.Columns.Select(column => column.Column)] },
        { "recommendation", [.. RecommendationTable.Columns.Select(column => column.Column)] },
        { "safety_fact", [.. SafetyFactTable.Columns.Select(column => column.Column)] },
        { "claim", [.. ClaimTable.Columns.Select(column => column.Column)] },
        { "source", [.. SourceTable.Columns.Select(column => column.Column)] },
    };

    [Theory]
    [MemberData(nameof(Compiled))]
    public async Task The_view_reads_the_cells_that_publish_writes(string table, string[] written)
    {
        await using var connection = await service.Database.OpenAsync();
        var definition = await connection.QuerySingleAsync<string>("select pg_get_viewdef(@view::regclass)", new { view = $"{table}_table" });

        var read = CellOfView().Matches(definition).Select(match => (Number: int.Parse(match.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture), Column: match.Groups["column"].Value)).ToList();
        Assert.Equal(Enumerable.Range(1, written.Length), read.Select(cell => cell.Number));
        Assert.Equal(written, read.Select(cell => cell.Column));
    }

    [GeneratedRegex(@"c\[(?<n>\d+)\]\)?(?:::\w+)? AS ""?(?<column>\w+)")]
    private static partial Regex CellOfView();
}
