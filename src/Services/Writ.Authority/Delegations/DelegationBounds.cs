using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Delegations;

/// <summary>What can be handed on at most.</summary>
/// <param name="Scopes">What is done lies within each of these.</param>
/// <param name="Deadline">When it ends at the latest.</param>
/// <param name="Hops">How many further tasks may stand below.</param>
internal sealed record DelegationBounds(ImmutableArray<Scope> Scopes, DateTimeOffset Deadline, int Hops);
