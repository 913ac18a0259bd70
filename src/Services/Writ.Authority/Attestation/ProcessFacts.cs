namespace Writ.Authority.Attestation;

/// <summary>What the kernel says of a process at one instant.</summary>
/// <param name="ProcessId">Its id, which will be used again after its end.</param>
/// <param name="ParentId">Its parent; another one once the parent died.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot: with the id, it names the process.</param>
internal readonly record struct ProcessFacts(int ProcessId, int ParentId, long StartTicks);
