using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>A live instance and the handle on the root of its process tree.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Root">The handle.</param>
/// <param name="HasDescendants">Whether the processes below the root are the instance too.</param>
/// <param name="Runs">The file that the root executed when it was adopted; null where the kernel does not show it.</param>
internal sealed record Registered(AttestedInstance Instance, IProcessHandle Root, bool HasDescendants, ExecutableFile? Runs)
{
    /// <summary>Whether a registration entry made it, rather than a launcher: then that entry has to hold at each use.</summary>
    public bool IsMatched => Instance.Method == AttestationMethod.Registration;

    public bool IsRoot(ProcessFacts process) => process.ProcessId == Instance.ProcessId && process.StartTicks == Instance.StartTicks;
}
