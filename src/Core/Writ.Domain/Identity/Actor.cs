using System.Collections.Immutable;
using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>Who acts: an attested instance of an agent, and the chain of instances that delegated to it, nearest first.</summary>
/// <param name="Instance">The SPIFFE id of the instance.</param>
/// <param name="Agent">The class of agent it is an instance of.</param>
/// <param name="Assurance">How far it is separated from its neighbours.</param>
/// <param name="Binding">How it proved, for this very message, that it is the instance.</param>
/// <param name="Chain">The instances that delegated to it; empty when nobody did.</param>
public sealed record Actor(SpiffeId Instance, Slug Agent, Assurance Assurance, Binding Binding, ImmutableArray<SpiffeId> Chain)
{
    /// <summary>How Writ came to know the instance.</summary>
    public AttestationMethod Method { get; init; }
}
