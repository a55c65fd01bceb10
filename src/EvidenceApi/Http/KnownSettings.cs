using System.Reflection;
using Microsoft.Extensions.Options;

namespace EvidenceApi.Http;

/// <summary>A misspelt setting is refused at the start: it might have been meant to close the service.</summary>
internal static class KnownSettings
{
    internal static IEnumerable<string> Unknown<T>(IConfiguration configuration, string section) => configuration.GetSection(section).GetChildren()
        .Where(child => typeof(T).GetProperty(child.Key, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is null)
        .Select(child => $"There is no setting {child.Path}.");

    internal static ValidateOptionsResult Result(IReadOnlyCollection<string> faults) => faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
}
