using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Contracts;

/// <summary>The identity authority: its keys, and what its SVIDs are verified with.</summary>
/// <param name="TrustDomain">The trust domain.</param>
/// <param name="Sequence">The bundle's version, which only grows.</param>
/// <param name="Keys">The keys, oldest first.</param>
/// <param name="Keyring">The keys that sign writs, key nonces and seal the store, by what they are for, older before newer.</param>
/// <param name="Bundle">The trust bundle (SPIFFE Trust Domain and Bundle §4).</param>
public sealed record IdentityDocument(string TrustDomain, long Sequence, ImmutableArray<IdentityKeyDocument> Keys, ImmutableArray<KeyringKeyDocument> Keyring, JsonElement Bundle);
