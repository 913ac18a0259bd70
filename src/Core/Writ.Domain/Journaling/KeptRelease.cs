using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A release as the store keeps it.</summary>
/// <param name="Content">Its canonical bytes.</param>
/// <param name="Signatures">The signatures that came with it, in compact form.</param>
public sealed record KeptRelease(ReadOnlyMemory<byte> Content, ImmutableArray<string> Signatures);
