using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>A PostgreSQL server of its own on a copy of the published content, that can be killed, held and asked what it has.</summary>
/// <param name="binaries">Folder of PostgreSQL's programs.</param>
/// <param name="data">The server's data, copied there before it starts.</param>
internal sealed class FaultServer(string binaries, string data, int port, string settings = "") : IAsyncDisposable
{
    // What a crash of processes leaves is in the kernel's hands: nothing has to reach the disk.
    private const string Always = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=32MB -c jit=off -c timezone=UTC -c fsync=off";

    // PostgreSQL refuses to run as root.
    private static readonly string[] Account = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private IReadOnlyList<int> held = [];

    public string Owner => OwnerOf("evidence");

    public string OwnerOf(string database) => $"Host=127.0.0.1;Port={port};Username=evidence_owner;Database={database};Search Path=\"evidence, public\";Pooling=false;Command Timeout=120";

    public static async Task CopyAsync(string template, string data)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(data)!);
        await Command.RunAsync("cp", "-a", template, data);
        await File.WriteAllTextAsync(Path.Combine(data, "pg_hba.conf"), "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n");
    }

    public async Task StartAsync()
    {
        await PgCtlAsync("start", "-w", "-t", "60", "-l", Path.Combine(data, "server.log"), "-o", $"-p {port} {Always} {settings}");
    }

    /// <summary>Ends it and all its processes as a loss of power does.</summary>
    public async Task KillAsync()
    {
        var processes = Processes();
        await SignalAsync("KILL", processes);
        while (processes.Any(IsAlive)) await Task.Delay(20);
        // The number of a process that nobody has buried yet would pass for a running server.
        File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    /// <summary>Stops all its processes without ending them: connections are taken and nothing is answered.</summary>
    public Task HoldAsync()
    {
        held = Processes();
        return SignalAsync("STOP", held);
    }

    public Task ContinueAsync()
    {
        var processes = held;
        held = [];
        return SignalAsync("CONT", processes);
    }

    public async Task ExecuteAsync(string sql, string database = "evidence")
    {
        await using var connection = new NpgsqlConnection(OwnerOf(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Number of rows and a checksum of all of them, by table.</summary>
    public async Task<Dictionary<string, string>> ChecksumsAsync(string database = "evidence")
    {
        await using var connection = new NpgsqlConnection(OwnerOf(database));
        await connection.OpenAsync();
        List<string> tables = [];
        await using (var list = new NpgsqlCommand("select tablename::text from pg_tables where schemaname = 'evidence' order by 1", connection))
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync()) tables.Add(rows.GetString(0));
        }
        var sums = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            await using var sum = new NpgsqlCommand($"select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from evidence.\"{table}\" t", connection);
            sums[table] = (string)(await sum.ExecuteScalarAsync())!;
        }
        return sums;
    }

    public async ValueTask DisposeAsync()
    {
        if (held.Count > 0) await ContinueAsync();
        if (File.Exists(Path.Combine(data, "postmaster.pid"))) await PgCtlAsync("stop", "-w", "-m", "immediate");
    }

    private Task PgCtlAsync(string command, params string[] arguments) => Command.RunAsync([.. Account, Path.Combine(binaries, "pg_ctl"), command, "-s", "-D", data, .. arguments]);

    // The server first: it must not start new ones meanwhile.
    private List<int> Processes()
    {
        var server = int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return [server, .. Process.GetProcesses().Select(process => process.Id).Where(id => ParentOf(id) == server)];
    }

    private static Task SignalAsync(string signal, IEnumerable<int> processes) =>
        Command.RunAsync(["sh", "-c", $"kill -s {signal} {string.Join(' ', processes)} 2>/dev/null || true"]);

    private static bool IsAlive(int id) => Stat(id) is { } stat && stat[0] is not ("Z" or "X");

    private static int ParentOf(int id) => Stat(id) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0;

    // State, parent, …: what follows the name, which is in brackets and may have any.
    private static string[]? Stat(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat") is var text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
