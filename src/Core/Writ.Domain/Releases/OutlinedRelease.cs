using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A release with the outlines of its policies, which only who knows the policy language can make.</summary>
/// <param name="Release">The release.</param>
/// <param name="Policies">The outlines.</param>
public sealed record OutlinedRelease(Release Release, ImmutableArray<PolicyOutline> Policies);
