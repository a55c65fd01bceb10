using System.Text.RegularExpressions;
using Dapper;
using EvidenceApi.Checking;
using EvidenceApi.Publishing;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests;

/// <summary>Follows the walks of db/README.md to the letter: its SQL, what check prints, and what readers then see.</summary>
public sealed partial class CuratorWalkTests(EvidenceServiceFixture service)
{
    private const string First = "2026.11.1";
    private const string Item = "knee-osteoarthritis.svf.intra-articular-joint";
    private const string Trial = "example-2099-svf-knee-trial";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_curator_adds_corrects_and_retracts_a_trial_and_earlier_releases_stay_as_they_were()
    {
        await using var own = await service.OwnDatabaseAsync();
        await using var running = await (await RunningService.StartAsync(own.ConnectionString)).ReadyAsync();
        var client = running.Client;
        var seeds = Seed.All();
        var original = await client.JsonAsync($"/v1/evidence/{Item}");
        var pinned = await ReadPinnedAsync(client, First);

        // Add
        seeds = await WalkAsync("Add a trial", seeds, own, client, "2099.1.1");
        await AssertUnchangedAsync(client, pinned);
        var added = await client.JsonAsync($"/v1/evidence/{Item}");
        Assert.Equal(("2099.1.1", 2, "2"), (added.Text("release"), added.Number("studyCount"), added.Text("evidenceLevel.level")));
        Assert.Equal(("no-difference", "single-study"), (added.Text("direction"), added.Text("agreement")));
        Assert.Equal(48, added.Items("studies").ById(Trial).Number("participants"));
        Assert.Equal(48, added.Number("participantCount") - original.Number("participantCount"));
        Assert.Equal(2, (await client.JsonAsync($"/v1/studies/{Trial}")).Items("findings").Count());
        Assert.Equal(
            "level 4 (ocebm-2011) → 2 (ocebm-2011), direction uncontrolled-improvement → no-difference, agreement uncontrolled-only → single-study, "
            + $"counted studies 1 → 2: studies added: {Trial}.",
            await ChangeAsync(client, First, "2099.1.1"));
        await client.ProblemAsync($"/v1/studies/{Trial}?release={First}", 404);
        var withTrial = await ReadPinnedAsync(client, "2099.1.1");

        // Correct
        seeds = await WalkAsync("Correct a number", seeds, own, client, "2099.1.2");
        await AssertUnchangedAsync(client, pinned);
        await AssertUnchangedAsync(client, withTrial);
        var corrected = await client.JsonAsync($"/v1/studies/{Trial}");
        Assert.Equal(46, corrected.Number("participants"));
        Assert.Equal(-4.6m, corrected.Items("findings").ById($"{Trial}.1").At("estimate").GetDecimal());
        Assert.Equal(-4.1m, (await client.JsonAsync($"/v1/studies/{Trial}?release=2099.1.1")).Items("findings").ById($"{Trial}.1").At("estimate").GetDecimal());
        Assert.Equal(46, (await client.JsonAsync($"/v1/evidence/{Item}")).Items("studies").ById(Trial).Number("participants"));
        Assert.Equal($"Records changed: {Trial} corrected (participants, findings).", await ChangeAsync(client, "2099.1.1", "2099.1.2"));

        // Retract
        await WalkAsync("Retract a study", seeds, own, client, "2099.2.1");
        await AssertUnchangedAsync(client, pinned);
        await AssertUnchangedAsync(client, withTrial);
        var retracted = await client.JsonAsync($"/v1/evidence/{Item}");
        foreach (var member in new[] { "evidenceLevel", "direction", "directions", "agreement", "studyCount", "participantCount", "designs" })
        {
            Assert.Equal(original.At(member).GetRawText(), retracted.At(member).GetRawText());
        }
        var shown = retracted.Items("studies").ById(Trial);
        Assert.Equal(("retracted", "retracted"), (shown.Text("standing"), shown.Text("notCounted")));
        Assert.Equal(1, retracted.Number("notCounted.retracted") - original.Number("notCounted.retracted"));
        var study = await client.JsonAsync($"/v1/studies/{Trial}");
        Assert.Equal(("retracted", "2099-02-02"), (study.Text("standing"), study.Text("standingCheckedOn")));
        Assert.Equal("current", (await client.JsonAsync($"/v1/studies/{Trial}?release=2099.1.2")).Text("standing"));
        Assert.Equal(
            "level 2 (ocebm-2011) → 4 (ocebm-2011), direction no-difference → uncontrolled-improvement, agreement single-study → uncontrolled-only, "
            + $"counted studies 2 → 1: {Trial} current → retracted.",
            await ChangeAsync(client, "2099.1.2", "2099.2.1"));

        // The feed since the first release tells all three.
        var feed = (await client.JsonAsync($"/v1/changes?since={First}")).Items("items").Where(change => change.Text("evidence") == Item).ToList();
        Assert.Equal(["2099.1.1", "2099.1.2", "2099.2.1"], feed.Select(change => change.Text("release")));
    }

