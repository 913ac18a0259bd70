namespace Writ.Cedar.Tests.Fuzz;

/// <summary>Tests that run while no other does: they weigh the memory of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
