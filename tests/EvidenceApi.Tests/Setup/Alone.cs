namespace EvidenceApi.Tests.Setup;

/// <summary>Tests that hold the service to a time run after all others and by themselves: a machine that is busy with tests is no slow service.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
