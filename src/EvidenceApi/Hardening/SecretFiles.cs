using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;

namespace EvidenceApi.Hardening;

/// <summary>Settings from files, as containers are given their secrets: each file is the setting that it is named after, such as ConnectionStrings__Evidence.</summary>
internal static class SecretFiles
{
    internal const string FolderVariable = "EVIDENCE_SECRETS_DIR";
    private const string DefaultFolder = "/run/secrets";

    /// <summary>Below every other source: what the environment says wins.</summary>
    internal static IConfigurationBuilder AddSecretFiles(this IConfigurationBuilder settings)
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } set ? Path.GetFullPath(set) : DefaultFolder;
        settings.Sources.Insert(0, new KeyPerFileConfigurationSource { Optional = true, FileProvider = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : null });
        return settings;
    }
}
