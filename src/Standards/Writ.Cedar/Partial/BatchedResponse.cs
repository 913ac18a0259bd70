namespace Writ.Cedar.Partial;

/// <summary>The answer of a batched decision, and what it cost.</summary>
public sealed class BatchedResponse
{
    internal BatchedResponse(PartialResponse response, int iterations, int entitiesLoaded, int steps) =>
        (Response, Iterations, EntitiesLoaded, Steps) = (response, iterations, entitiesLoaded, steps);

    /// <summary>The decision; undetermined when the iterations ran out before it, which a host treats as deny.</summary>
    public PartialDecision Decision => Response.Decision;

    /// <summary>The policies as far as they are known: true permits and forbids are the reasons, errors the errors.</summary>
    public PartialResponse Response { get; }

    /// <summary>How many batches were loaded.</summary>
    public int Iterations { get; }

    /// <summary>How many entities were loaded.</summary>
    public int EntitiesLoaded { get; }

    /// <summary>How many steps from entity to parent it took.</summary>
    internal int Steps { get; }
}
