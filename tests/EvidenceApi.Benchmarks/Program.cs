using System.Globalization;
using EvidenceApi.Benchmarks;
using EvidenceApi.Benchmarks.Faults;
using EvidenceApi.Benchmarks.Soak;

return args switch
{
    ["static", var url, var file] => await StaticServer.RunAsync(url, file),
    ["soak", var program, var connectionString, var port, var minutes] =>
        await SoakAsync(program, connectionString, int.Parse(port, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))),
    ["faults", var program, var template, var binaries, var work, var port, var form, .. var faults] =>
        await new FaultRun(program, template, binaries, work, int.Parse(port, CultureInfo.InvariantCulture), form == "long").RunAsync(faults),
    _ => Usage(),
};

static async Task<int> SoakAsync(string program, string connectionString, int port, TimeSpan duration)
{
    using var run = new SoakRun(program, connectionString, port, duration);
    return await run.RunAsync();
}

static int Usage()
{
    Console.Error.WriteLine("static URL FILE: answers everything with the bytes of FILE as JSON.");
    Console.Error.WriteLine("soak SERVICE CONNECTION PORT MINUTES: mixed load on two instances while releases appear and one instance goes; see tests/soak.sh.");
    Console.Error.WriteLine("faults SERVICE DATA BINARIES WORK PORT short|long [FAULT …]: load while database, network, disk or clock fail; see tests/faults.sh.");
    return 2;
}
