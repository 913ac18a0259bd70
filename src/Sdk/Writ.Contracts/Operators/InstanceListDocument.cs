using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The instances that live, in the order of their ids.</summary>
/// <param name="Instances">The instances.</param>
public sealed record InstanceListDocument(ImmutableArray<InstanceDocument> Instances);
