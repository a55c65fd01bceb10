using System.Diagnostics;
using EvidenceApi.Tests.Setup;

namespace EvidenceApi.Tests.Hardening;

/// <summary>A connection string from a file serves as one from the environment does.</summary>
public sealed class SecretFileTests(EvidenceServiceFixture service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_keys_command_finds_its_database_by_a_file_and_the_environment_wins_over_it()
    {
        var folder = Directory.CreateTempSubdirectory("evidence-secrets-");
        await using var own = await service.OwnDatabaseAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ConnectionStrings__EvidenceOwner"), $"{own.ConnectionString}\n", Cancel);
        try
        {
            Assert.Equal((0, "id\tholder\tscopes\tcreated\texpires\tstate"), await ListKeysAsync(folder.FullName, null));
            Assert.Equal((1, ""), await ListKeysAsync(folder.FullName, "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Exit, string Output)> ListKeysAsync(string folder, string? environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { Path.Combine(AppContext.BaseDirectory, "EvidenceApi.dll"), "keys", "list" } };
        start.Environment["EVIDENCE_SECRETS_DIR"] = folder;
        start.Environment.Remove("ConnectionStrings__Evidence");
        start.Environment["ConnectionStrings__EvidenceOwner"] = environment;
        if (environment is null) start.Environment.Remove("ConnectionStrings__EvidenceOwner");
        using var process = Process.Start(start)!;
        var remarks = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        await remarks;
        return (process.ExitCode, output.Trim());
    }
}
