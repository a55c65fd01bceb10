namespace EvidenceApi.Tests.Setup;

/// <summary>A clock that stands until it is set.</summary>
internal sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
