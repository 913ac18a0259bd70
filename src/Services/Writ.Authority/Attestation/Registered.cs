using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>A live instance and the handle on the root of its process tree.</summary>
internal sealed record Registered(AttestedInstance Instance, IProcessHandle Root)
{
    public bool IsRoot(ProcessFacts process) => process.ProcessId == Instance.ProcessId && process.StartTicks == Instance.StartTicks;
}
