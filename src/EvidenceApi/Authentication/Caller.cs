namespace EvidenceApi.Authentication;

/// <summary>Who shows a good key or token.</summary>
/// <param name="Id">The same for all requests of a holder: key:… or client:…</param>
/// <param name="Scopes">What was granted; scopes of other services among them.</param>
internal sealed record Caller(string Id, IReadOnlyList<string> Scopes);

/// <summary>What the request says of its caller: the caller of a good key or token, null where the one that was sent is not good.</summary>
internal sealed record Presented(Caller? Caller);
