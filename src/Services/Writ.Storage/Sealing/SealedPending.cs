namespace Writ.Storage;

/// <summary>What is pending of an approval, sealed under a key of its own, and that key, sealed under the keyring's.</summary>
/// <param name="WrappedKey">The key.</param>
/// <param name="Sealed">The bytes.</param>
internal sealed record SealedPending(byte[] WrappedKey, byte[] Sealed);
