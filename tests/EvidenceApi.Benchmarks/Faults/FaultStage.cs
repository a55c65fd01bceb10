namespace EvidenceApi.Benchmarks.Faults;

/// <summary>One fault's own database, service and load.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private readonly List<FaultServer> servers = [];
    private readonly string fault;
    private readonly FaultRun run;

    public FaultStage(FaultRun run, string fault) => (this.run, this.fault) = (run, fault);

    public ServiceInstance Service { get; private set; } = null!;

    public FaultLoad Load { get; private set; } = null!;

    public int ServerPort(int number) => run.Port + 2 + number;

    /// <summary>A server on a copy of the published content; not started.</summary>
    public async Task<FaultServer> CopyAsync(string settings = "", string? folder = null, bool isStandby = false)
    {
        var data = Path.Combine(folder ?? run.Work, $"{fault}-{servers.Count}");
        await FaultServer.CopyAsync(run.Template, data);
        // The copy of a file has its owner, who must be able to write to it.
        if (isStandby) await Command.RunAsync("cp", "-a", Path.Combine(data, "PG_VERSION"), Path.Combine(data, "standby.signal"));
        servers.Add(new(run.Binaries, data, ServerPort(servers.Count), settings));
        return servers[^1];
    }

    public async Task<FaultServer> StartServerAsync(string settings = "")
    {
        var server = await CopyAsync(settings);
        await server.StartAsync();
        await AllowAsync(server);
        return server;
    }

    /// <summary>The service is no superuser: connections that are kept for those are not its own.</summary>
    public static Task AllowAsync(FaultServer server) => server.ExecuteAsync("create role faults login in role evidence_reader, evidence_feedback, evidence_authenticator");

    public Task ServeAsync(int database, params string[] settings) => ServeAsync($"127.0.0.1:{database}", null, [], settings);

    /// <param name="hosts">With their ports.</param>
    /// <param name="key">Which the load shows.</param>
    public async Task ServeAsync(string hosts, string? key, Dictionary<string, string> environment, params string[] settings)
    {
        Service = new(fault, run.Program, $"Host={hosts};Username=faults;Database=evidence", run.Port, ["--Logging:LogLevel:Default=None", .. settings]);
        foreach (var (variable, value) in environment) Service.Environment[variable] = value;
        await Service.StartAsync();
        Load = new(Service.Client.BaseAddress!, key);
        await Load.PrepareAsync();
    }

    /// <summary>Load before, during and after a fault of the one server; what must hold of every such fault is asked of it.</summary>
    /// <param name="begin">Begins the fault.</param>
    /// <param name="finish">Ends it: when it returns, the database could be asked again.</param>
    /// <param name="longest">Within which every request is answered, with a problem too.</param>
    public async Task<FaultRow> OutageAsync(string name, FaultServer server, Func<Task> begin, TimeSpan duration, Func<Task> finish, TimeSpan longest)
    {
        var before = await server.ChecksumsAsync();
        Load.Start();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await begin();
        await Task.Delay(duration);
        await finish();
        var recovered = await Load.RecoverAsync(TimeSpan.FromSeconds(30));
        Load.Settle();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Load.StopAsync();
        await Load.VerifyAsync();
        var lost = Differing(before, await server.ChecksumsAsync());

        ExpectReads(name);
        run.Expect(name, $"answered within {longest.TotalSeconds} s", Load.Uncached.Longest <= longest);
        run.Expect(name, "recovered within 5 s", recovered <= TimeSpan.FromSeconds(5));
        run.Expect(name, "nothing fails afterwards", Load.Late == 0);
        run.Expect(name, "nothing lost", lost == 0);
        return new(name, Load.Cached, Load.Uncached, recovered, lost);
    }

    /// <summary>What memory holds is answered; nothing is wrong; what is not answered is told to try again.</summary>
    public void ExpectReads(string name, bool all = false)
    {
        run.Expect(name, "cached reads are answered", Load.Cached.Right == Load.Cached.Sent);
        run.Expect(name, "nothing wrong", Load.Uncached.Wrong == 0);
        run.Expect(name, all ? "other reads are answered" : "other reads are answered or told to try again", Load.Uncached.Failed == 0 && (!all || Load.Uncached.Unavailable == 0));
    }

    /// <summary>Number of tables that are not the same.</summary>
    public static int Differing(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Keys.Union(other.Keys).Count(table => one.GetValueOrDefault(table) != other.GetValueOrDefault(table));

    public async ValueTask DisposeAsync()
    {
        Load?.Dispose();
        Service?.Dispose();
        foreach (var server in servers) await server.DisposeAsync();
    }
}
