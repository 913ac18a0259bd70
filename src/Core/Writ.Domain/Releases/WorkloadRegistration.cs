using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A registration entry: which workloads are instances of a class, by what is known of them without their help.</summary>
/// <param name="Path">The class.</param>
/// <param name="Selectors">What a workload has to have, all of it; at least one.</param>
/// <param name="Descendants">Whether the processes below a matched one are that instance too.</param>
public sealed record WorkloadRegistration(WorkloadPath Path, ImmutableSortedSet<Selector> Selectors, bool Descendants)
{
    /// <summary>Whether it is about workloads elsewhere, known by a token of an identity provider.</summary>
    public bool IsRemote => !Selectors.IsEmpty && Selectors[0].IsRemote;
}
