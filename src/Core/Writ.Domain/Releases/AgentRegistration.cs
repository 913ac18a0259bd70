using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A registered class of agent.</summary>
/// <param name="Name">The name.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Tier">How much harm it could do.</param>
/// <param name="Intents">The intents it may take up.</param>
public sealed record AgentRegistration(Slug Name, string Owner, string Purpose, Tier Tier, ImmutableSortedSet<Slug> Intents);
