using EvidenceApi.Releases;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Http;

/// <summary>Parameters of every read.</summary>
public class ReadParameters
{
    /// <summary>Release id: reads that release for ever, whatever is published later. Without it: the current one.</summary>
    [FromQuery(Name = "release")]
    public string? Release { get; init; }

    /// <summary>Members to keep, separated by commas, nested ones by dots: id,evidenceLevel.level,studies.id.</summary>
    [FromQuery(Name = "fields")]
    public string? Fields { get; init; }
}

/// <summary>A route whose address says everything.</summary>
public sealed class NoParameters;

/// <summary>The release that a request reads: the one that it names, else the current one.</summary>
internal sealed class RequestRelease(ReleaseSource releases)
{
    internal Snapshot Snapshot
    {
        get => field ??= releases.Current;
        private set;
    }

    internal bool IsPinned { get; private set; }

    /// <summary>Why the named release cannot be read; null where it can.</summary>
    internal ParameterError? Error { get; private set; }

    internal void Pin(string id, Snapshot? snapshot)
    {
        if (snapshot is null) Error = ParameterError.Unknown(id, $"There is no release '{id}'.", releases.Ids);
        else (Snapshot, IsPinned) = (snapshot, true);
    }
}

internal static class PinnedRelease
{
    /// <summary>Looks the named release up before anything else of the request is read.</summary>
    internal static void UsePinnedRelease(this WebApplication app) => app.Use(async (http, next) =>
    {
        // A hook answers from memory: it has no parameters, and must not wait for the database on account of one.
        if (!http.Request.Path.StartsWithSegments(CdsHooks.HookEndpoints.Path, StringComparison.OrdinalIgnoreCase) && http.Request.Query["release"] is [{ Length: > 0 } id] && !id.Any(char.IsControl))
        {
            // No id is that long: what cannot be one need not be looked up, but must not pass for the current release either.
            var snapshot = id.Length < 40 ? await http.RequestServices.GetRequiredService<ReleaseSource>().FindAsync(id, http.RequestAborted) : null;
            http.RequestServices.GetRequiredService<RequestRelease>().Pin(id, snapshot);
        }
        await next(http);
    });
}
