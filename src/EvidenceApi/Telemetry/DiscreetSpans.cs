using System.Diagnostics;
using OpenTelemetry;

namespace EvidenceApi.Telemetry;

/// <summary>
/// Takes out of spans what somebody asked for: which diagnosis was looked up, from which address, is close to being a patient's. The route
/// stays, without its values.
/// </summary>
internal sealed class DiscreetSpans : BaseProcessor<Activity>
{
    private static readonly string[] Asked = ["url.path", "url.query", "url.full"];

    public override void OnEnd(Activity span)
    {
        foreach (var name in Asked) span.SetTag(name, null);
        // Of wrong values (class 22) and violated constraints (class 23) the database's message, which the span quotes, shows the value.
        if (span.GetTagItem("db.response.status_code") is string state && state.AsSpan() is ['2', '2' or '3', ..]) span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
