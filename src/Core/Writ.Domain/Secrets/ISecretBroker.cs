namespace Writ.Domain;

/// <summary>Fetches the value of a secret for the last hop, from where the release says that it is. Thread-safe.</summary>
public interface ISecretBroker
{
    /// <summary>Fetches it anew, so that a value that changed is used by the next session.</summary>
    ValueTask<SecretReading> TakeAsync(Slug name, SecretSource source, CancellationToken cancellationToken);
}
