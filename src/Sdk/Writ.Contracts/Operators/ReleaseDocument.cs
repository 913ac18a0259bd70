using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The release in force.</summary>
/// <param name="Id">Its id, by content.</param>
/// <param name="Agents">The agents' names.</param>
/// <param name="Servers">The servers' names.</param>
/// <param name="Intents">The intents' names.</param>
/// <param name="Policies">The files of policies.</param>
/// <param name="Sequence">The sequence number of its activation.</param>
/// <param name="Signing">Who signs the release that comes after it; null when nobody has to.</param>
public sealed record ReleaseDocument(
    string Id, ImmutableArray<string> Agents, ImmutableArray<string> Servers, ImmutableArray<string> Intents, ImmutableArray<string> Policies,
    long Sequence, ReleaseSigningDocument? Signing);
