namespace Writ.Authority.Keys;

/// <summary>Where the keys are.</summary>
/// <param name="Folder">The folder of the sealed keys, inside the data folder; absolute.</param>
/// <param name="KeyEncryptionKey">Where the key comes from that they are sealed by.</param>
/// <param name="StoreExists">Whether a store was made before: then keys are never made anew, since nothing in it could be read or verified with them.</param>
public sealed record KeyringOptions(string Folder, KeyEncryptionKeySource KeyEncryptionKey, bool StoreExists)
{
    /// <summary>The clock that dates what is made.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
