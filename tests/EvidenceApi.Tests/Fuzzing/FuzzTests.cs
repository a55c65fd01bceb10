using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Fuzzing;

/// <summary>
/// Whatever is sent: an answer or a problem, soon, well-formed, and never a fault or the inside of the service. Other requests in every
/// run; of one that breaks a rule the smallest is shown, with the seed that makes it again (CsCheck_Seed). EVIDENCE_FUZZ_INPUTS says how
/// many, EVIDENCE_FUZZ_REPORT where a table of them is written: see tests/fuzz.sh.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(FuzzedService service) : IClassFixture<FuzzedService>
{
    private const int AtOnce = 4;
    private const int StandardInputs = 5000;
    private static readonly string? Report = Environment.GetEnvironmentVariable("EVIDENCE_FUZZ_REPORT");

    private static int Inputs => int.TryParse(Environment.GetEnvironmentVariable("EVIDENCE_FUZZ_INPUTS"), CultureInfo.InvariantCulture, out var given) ? given : StandardInputs;

    /// <summary>Families of requests, with the share of each in percent and what part of them must have been understood, so that the family tells something.</summary>
    [Theory]
    [InlineData("queries", 28, 5)]
    [InlineData("files", 4, 10)]
    [InlineData("paths", 12, 2)]
    [InlineData("headers", 12, 30)]
    [InlineData("pages", 8, 20)]
    [InlineData("lookups", 8, 2)]
    [InlineData("hooks", 10, 5)]
    [InlineData("fhir", 10, 5)]
    [InlineData("wire", 8, 5)]
    public async Task No_request_meets_a_fault_of_the_service(string family, int share, int understood)
    {
        var requests = family switch
        {
            "queries" => AddressRequests.Queries(service.Routes),
            "files" => AddressRequests.Files(service.Routes),
            "paths" => AddressRequests.Paths(service.Routes),
            "headers" => AddressRequests.Headers(service.Routes),
            "pages" => AddressRequests.Pages(),
            "lookups" => BodyRequests.Lookups(service.Routes),
            "hooks" => BodyRequests.Hooks(service.Routes),
            "fhir" => await FhirFuzz.AllAsync(service.Http),
            _ => WireRequests.All(),
        };
        var answers = new ConcurrentBag<(int Status, TimeSpan FirstByte)>();
        var faults = 0;
        try
        {
            await requests.SampleAsync(
                async request =>
                {
                    var answer = await service.Client.SendAsync(request);
                    answers.Add((answer.Status, answer.FirstByte));
                    if (AnswerRules.Broken(request, answer).FirstOrDefault() is not { } rule) return;
                    Interlocked.Increment(ref faults);
                    Assert.Fail($"{rule}; {answer.Status} {answer.MediaType} {answer.Text[..Math.Min(1000, answer.Text.Length)]}");
                },
                iter: Inputs * share / 100, threads: AtOnce, print: request => request.ToString());
        }
        finally
        {
            if (Report is not null) await File.AppendAllTextAsync(Report, Row(family, answers, faults), CancellationToken.None);
        }

        Assert.True(answers.Count(answer => answer.Status is 200 or 304) * 100 >= answers.Count * understood, $"Too few requests were understood to tell anything: {Row(family, answers, faults)}");
        await service.AssertUnharmedAsync();
    }

    private static string Row(string family, IReadOnlyCollection<(int Status, TimeSpan FirstByte)> answers, int faults)
    {
        string Of(int hundred) => answers.Count(answer => answer.Status / 100 == hundred).ToString(CultureInfo.InvariantCulture);
        var slowest = answers.Select(answer => answer.FirstByte.TotalMilliseconds).DefaultIfEmpty().Max();
        return string.Create(CultureInfo.InvariantCulture, $"| {family} | {answers.Count} | {Of(2)} | {Of(3)} | {Of(4)} | {Of(5)} | {Of(0)} | {slowest:0} ms | {faults} |\n");
    }
}
