using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// Holds the keys of the identity authority in generations, and uses them; none ever leaves it. Nothing assumes that it shares a process with its user. Thread-safe.
/// A key is made, certified by whoever may, and only then kept: until it is kept it is gone with the process, and after it is kept it survives power loss.
/// </summary>
public interface IIdentityKeys
{
    /// <summary>The keys that are kept, oldest first.</summary>
    ImmutableArray<IdentityKey> All { get; }

    /// <summary>Makes a key on P-256 that is not kept yet.</summary>
    /// <param name="kind">What it will sign.</param>
    /// <param name="made">When it is made.</param>
    /// <param name="ends">When nothing it signs is believed any more.</param>
    IdentityKey Make(IdentityKeyKind kind, DateTimeOffset made, DateTimeOffset ends);

    /// <summary>Signs with ECDSA P-256 over SHA-256; the 64-byte r ‖ s form of JOSE.</summary>
    /// <exception cref="ArgumentException">The key was neither made here since the start nor kept, or is destroyed.</exception>
    byte[] Sign(IdentityKey key, ReadOnlySpan<byte> data);

    /// <summary>Keeps a key that was made, with its certificate, and destroys others, all in one step that survives power loss or did not happen.</summary>
    /// <param name="made">The keys to keep.</param>
    /// <param name="destroyed">The keys that are gone from then on.</param>
    /// <exception cref="IOException">They could not be written; nothing changed.</exception>
    void Change(ImmutableArray<IdentityKey> made, ImmutableArray<IdentityKey> destroyed);
}
