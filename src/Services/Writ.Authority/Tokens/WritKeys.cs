using System.Collections.Immutable;
using System.Security.Cryptography;
using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>The keys that sign writs: the one that signs now, and the key set that others may fetch and that the verifier trusts alone. Thread-safe.</summary>
public sealed class WritKeys(IKeyring keyring, TimeProvider time)
{
    private Snapshot? latest;

    /// <summary>The key that signs now. Ask once for each writ: its id stands in what it signs.</summary>
    public WritKey Current
    {
        get
        {
            var snapshot = Latest();
            return snapshot.Keys[KeyringSchedule.Signs(snapshot.All, time.GetUtcNow()).Number];
        }
    }

    /// <summary>Every key that will sign or whose writs may still live (RFC 7517 §5). The same object until the keys change.</summary>
    public JwkSet Set => Latest().Set;

    private Snapshot Latest()
    {
        var all = keyring.Generations;
        var seen = Volatile.Read(ref latest);
        if (seen is null || seen.All != all)
        {
            seen = new Snapshot(all, all.Where(static k => k.Purpose == KeyPurpose.Writs).ToImmutableDictionary(static k => k.Number, static k => new WritKey(Jwk(k), k)));
            Volatile.Write(ref latest, seen);
        }

        return seen;
    }

    private static PublicJwk Jwk(KeyGeneration generation)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(generation.PublicKey.Span, out _);
        return PublicJwk.FromEcdsa(key, keyId: null, JwkSet.SignatureUse);
    }

    private sealed class Snapshot(ImmutableArray<KeyGeneration> all, ImmutableDictionary<int, WritKey> keys)
    {
        public ImmutableArray<KeyGeneration> All => all;

        public ImmutableDictionary<int, WritKey> Keys => keys;

        public JwkSet Set { get; } = JwkSet.Of([.. keys.OrderByDescending(static k => k.Key).Select(static k => k.Value.Public)]);
    }
}
