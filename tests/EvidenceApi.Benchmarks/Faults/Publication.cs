using System.Diagnostics;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>A release of changed content, and the service's own command that publishes it.</summary>
internal static class Publication
{
    internal const string Release = "2027.1.1";

    // The last table that a publish writes: readers may read it meanwhile, and who wants to write waits.
    internal const string LastTable = "search_word";

    internal const string Newest = "select id from release where is_published order by number desc limit 1";

    // The added word is one that nothing else has, so that every table of documents changes.
    private const string Edit = $"""
        insert into release (id, published_on, reviewed_on, notes) values ('{Release}', '2027-01-01', '2027-01-01', 'A release of the fault runs.');
        update study set summary = summary || ' (Faultrunword)' where id in (select id from study order by md5(id) limit 100);
        """;

    internal static Task EditAsync(FaultServer server, string database = "evidence") => server.ExecuteAsync(Edit, database);

    internal static Task<(int Code, string Said)> PublishAsync(FaultRun run, FaultServer server, string database = "evidence") =>
        Command.TryAsync(Settings(server, database), "dotnet", run.Program, "migrate");

    internal static Process Start(FaultRun run, FaultServer server) => Command.Start(Settings(server, "evidence"), "dotnet", run.Program, "migrate");

    private static Dictionary<string, string> Settings(FaultServer server, string database) => new() { ["ConnectionStrings__EvidenceOwner"] = server.OwnerOf(database) };
}