    /// <summary>One walk: its edits, its check, its publish.</summary>
    private async Task<IReadOnlyList<Seed>> WalkAsync(string heading, IReadOnlyList<Seed> seeds, TestDatabase own, HttpClient client, string release)
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Content", "db-README.md"), Cancel);
        var walk = Heading().Split(guide).Single(section => section.StartsWith(heading + "\n", StringComparison.Ordinal));
        var edited = Fence().Matches(walk).Where(fence => fence.Groups["language"].Value == "sql").Aggregate(seeds, (before, fence) => Edit(before, fence.Groups["text"].Value));
        var current = await client.GetByteArrayAsync($"/v1/evidence/{Item}", Cancel);

        // ./run.sh check
        await using (var scratch = await service.EmptyDatabaseAsync())
        {
            await using var output = new StringWriter();
            Assert.True(await ContentCheck.RunAsync(edited, scratch.ConnectionString, own.ConnectionString, output, Cancel), output.ToString());
            foreach (var line in Fence().Matches(walk).Single(fence => fence.Groups["language"].Value == "text").Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.Matches("(?m)^" + Regex.Escape(line[3..]).Replace("…", ".*", StringComparison.Ordinal) + "$", output.ToString());
            }
        }
        Assert.Equal(current, await client.GetByteArrayAsync($"/v1/evidence/{Item}", Cancel));

        // ./run.sh migrate: each script whose text changed, in a transaction of its own, then publish.
        await using (var connection = await own.OpenAsync())
        {
            foreach (var seed in edited.Except(seeds))
            {
                await using var transaction = await connection.BeginTransactionAsync(Cancel);
                await connection.ExecuteAsync(seed.Sql);
                await transaction.CommitAsync(Cancel);
            }
            Assert.Equal(release, (await Publisher.PublishAsync(connection, Cancel)).Release);
        }
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while ((await client.JsonAsync($"/v1/evidence/{Item}?view=summary")).Text("release") != release)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{release} is not served");
            await Task.Delay(50, Cancel);
        }
        return edited;
    }

    /// <summary>Rows of a fence under lines that say where they go: -- file, after|before|in 'record' instead of "line":</summary>
    private static IReadOnlyList<Seed> Edit(IReadOnlyList<Seed> seeds, string fence)
    {
        var edited = seeds.ToList();
        foreach (Match edit in Place().Matches(fence))
        {
            var at = edited.FindIndex(seed => $"seed/{seed.File}" == edit.Groups["file"].Value);
            var lines = edited[at].Sql.Split('\n').ToList();
            var from = edit.Groups["record"].Success ? lines.FindIndex(line => line.StartsWith($"  ('{edit.Groups["record"].Value}'", StringComparison.Ordinal)) : 0;
            var found = lines.FindIndex(from, line => line.Trim() == edit.Groups["line"].Value || (edit.Groups["how"].Value == "before" && line.StartsWith(edit.Groups["line"].Value, StringComparison.Ordinal)));
            Assert.True(found >= 0, edit.Value);
            if (edit.Groups["how"].Value == "instead of") lines.RemoveAt(found);
            var rows = edit.Groups["rows"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row[3..]);
            lines.InsertRange(edit.Groups["how"].Value == "after" ? found + 1 : found, rows);
            edited[at] = edited[at] with { Sql = string.Join('\n', lines) };
        }
        return edited;
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> ReadPinnedAsync(HttpClient client, string release)
    {
        string[] paths =
        [
            $"/v1/evidence/{Item}?", $"/v1/evidence?condition=knee-osteoarthritis&limit=100&", $"/v1/evidence?code=icd-10-cm|M17.11&view=full&",
            "/v1/studies?modality=svf&", "/v1/findings?modality=svf&", "/v1/conditions/knee-osteoarthritis?", "/v1/modalities/svf?",
        ];
        var bodies = new Dictionary<string, byte[]>();
        foreach (var path in paths)
        {
            bodies[$"{path}release={release}"] = await client.GetByteArrayAsync($"{path}release={release}", Cancel);
        }
        return bodies;
    }

    private static async Task AssertUnchangedAsync(HttpClient client, IReadOnlyDictionary<string, byte[]> pinned)
    {
        foreach (var (path, body) in pinned)
        {
            var now = await client.GetByteArrayAsync(path, Cancel);
            Assert.True(body.AsSpan().SequenceEqual(now), $"{path} changed");
        }
    }

    private static async Task<string> ChangeAsync(HttpClient client, string since, string release)
    {
        var changes = (await client.JsonAsync($"/v1/changes?since={since}")).Items("items").ToList();
        var change = Assert.Single(changes);
        Assert.Equal((Item, release, since), (change.Text("evidence"), change.Text("release"), change.Text("before")));
        return change.Text("summary");
    }

    [GeneratedRegex("^##+ ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^   ```(?<language>sql|text)\n(?<text>.*?)^   ```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("""^   -- (?<file>\S+), (in '(?<record>[^']+)' )?(?<how>after|before|instead of) "(?<line>.+)":\n(?<rows>((?!   -- ).*\n)+)""", RegexOptions.Multiline)]
    private static partial Regex Place();
}
