using System.Globalization;
using System.Text;
using System.Text.Json;
using EvidenceApi.Tests.Setup;
using MiniExcelLibs;
using Parquet;
using Parquet.Schema;

namespace EvidenceApi.Tests.Tables;

/// <summary>A table as a file, read back: column names, and every value as text; empty is null.</summary>
internal sealed record TableFile(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public IReadOnlyList<string?> Column(string name)
    {
        var index = Columns.ToList().IndexOf(name);
        Assert.True(index >= 0, $"No column {name} among {string.Join(", ", Columns)}");
        return [.. Rows.Select(row => row[index])];
    }

    public IReadOnlyDictionary<string, string?> Row(int index) => Columns.Zip(Rows[index]).ToDictionary(pair => pair.First, pair => pair.Second);

    public static async Task<TableFile> GetAsync(HttpClient client, string path, string form)
    {
        using var answer = await client.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format={form}", Cancel);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{path} as {form}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        return form switch
        {
            "csv" => Csv(Encoding.UTF8.GetString(bytes)),
            "xlsx" => Xlsx(bytes),
            "parquet" => await ParquetAsync(bytes),
            _ => throw new NotSupportedException(form),
        };
    }

    public static async Task<IReadOnlyList<string>> NdjsonAsync(HttpClient client, string path)
    {
        var text = await client.GetStringAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=ndjson", Cancel);
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return [.. text.Split('\n')[..^1]];
    }

    /// <summary>By RFC 4180 and no more leniently: CRLF after every row, quotes doubled, a quote only where a field begins.</summary>
    public static TableFile Csv(string text, bool header = true)
    {
        var rows = new List<IReadOnlyList<string?>>();
        var row = new List<string?>();
        var at = 0;
        while (at < text.Length)
        {
            row.Add(Field(text, ref at));
            if (text[at] == ',')
            {
                at++;
                continue;
            }
            Assert.True(text[at..Math.Min(at + 2, text.Length)] == "\r\n", $"Row {rows.Count + 1} does not end with CRLF: {text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 10)]}");
            at += 2;
            rows.Add(row);
            row = [];
        }
        Assert.Empty(row);
        Assert.Single(rows.Select(entry => entry.Count).Distinct());
        return header ? new([.. rows[0].Select(name => name!)], rows[1..]) : new([], rows);
    }

    private static string? Field(string text, ref int at)
    {
        if (text[at] != '"')
        {
            var end = text.IndexOfAny([',', '\r', '\n'], at);
            var plain = text[at..end];
            Assert.DoesNotContain('"', plain);
            at = end;
            return plain.Length == 0 ? null : plain;
        }
        var value = new StringBuilder();
        while (true)
        {
            var quote = text.IndexOf('"', at + 1);
            Assert.True(quote > 0, "A quote is not closed.");
            value.Append(text, at + 1, quote - at - 1);
            at = quote + 1;
            if (text[at] != '"') return value.ToString();
            value.Append('"');
        }
    }

    private static TableFile Xlsx(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var rows = stream.Query(useHeaderRow: false).Cast<IDictionary<string, object?>>().Select(row => row.Values.Select(Text).ToList()).ToList();
        return new([.. rows[0].Select(name => name!)], [.. rows[1..]]);
    }

    private static async Task<TableFile> ParquetAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: Cancel);
        var fields = reader.Schema.DataFields;
        var columns = fields.Select(_ => new List<string?>()).ToList();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            foreach (var (field, values) in fields.Zip(columns)) values.AddRange(await ValuesAsync(rows, field));
        }
        return new([.. fields.Select(field => field.Name)], [.. Enumerable.Range(0, columns[0].Count).Select(index => columns.ConvertAll(values => values[index]))]);
    }

    private static async Task<IEnumerable<string?>> ValuesAsync(ParquetRowGroupReader rows, DataField field)
    {
        var count = (int)rows.RowCount;
        if (field.ClrType == typeof(ReadOnlyMemory<char>)) return await TypedAsync<ReadOnlyMemory<char>>();
        if (field.ClrType == typeof(int)) return await TypedAsync<int>();
        if (field.ClrType == typeof(double)) return await TypedAsync<double>();
        if (field.ClrType == typeof(bool)) return await TypedAsync<bool>();
        return field is DateTimeDataField ? await TypedAsync<DateTime>() : await TypedAsync<DateOnly>();

        async Task<IEnumerable<string?>> TypedAsync<T>() where T : struct
        {
            var values = new T?[count];
            await rows.ReadAsync<T>(field, values.AsMemory());
            return values.Select(value => Text(value));
        }
    }

    /// <summary>Numbers as doubles write them, so that 2, 2.0 and 2.00 are one value.</summary>
    public static string? Text(object? value) => value switch
    {
        null or "" => null,
        string text => text,
        ReadOnlyMemory<char> text => text.ToString(),
        bool truth => truth ? "true" : "false",
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    public static string? Normal(string? value, string type) => value is null ? null : type switch
    {
        "integer" or "number" => double.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => value,
    };
}

/// <summary>The lists that there are as tables.</summary>
internal static class TableRoutes
{
    private const string Item = "knee-osteoarthritis.prp.intra-articular-joint";

    /// <summary>Address, table, and where the key of a JSON item stands.</summary>
    public static readonly TheoryData<string, string> All = new()
    {
        { "/v1/evidence", "evidence" },
        { "/v1/conditions/knee-osteoarthritis/evidence", "evidence" },
        { $"/v1/evidence/{Item}/studies", "evidence_study" },
        { $"/v1/evidence/{Item}/findings", "evidence_finding" },
        { "/v1/studies", "study" },
        { "/v1/findings", "finding" },
        { "/v1/gradings", "grading" },
        { "/v1/recommendations", "recommendation" },
        { "/v1/safety", "safety_fact" },
        { "/v1/claims", "claim" },
        { "/v1/sources", "source" },
        { "/v1/conditions", "condition" },
        { "/v1/modalities", "modality" },
        { "/v1/target-tissues", "target_tissue" },
        { "/v1/outcome-measures", "outcome_measure" },
        { "/v1/grading-systems", "grading_system" },
        { "/v1/dictionary", "dictionary" },
        { "/v1/changes?since=2026.11.1", "change" },
    };

    /// <summary>What identifies a row, in a file and in the JSON list.</summary>
    public static IReadOnlyList<string> Keys(TableFile file, string table) => table switch
    {
        "evidence_study" => [.. file.Column("study").Select(key => key!)],
        "evidence_finding" => [.. file.Column("finding").Select(key => key!)],
        "dictionary" => [.. file.Column("table").Zip(file.Column("column"), (first, second) => $"{first}.{second}")],
        "change" => [.. file.Column("release").Zip(file.Column("evidence"), (first, second) => $"{first}.{second}")],
        _ => [.. file.Column("id").Select(key => key!)],
    };

    public static string Key(JsonElement item, string table) => table switch
    {
        "dictionary" => $"{item.Text("table")}.{item.Text("column")}",
        "change" => $"{item.Text("release")}.{item.Text("evidence")}",
        _ => item.Text("id"),
    };
}
