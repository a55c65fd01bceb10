using EvidenceApi.Benchmarks;

return args switch
{
    ["static", var url, var file] => await StaticServer.RunAsync(url, file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("static URL FILE: answers every GET with the bytes of FILE as JSON.");
    return 2;
}
