using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// Keeps secrets in versions, sealed so that whoever copies it has nothing. Values go in and leave by the last hop only: no API gives one back. Nothing assumes that it
/// shares a process with its user. What was set or removed survives power loss. Thread-safe.
/// </summary>
public interface ISecretStore
{
    /// <summary>Every version that there was of every secret, by name, older before newer.</summary>
    ValueTask<ImmutableArray<SecretVersion>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>Sets a secret; the value of the version before is destroyed.</summary>
    /// <returns>The new version.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changed.</exception>
    ValueTask<SecretVersion> SetAsync(Slug name, SecretValue value, DateTimeOffset made, CancellationToken cancellationToken);

    /// <summary>Removes a secret with its value; false when none was held.</summary>
    /// <exception cref="IOException">It could not be removed; nothing changed.</exception>
    ValueTask<bool> RemoveAsync(Slug name, CancellationToken cancellationToken);

    /// <summary>The held version of a secret and its value, for the last hop; null when none is held, or what is there was not sealed for this name and version.</summary>
    ValueTask<(SecretVersion Version, SecretValue Value)?> TakeAsync(Slug name, CancellationToken cancellationToken);
}
