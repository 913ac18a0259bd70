using System.Collections.Immutable;
using Writ.Spiffe;

namespace Writ.Domain;

/// <summary>Config, intents, catalogue and policies as one content-addressed set. What is in force is always exactly one.</summary>
public sealed record Release
{
    /// <summary>The SHA-256 of <see cref="Content"/>.</summary>
    public required ReleaseId Id { get; init; }

    /// <summary>The canonical bytes of all of it.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The trust domain it is for.</summary>
    public required TrustDomain TrustDomain { get; init; }

    /// <summary>The agents.</summary>
    public required ImmutableSortedDictionary<Slug, AgentRegistration> Agents { get; init; }

    /// <summary>The servers.</summary>
    public required ImmutableSortedDictionary<Slug, ServerRegistration> Servers { get; init; }

    /// <summary>Where the secrets come from that servers need.</summary>
    public ImmutableSortedDictionary<Slug, SecretSource> Secrets { get; init; } = ImmutableSortedDictionary<Slug, SecretSource>.Empty;

    /// <summary>Which workloads that no launcher started are instances of what; in the order in which they are written.</summary>
    public ImmutableArray<WorkloadRegistration> Workloads { get; init; } = [];

    /// <summary>The intents.</summary>
    public required ImmutableSortedDictionary<Slug, Intent> Intents { get; init; }

    /// <summary>What the catalogue says of tools.</summary>
    public required ImmutableDictionary<ActionName, ToolClass> Catalogue { get; init; }

    /// <summary>The identity providers whose tokens are taken.</summary>
    /// <value>None.</value>
    public ImmutableSortedDictionary<Slug, IssuerRegistration> Issuers { get; init; } = ImmutableSortedDictionary<Slug, IssuerRegistration>.Empty;

    /// <summary>The trust domains that are federated with, in ordinal order of their names.</summary>
    /// <value>None.</value>
    public ImmutableArray<FederationRegistration> Federation { get; init; } = [];

    /// <summary>How the own trust bundle is served; null when it is not.</summary>
    /// <value>Not at all.</value>
    public BundleEndpointRegistration? BundleEndpoint { get; init; }

    /// <summary>Who signs the release that comes after this one; null when nobody has to.</summary>
    /// <value>Nobody.</value>
    public SignerRules? Signing { get; init; }

    /// <summary>The policies, users' and shipped guardrails, in order of their names.</summary>
    public required ImmutableArray<PolicyFile> Policies { get; init; }
}
