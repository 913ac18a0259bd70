namespace Writ.Authority.Attestation;

/// <summary>Walks from a process up to its ancestors.</summary>
internal static class ProcessTree
{
    private const int MaxDepth = 256;

    /// <summary>
    /// The process and its ancestors, nearest first; null when the chain changed while it was read, or is deeper than any real one.
    /// An ancestor's id may be reused between two readings: then the newcomer started after its "child", or the second reading differs.
    /// The chain is whole when its last link has no parent: where `/proc` hides a parent, it ends before that.
    /// </summary>
    public static IReadOnlyList<ProcessFacts>? Ancestry(IProcesses processes, ProcessFacts process)
    {
        var chain = new List<ProcessFacts>(8);
        for (var current = processes.Find(process.ProcessId); current is { } facts; current = processes.Find(facts.ParentId))
        {
            if (chain.Count == MaxDepth || (chain.Count == 0 ? facts.StartTicks != process.StartTicks : facts.StartTicks > chain[^1].StartTicks))
            {
                return null;
            }

            chain.Add(facts);
            if (facts.ParentId == 0)
            {
                break;
            }
        }

        return chain.Count > 0 && chain.TrueForAll(facts => processes.Find(facts.ProcessId) == facts) ? chain : null;
    }
}
