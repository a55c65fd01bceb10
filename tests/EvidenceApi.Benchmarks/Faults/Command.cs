using System.Diagnostics;

namespace EvidenceApi.Benchmarks.Faults;

/// <summary>Programs that are run to their end.</summary>
internal static class Command
{
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    internal static async Task<string> RunAsync(params string[] line)
    {
        var (code, said) = await TryAsync([], line);
        return code == 0 ? said : throw new InvalidOperationException($"{string.Join(' ', line)}: {said}");
    }

    /// <summary>Its exit code and what it said.</summary>
    internal static async Task<(int Code, string Said)> TryAsync(Dictionary<string, string> environment, params string[] line)
    {
        using var process = Start(environment, line);
        var error = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        return (process.ExitCode, said.Trim());
    }

    internal static Process Start(Dictionary<string, string> environment, params string[] line)
    {
        // Not the current directory: the server's account may have no right to enter it.
        var start = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        return Process.Start(start)!;
    }
}
